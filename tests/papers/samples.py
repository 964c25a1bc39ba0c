"""Files that people send, good and bad, made here: nothing foreign lies in the repository."""

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TYPES = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
}
OPEN_DOCUMENTS = {"odt": "text", "odp": "presentation", "ods": "spreadsheet"}


def archive(parts: Mapping[str, bytes | str], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP with those parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as into:
        for name, content in parts.items():
            into.writestr(name, content)
    return target.getvalue()


def open_xml(ending: str = "docx", **more: bytes | str) -> bytes:
    """Return an Office Open XML document; `more` are further parts, by name."""
    return archive(open_xml_parts(ending) | more)


def open_xml_parts(ending: str, main: str = "main+xml") -> dict[str, bytes | str]:
    """Return the parts that make a document one."""
    path, kind = TYPES[ending]
    said = f"application/vnd.openxmlformats-officedocument.{kind}.{main}"
    described = f'<Types><Override PartName="/{path}" ContentType="{said}"/></Types>'
    return {"[Content_Types].xml": described, "_rels/.rels": "<Relationships/>", path: "<document/>"}


def open_document(ending: str = "odt", **more: bytes | str) -> bytes:
    """Return an OpenDocument file."""
    said = f"application/vnd.oasis.opendocument.{OPEN_DOCUMENTS[ending]}"
    parts = {"mimetype": said, "content.xml": "<office/>", "META-INF/manifest.xml": "<manifest/>"}
    return archive(parts | more)


def picture(form: str = "PNG", *, exif: bool = False) -> bytes:
    """Return a small picture, with notes of a camera if wanted."""
    target, notes = io.BytesIO(), Image.Exif()
    if exif:
        notes[0x010F] = "Camera"
        notes.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    Image.new("RGB", (8, 6), "red").save(target, form, exif=notes)
    return target.getvalue()


def pdf(inside: bytes = b"") -> bytes:
    """Return a PDF with that in the midst of it."""
    return PDF.replace(b"trailer", inside + b"\ntrailer")


def pdf_with_packed(inside: bytes) -> bytes:
    """Return a PDF whose objects lie packed."""
    packed = zlib.compress(inside)
    return pdf(b"5 0 obj<</Type/ObjStm/Filter/FlateDecode/N 1/First 4>>stream\n" + packed + b"\nendstream endobj")


def _odd(change: Callable[[zipfile.ZipInfo], None]) -> bytes:
    """Return a document with one more part that is odd."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as into:
        for name, content in open_xml_parts("docx").items():
            into.writestr(name, content)
        part = zipfile.ZipInfo("word/media/one.png")
        change(part)
        into.writestr(part, "../../etc/passwd")
    return target.getvalue()


def _link(part: zipfile.ZipInfo) -> None:
    part.external_attr = (stat.S_IFLNK | 0o777) << 16


def _forged(document: bytes, offset: int, value: bytes) -> bytes:
    """Return the document with other bytes in its last part's entry of the directory."""
    at = document.rfind(b"PK\x01\x02")
    return document[: at + offset] + value + document[at + offset + len(value) :]


def _twice() -> bytes:
    """Return an archive whose two parts are the same bytes, as the better zip bombs are made."""
    document = archive(open_xml_parts("docx") | {"word/a.xml": b"0" * 100_000, "word/b.xml": b"0" * 100_000})
    first = document.find(b"word/a.xml") - 30
    at = document.rfind(b"PK\x01\x02")
    return document[: at + 42] + first.to_bytes(4, "little") + document[at + 46 :]


GOOD: dict[str, tuple[str, bytes]] = {
    "a PDF": ("pdf", pdf()),
    "a PDF whose text speaks of JavaScript": ("pdf", pdf(b"(About JavaScript and /JavaScripts)")),
    "a PDF with packed objects": ("pdf", pdf_with_packed(b"1 0 <</Type/Page>>")),
    "a PDF with objects nobody can unpack": ("pdf", pdf(b"<</Type/ObjStm>>stream\nnot packed\nendstream")),
    "Word": ("docx", open_xml("docx")),
    "PowerPoint": ("pptx", open_xml("pptx")),
    "Excel": ("xlsx", open_xml("xlsx")),
    "Word with a picture and a chart's table": (
        "docx",
        open_xml("docx", **{"word/media/image1.png": picture(), "word/embeddings/Sheet1.xlsx": open_xml("xlsx")}),
    ),
    "PowerPoint called as a program": ("pptx", open_xml("pptx")),
    "Writer": ("odt", open_document("odt")),
    "Impress": ("odp", open_document("odp")),
    "Calc": ("ods", open_document("ods")),
    "a PNG": ("png", picture("PNG")),
    "a JPEG": ("jpg", picture("JPEG")),
    "a JPEG with where it was taken": ("jpg", picture("JPEG", exif=True)),
    "a PNG with a page behind it": ("png", picture("PNG") + b"<script>alert(1)</script>"),
    "a JPEG with an archive behind it": ("jpg", picture("JPEG") + open_xml()),
}
NOT_TAKEN: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"P",
    "a page": b"<html><script>alert(1)</script></html>",
    "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "a packed SVG": zlib.compress(b"<svg/>"),
    "a GIF": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "a program": b"MZ\x90\x00" + b"\0" * 200,
    "another program": b"\x7fELF" + b"\0" * 200,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "plain text": "Tham luận".encode(),
    "a page in front of a PDF": b"<html>" + pdf(),
    "a PDF that is cut off": pdf()[:-8],
    "a PDF in name only": b"%PDF-1.7",
    "a PDF with much behind it": pdf() + b"<script>" * 200,
    "a picture that is cut off": picture("JPEG")[:200],
    "a picture in name only": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "an archive": archive({"a.txt": "a"}),
    "an archive without anything": archive({}),
    "an archive of a page and a document's name": archive({"word/document.xml": "<document/>"}),
    "a document without its main part": archive({"[Content_Types].xml": open_xml_parts("docx")["[Content_Types].xml"]}),
    "a document that describes itself with entities": archive(
        open_xml_parts("docx")
        | {"[Content_Types].xml": '<!DOCTYPE a [<!ENTITY b "c">]>wordprocessingml.document.main+xml'}
    ),
    "a page in front of a document": b"<html>" + open_xml(),
    "a document with something behind it": open_xml() + b"<script>alert(1)</script>",
    "a document that is cut off": open_xml()[:-30],
    "a document with a way out": open_xml(**{"../../evil.sh": "x"}),
    "a document with a way out in the midst": open_xml(**{"word/../../../evil.sh": "x"}),
    "a document from the root": open_xml(**{"/etc/passwd": "x"}),
    "a document with another system's way": open_xml(**{"word\\..\\evil": "x"}),
    "a document with a drive": open_xml(**{"C:evil": "x"}),
    "a document with a line break in a name": open_xml(**{"word/a\nb": "x"}),
    "a document with a name too long": open_xml(**{"word/" + "a" * 300: "x"}),
    "a document with one part twice": open_xml(**{"Word/Document.xml": "x"}),
    "a document with a link": _odd(_link),
    "a document with a locked part": _forged(open_xml(), 8, b"\x01\x00"),
    "a document packed oddly": archive(open_xml_parts("docx"), packing=zipfile.ZIP_LZMA),
    "a document that says it is huge": _forged(open_xml(), 24, b"\xff\xff\xff\x7f"),
    "a document that unfolds": open_xml(**{"word/zeros.xml": b"\0" * 30_000_000}),
    "a document whose parts share bytes": _twice(),
    "a document of too many parts": archive(open_xml_parts("docx") | {f"word/{n}": "" for n in range(10_001)}),
    "a document whose directory is elsewhere": open_xml()[:-6] + b"\x01\x00\x00\x00\x00\x00",
    "an OpenDocument whose type is not first": archive(
        {"content.xml": "", "META-INF/manifest.xml": "", "mimetype": "application/vnd.oasis.opendocument.text"}
    ),
    "an OpenDocument of another type": archive(
        {"mimetype": "application/epub+zip", "content.xml": "", "META-INF/manifest.xml": ""}
    ),
}
ACTIVE: dict[str, bytes] = {
    "a PDF with a script": pdf(b"<</S/JavaScript/JS(app.alert(1))>>"),
    "a PDF that opens a program": pdf(b"<</S/Launch/F(calc.exe)>>"),
    "a PDF with a file in it": pdf(b"<</Type/EmbeddedFile>>"),
    "a PDF with a film": pdf(b"<</Subtype/RichMedia>>"),
    "a PDF with a form that computes": pdf(b"<</XFA 5 0 R>>"),
    "a PDF whose script is spelt oddly": pdf(b"<</S/J#61v#61Script>>"),
    "a PDF whose script lies packed": pdf_with_packed(b"1 0 <</S/JavaScript/JS(app.alert(1))>>"),
    "Word with macros": open_xml("docx", **{"word/vbaProject.bin": b"x"}),
    "PowerPoint with macros": open_xml("pptx", **{"ppt/vbaProject.bin": b"x"}),
    "Excel with macros, in other letters": open_xml("xlsx", **{"xl/VBAPROJECT.BIN": b"x"}),
    "Excel with a macro sheet": open_xml("xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}),
    "Word that says it has macros": archive(open_xml_parts("docx", "macroEnabled.main+xml")),
    "Word with a control": open_xml("docx", **{"word/activeX/activeX1.bin": b"x"}),
    "Word with a program in it": open_xml("docx", **{"word/embeddings/setup.exe": b"x"}),
    "Word with a document with macros": open_xml("docx", **{"word/embeddings/a.xlsm": b"x"}),
    "Writer with Basic": open_document("odt", **{"Basic/Standard/Module1.xml": b"x"}),
    "Calc with a script": open_document("ods", **{"Scripts/python/a.py": b"x"}),
}
