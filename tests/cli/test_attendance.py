"""`eventapp export attendance`."""

import json
from pathlib import Path

from click.testing import CliRunner
from flask import Flask

from eventapp.cli import main
from eventapp.spreadsheets import read_table
from tests.presence.ledger import happen, hold


def test_the_report_is_written_as_a_sheet_and_as_json(bare_app: Flask, command: CliRunner, tmp_path: Path) -> None:
    with bare_app.test_request_context():
        conference = hold()
        happen(conference, seed=1)
    for ending in ("xlsx", "csv", "json"):
        target = tmp_path / f"report.{ending}"
        done = command.invoke(main, ["export", "attendance", "--event", "forum", "--to", str(target), "--locale", "vi"])
        assert (done.exit_code, done.output) == (0, "")
    whole = json.loads((tmp_path / "report.json").read_text())
    assert (whole["registered"], whole["present"]["total"], whole["excused"], whole["absent"]) == (12, 7, 1, 4)
    sheet = read_table(tmp_path / "report.xlsx")
    last = [*sheet.rows][-1]
    assert list(last.cells[2:11]) == [40, 12, 4, 2, 1, 7, 0, 1, 4]
    for wrong in (["--to", "report.txt"], ["--to", "report.csv", "--session", "K7QM4XTR"]):
        refused = command.invoke(main, ["export", "attendance", "--event", "forum", *wrong])
        assert refused.exit_code == 1
