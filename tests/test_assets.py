"""The front-end packages: what is copied, and what is refused."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from eventapp import assets

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "node_modules"


@pytest.fixture(scope="session")
def packages() -> Path:
    assets.fetch(ROOT)
    return PACKAGES


@pytest.fixture
def house(tmp_path: Path, packages: Path) -> Path:
    """A project folder of its own that sees the fetched packages."""
    (tmp_path / "node_modules").symlink_to(packages)
    return tmp_path


def test_everything_the_theme_names_is_copied(house: Path) -> None:
    assets.install(house)
    vendor = house / "static" / "vendor"
    assert (vendor / "bootstrap.min.css").is_file()
    assert len(list((vendor / "files").glob("be-vietnam-pro-*.woff2"))) == 12
    assert len(list((vendor / "files").glob("inter-latin-*.woff2"))) == 2
    assert len(list((vendor / "fonts-ttf").glob("*.ttf"))) == 6


def test_every_file_the_font_styles_ask_for_is_there(house: Path) -> None:
    assets.install(house)
    vendor = house / "static" / "vendor"
    asked = re.findall(r"url\(([^)]+)\)", (vendor / "fonts.css").read_text(encoding="utf-8"))
    assert len(asked) == 12
    assert [name for name in asked if not (vendor / name).is_file()] == []


def test_the_scanner_is_the_one_its_javascript_was_built_for(house: Path) -> None:
    assets.install(house)
    scanner = house / "static" / "vendor" / "barcode-detector"
    digest = hashlib.sha256((scanner / "zxing_reader.wasm").read_bytes()).hexdigest()
    assert digest in (scanner / "zxing-exported.js").read_text(encoding="utf-8")


def test_another_scanner_is_refused_and_nothing_is_written(tmp_path: Path, packages: Path) -> None:
    for folder in ("bootstrap", "barcode-detector", "@fontsource", "@expo-google-fonts"):
        (tmp_path / "node_modules").mkdir(exist_ok=True)
        (tmp_path / "node_modules" / folder).symlink_to(packages / folder)
    reader = tmp_path / "node_modules" / "zxing-wasm" / "dist" / "reader"
    reader.mkdir(parents=True)
    (reader / "zxing_reader.wasm").write_bytes(b"another")
    with pytest.raises(assets.WrongScanner):
        assets.install(tmp_path)
    assert not (tmp_path / "static").exists()


def test_packages_that_were_not_fetched_are_refused(tmp_path: Path) -> None:
    with pytest.raises(assets.PackagesMissing):
        assets.install(tmp_path)


def test_a_file_of_an_older_version_is_removed(house: Path) -> None:
    old = house / "static" / "vendor" / "files" / "old.woff2"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    assets.install(house)
    assert not old.exists()


def test_installing_twice_writes_nothing_new(house: Path) -> None:
    first = {path: path.stat().st_mtime_ns for path in assets.install(house)}
    second = {path: path.stat().st_mtime_ns for path in assets.install(house)}
    assert first == second


def test_packages_that_match_the_lock_are_not_fetched_again(tmp_path: Path) -> None:
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    lock = hashlib.sha256((tmp_path / "package-lock.json").read_bytes()).hexdigest()
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / assets.STAMP).write_text(f"{lock} development\n", encoding="utf-8")
    assert assets.fetch(tmp_path) is False
    assert assets.fetch(tmp_path, development=True) is False


def test_packages_of_another_lock_are_fetched_and_a_failure_is_told(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x", "private": true}', encoding="utf-8")
    (tmp_path / "package-lock.json").write_text("not a lock file", encoding="utf-8")
    with pytest.raises(assets.PackagesNotFetched):
        assets.fetch(tmp_path)


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
