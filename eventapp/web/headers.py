"""What every answer says to the browser: what may run, what may be framed, what may be kept."""

from flask import Flask, Response, current_app, g, request

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
OWN_FILES_KEPT = 300  # s; a page loads some twenty of them, and after an upgrade old ones may live that long
SCANNERS = ("door.show", "door.pair", "badges.kiosk", "badges.check_in")
SCANNER = {"script-src": "'self' 'wasm-unsafe-eval'", "media-src": "'self' blob:", "worker-src": "'self'"}


def init_app(app: Flask) -> None:
    """Add the headers to every answer, errors included."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Set the security headers; pages are not kept anywhere unless their view said so."""
    is_scanner = request.endpoint in SCANNERS
    headers = response.headers
    own = ["sandbox"] if headers.get("Content-Security-Policy") == "sandbox" else []  # a file that somebody sent
    framed = {"frame-src": f"https://{g.framed_host}"} if "framed_host" in g else {}  # a stream, after a click
    rules = (f"{name} {value}" for name, value in (POLICY | (SCANNER if is_scanner else {}) | framed).items())
    headers["Content-Security-Policy"] = "; ".join([*rules, *own])
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer" if _bears_a_secret() else "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = f"camera=({'self' if is_scanner else ''}), microphone=(), geolocation=()"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static" and response.status_code in (200, 304):
        headers["Cache-Control"] = f"public, max-age={OWN_FILES_KEPT}"
    elif headers.get("Cache-Control") in (None, "no-cache"):  # what Flask's send_file says: wrong for a list of people
        headers["Cache-Control"] = "no-store"
    return response


def _bears_a_secret() -> bool:
    return bool(request.view_args and "secret" in request.view_args)
