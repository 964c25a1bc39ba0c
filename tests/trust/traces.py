"""Where something of a person is still to be found: every column of every table, every file, whatever wraps it."""

import email
import gzip
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
from sqlalchemy import select

from eventapp.database import db


def traces(needles: list[str], folder: Path, *, event_id: int = 0) -> list[str]:
    """Return where a needle stands, in whatever spelling. With an event: only in its rows, as far as they say whose."""
    folded = [folded_text(each) for each in needles]
    places = [*_of_database(event_id), *_of_files(folder)]
    return sorted(
        {f"{place}: {needle}" for place, said in places for needle in folded if _holds(folded_text(said), needle)}
    )


def folded_text(text: str) -> str:
    """Return the text without accents, case and signs between its words: "tran van an" for any way to write it."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", plain.casefold().replace("đ", "d")))


def _holds(text: str, needle: str) -> bool:
    if needle.replace(" ", "").isdigit():
        return needle.replace(" ", "") in text.replace(" ", "")
    return needle in text


def _of_database(event_id: int) -> Iterator[tuple[str, str]]:
    for table in db.metadata.sorted_tables:
        rows = select(table)
        if event_id and "event_id" in table.c:
            rows = rows.where(table.c.event_id == event_id)
        for row in db.session.execute(rows).mappings():
            for name, value in row.items():
                for said in _spoken(value):
                    yield f"{table.name}.{name} {row.get('kind', '')}".strip(), said


def _spoken(value: Any) -> Iterator[str]:
    if isinstance(value, bytes):
        yield from _unwrapped(value)
    elif isinstance(value, list | dict):
        yield json.dumps(value, ensure_ascii=False)
    elif isinstance(value, str):
        yield value


def _of_files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        if path.is_file():
            for said in (path.name, *_unwrapped(path.read_bytes())):
                yield str(path.relative_to(folder)), said


def _unwrapped(content: bytes) -> Iterator[str]:
    """Give the bytes as the text they may be, and what a ZIP, a gzip, a PDF or a letter holds."""
    yield content.decode("utf-8", "replace")
    yield content.decode("utf-16-le", "replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from _unwrapped(archive.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from _unwrapped(gzip.decompress(content))
    elif content.startswith(b"%PDF-") and len(content) > 200:
        yield " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    elif b"Message-ID:" in content[:5000]:
        message = email.message_from_bytes(content, policy=email.policy.default)
        yield " ".join(str(value) for value in message.values())
        for part in message.walk():
            if not part.is_multipart():
                yield from _unwrapped(part.get_payload(decode=True))  # type: ignore[arg-type]
