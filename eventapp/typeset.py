"""Typst: a template of templates/print and plain values in, a PDF or a picture out."""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parents[1] / "templates" / "print"
FONTS = TEMPLATES.parents[1] / "static" / "vendor" / "fonts-ttf"  # `eventapp assets install` puts them there
ROOT = TEMPLATES.parents[1]
_PDF = {"format": "pdf", "timestamp": 0}
UNPRINTABLE = ("Cc", "Cs", "Cn")
OVERRIDES = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # would turn the rest of a line around


def pdf(template: str, values: dict[str, Any], fonts: Sequence[Path] = (FONTS,)) -> bytes:
    """Return templates/print/<template>.typ, filled with `values`, as a PDF.

    The template reads them with `json(bytes(sys.inputs.values))`: they reach Typst as data, never as markup, so `#`,
    `*` and `<b>` in a name are printed as they stand; control characters are left out. `fonts` are folders of TTF; one
    that is missing costs the typeface, not the paper. Nothing asks the clock or a network: equal values give equal
    bytes.
    Raises typst.TypstError when the template is wrong, which is a mistake of ours.
    """
    return _compiled(template, values, fonts, **_PDF)


def long_pdf(template: str, values: dict[str, Any]) -> bytes:
    """Return the same for what is long and meant for a printer: in a process of its own, and without tags (PDF/UA).

    Typst keeps what it has laid out for a next time; of a thousand pages that is some hundred megabytes, which the
    process gives back when it ends. Raises subprocess.CalledProcessError when the template is wrong.
    """
    said = json.dumps({"template": template, "values": values})
    command = [sys.executable, "-m", "eventapp.typeset"]
    done = subprocess.run(command, input=said.encode(), stdout=subprocess.PIPE, cwd=ROOT, check=True)  # noqa: S603
    return done.stdout


def picture(template: str, values: dict[str, Any], fonts: Sequence[Path] = (FONTS,), *, sharpness: int = 72) -> bytes:
    """Return the template's only page as a PNG, `sharpness` pixels an inch; all else as `pdf` has it."""
    return _compiled(template, values, fonts, format="png", ppi=sharpness)


def _compiled(template: str, values: dict[str, Any], fonts: Sequence[Path], **form: Any) -> bytes:
    written: bytes = typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(tuple(path for path in fonts if path.is_dir())),
        sys_inputs={"values": json.dumps(_printable(values), ensure_ascii=False)},
        **form,
    )
    return written


@lru_cache(maxsize=4)
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """Return the fonts found, ours first; the machine's own stand in for scripts that ours does not know."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=list(folders))


def _printable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    if isinstance(value, str):
        value = value.translate(OVERRIDES)
        kept = "".join(each for each in value if each == "\n" or unicodedata.category(each) not in UNPRINTABLE)
        return unicodedata.normalize("NFC", kept)
    return value


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(_compiled(asked["template"], asked["values"], (FONTS,), **_PDF, pdf_tags=False))
