"""Where a page can be opened again: an address that takes forms alone leads nowhere when it is read."""

from flask import current_app, request


def openable() -> str:
    """Return this page's path; where it came of a form whose address cannot be read, the nearest above it that can."""
    path = request.path
    if request.method in ("GET", "HEAD") and request.url_rule is not None:
        return path
    known = current_app.create_url_adapter(request)
    above = path
    while known is not None and above and not known.test(above, "GET"):
        above = above.rpartition("/")[0]
    return above or ("/" if request.url_rule else path)
