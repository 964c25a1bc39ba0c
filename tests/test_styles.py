"""The style sheets: what a part looks like is said in one file, and what it looks like on paper in another."""

import re
from collections import defaultdict

from eventapp.config import ROOT

SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
RULE = re.compile(r"^ *([^@{}\n;]+?) *\{", re.MULTILINE)
PART = re.compile(r"\.[\w-]+")
ON_PAPER = "print.css"


def test_every_part_is_dressed_in_one_file() -> None:
    dressed = defaultdict(set)
    for sheet in SHEETS:
        bare = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in RULE.findall(bare):
            for selector in re.split(r",(?![^(]*\))", selectors):
                if PART.fullmatch(selector.strip()) and sheet.name != ON_PAPER:
                    dressed[selector.strip()].add(sheet.name)
    assert {".sheet", ".facts", ".letter"} <= dressed.keys()
    assert {part: files for part, files in dressed.items() if len(files) > 1} == {}
