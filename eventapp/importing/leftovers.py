"""Rows of a sheet that are none of its list: totals, signatures, numbers of columns, headings said again."""

import re
from collections.abc import Iterator, Mapping, Sequence

from eventapp.errors import N_
from eventapp.importing.columns import text_of
from eventapp.names import fold
from eventapp.shapes import Fault
from eventapp.spreadsheets import Cell, Header, Row, Table

FOOTER = Fault("", "footer", N_("Not a row of the list: a total, a signature or a remark of the sheet."))
NUMBERING = Fault("", "numbering", N_("Not a row of the list: it numbers the columns."))
HEADINGS_AGAIN = Fault("", "headings_again", N_("Not a row of the list: the headings once more."))

_TOTAL = re.compile(
    r"(?:tong|cong|tong cong|tong so|total|grand total|sum)"
    r"(?: (?:[0-9]|dai bieu|nguoi|don vi|doan|phien|so|la|delegates|people|of|number).*)?"
)
_CLOSING = re.compile(
    r"(?:nguoi lap|nguoi duyet|thu truong don vi|ky ten|ky va|ky ghi ro|xac nhan cua|noi nhan|ghi chu|luu y|"
    r"danh sach nay|prepared by|approved by|signature|signed by|notes?)(?: .*)?"
    r"|(?:.* )?ngay (?:[0-9]+ )?thang (?:[0-9]+ )?nam.*"
)
_NUMBER = re.compile(r"\(?([0-9]{1,2})\)?")
_FEW = 2  # filled cells: a name beneath a signature, not a row of a list

Record = tuple[int, dict[str, Cell]]


def sort_out(table: Table, header: Header, needed: Sequence[str]) -> Iterator[tuple[Record, Fault | None]]:
    """Yield every row below the header that is not blank, with the reason where it is none of the list."""
    titles = {field: fold(text) for field, text in header.headings.items()}
    is_first, has_ended = True, False
    for row in table.rows:
        if row.number <= header.row or row.is_blank:
            continue
        cells = {field: row.cells[at] if at < len(row.cells) else "" for field, at in header.columns.items()}
        reason = _reason(row, cells, titles, needed, is_first=is_first, has_ended=has_ended)
        has_ended |= reason is FOOTER
        is_first = False
        yield (row.number, cells), reason


def _reason(
    row: Row,
    cells: Mapping[str, Cell],
    titles: Mapping[str, str],
    needed: Sequence[str],
    *,
    is_first: bool,
    has_ended: bool,
) -> Fault | None:
    if all(text_of(cells.get(field, "")) for field in needed):
        return (
            HEADINGS_AGAIN
            if all(fold(text_of(cells[field])) == titles.get(field) for field in needed)
            else (NUMBERING if is_first and _numbers_columns(row) else None)
        )
    texts = [text for cell in row.cells if (text := text_of(cell))]
    first = fold(texts[0])
    if _TOTAL.fullmatch(first) or _CLOSING.fullmatch(first):
        return FOOTER
    if is_first and _numbers_columns(row):
        return NUMBERING
    return FOOTER if has_ended and len(texts) <= _FEW and not any(map(str.isdigit, texts)) else None


def _numbers_columns(row: Row) -> bool:
    """Whether the cells count the columns: (1) (2) (3), as printed forms do."""
    found = [_NUMBER.fullmatch(text) for cell in row.cells if (text := text_of(cell))]
    numbers = [int(each[1]) for each in found if each]
    return (
        len(numbers) >= 3
        and len(numbers) == len(found)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )
