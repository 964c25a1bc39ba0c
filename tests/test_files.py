"""G1 G3 G4: papers are what their content says, nothing in them runs, and no name leads out of the store."""

import io
import os
import time
import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from eventapp import files, office_documents, pdfs
from eventapp.errors import DomainError
from tests.papers import samples

MB = 1024 * 1024


def take(folder: Path, content: bytes, called: str = "a.pdf", largest: int = 60 * MB) -> files.KeptFile:
    """Let somebody send a file."""
    return files.take(folder, io.BytesIO(content), called=called, largest=largest)


def refused(folder: Path, content: bytes, called: str = "a.pdf", largest: int = 60 * MB) -> DomainError:
    """Return the refusal; nothing of the file stays."""
    with pytest.raises(DomainError) as refusal:
        take(folder, content, called, largest)
    assert list(folder.iterdir()) == []
    return refusal.value


@pytest.mark.parametrize("name", samples.GOOD)
def test_what_is_good_is_taken_by_its_content(tmp_path: Path, name: str) -> None:
    ending, content = samples.GOOD[name]
    kept = take(tmp_path, content, "setup.exe.html")
    assert kept.ending == ending
    assert kept.called == "setup.exe.html"
    path = files.find_path(tmp_path, kept.name)
    assert path is not None
    assert path.stat().st_size == kept.size
    assert path.stat().st_mode & 0o777 == 0o600
    if ending not in ("png", "jpg"):
        assert path.read_bytes() == content


@pytest.mark.parametrize("name", samples.NOT_TAKEN)
def test_what_is_something_else_is_refused_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    refusal = refused(tmp_path, samples.NOT_TAKEN[name], "Tham luận.docx")
    assert refusal.code == "kind_not_accepted"
    assert "Tham luận.docx" in str(refusal)


@pytest.mark.parametrize("name", samples.ACTIVE)
def test_what_does_things_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, samples.ACTIVE[name]).code == "active_file"


def test_pictures_lose_what_is_no_pixel(tmp_path: Path) -> None:
    for name in ("a JPEG with where it was taken", "a PNG with a page behind it", "a JPEG with an archive behind it"):
        path = files.find_path(tmp_path, take(tmp_path, samples.GOOD[name][1]).name)
        assert path is not None
        left = [mark for mark in (b"<script>", b"PK\x03\x04", b"Camera") if mark in path.read_bytes()]
        assert left == []
        with Image.open(path) as picture:
            assert not picture.getexif()


def test_a_paper_may_be_so_large_and_no_larger(tmp_path: Path) -> None:
    large = samples.pdf(b" " * (3 * MB))
    assert take(tmp_path, large, largest=len(large)).size == len(large)
    for path in tmp_path.iterdir():
        path.unlink()
    refusal = refused(tmp_path, large, largest=3 * MB)
    assert (refusal.code, str(refusal)) == ("file_too_large", "This file is larger than 3 MB.")


def test_a_large_paper_is_never_held_in_memory(tmp_path: Path) -> None:
    class Slow(io.RawIOBase):
        """Hands out a PDF of 40 MB piece by piece, and notes the largest piece asked for."""

        def __init__(self) -> None:
            self.left, self.largest = 40 * MB, 0

        def read(self, size: int = -1) -> bytes:
            assert size > 0
            self.largest = max(size, self.largest)
            if self.left == 40 * MB:
                self.left -= len(samples.PDF[:9])
                return samples.PDF[:9]
            if self.left == 0:
                return b""
            piece = b"%%EOF" if self.left <= 5 else b" " * min(size, self.left - 5)
            self.left -= len(piece)
            return piece

    stream = Slow()
    kept = files.take(tmp_path, stream, called="a.pdf", largest=50 * MB)  # type: ignore[arg-type]
    assert kept.size == 40 * MB
    assert stream.largest <= MB


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\An\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("CON.txt", "CON.txt"),
        ("..", ".."),
        ("", "?"),
        ("/", "?"),
        ("a\nb\u202egpj.exe", "a bgpj.exe"),
        (unicodedata.normalize("NFD", "Tham luận.pdf"), "Tham luận.pdf"),
        ("\ud800.pdf", "?.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_is_shown_and_never_a_path(tmp_path: Path, called: str, shown: str) -> None:
    kept = take(tmp_path, samples.PDF, called)
    assert kept.called == shown
    assert [each.name for each in tmp_path.iterdir()] == [kept.name]


def test_only_what_was_judged_is_found(tmp_path: Path) -> None:
    kept = take(tmp_path, samples.PDF)
    assert files.find_path(tmp_path, kept.name) == tmp_path / kept.name
    (tmp_path / f"{'0' * 32}.part").write_bytes(b"half")
    for name in (f"{'0' * 32}.part", f"../{tmp_path.name}/{kept.name}", f"{kept.name}\n", "", kept.name.upper()):
        assert files.find_path(tmp_path, name) is None
        assert files.find(tmp_path, name) is None


def test_files_nobody_names_are_swept_and_halves_too(tmp_path: Path) -> None:
    named, gone, new = (take(tmp_path, samples.PDF).name for _ in range(3))
    half = f"{'0' * 32}.part"
    (tmp_path / half).write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("not ours")
    hours_ago = time.time() - 2 * files.SECONDS_ON_THE_WAY
    for name in (named, gone, half, "notes.txt"):
        os.utime(tmp_path / name, (hours_ago, hours_ago))
    assert files.sweep(tmp_path, {named}) == 2
    assert {each.name for each in tmp_path.iterdir()} == {named, new, "notes.txt"}


def test_packed_objects_are_unpacked_so_far_and_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "MOST_UNPACKED", 10_000)
    assert refused(tmp_path, samples.pdf_with_packed(b" " * 20_000)).code == "kind_not_accepted"


def test_a_description_is_read_so_far_and_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_documents, "LARGEST_DESCRIPTION", 20)
    assert refused(tmp_path, samples.open_xml()).code == "kind_not_accepted"
