"""Clean text out of what other software keeps in abstracts: HTML of some kind, or none."""

import re
from html.parser import HTMLParser

from eventapp.calendar_values import clean
from eventapp.names import clean_line, clean_text, fold

_TAG = re.compile(
    r"</?(?:p|br|hr|div|span|a|b|i|u|em|strong|small|sub|sup|code|pre|tt|kbd|blockquote|ul|ol|li|dl|dt|dd|h[1-6]|"
    r"table|tr|td|th|img|font|center|del|ins)\b[^<>]*>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(r"<(?:p|br|div|ul|ol|li|h[1-6]|table|pre)\b", re.IGNORECASE)
_BLOCKS = {"p", "div", "pre", "blockquote", "ul", "ol", "dl", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}
_LINES = {"br", "tr", "dt", "dd"}
_SILENT = {"script", "style", "head", "title"}


def plain_text(text: str) -> str:
    """Return text of several lines: paragraphs, list items with a hyphen, links with their address behind them.

    Text without a tag of HTML stays as it is.
    """
    if not _TAG.search(text):
        return clean_text(clean(text))
    reader = _Html()
    reader.verbatim += not _BLOCK_TAG.search(text)  # then its line breaks are meant
    reader.feed(text)
    reader.close()
    lines = [line.strip() if not line.startswith("- ") else line for line in "".join(reader.parts).split("\n")]
    return clean_text(clean("\n".join(lines)))


def person_name(text: str) -> str:
    """Return a name as one line, or "" for what names nobody. A semicolon would make two people of one."""
    name = clean_line(text).replace(";", ",")[:120].strip()
    return name if fold(name) and any(map(str.isalpha, name)) else ""


def paragraphs(*texts: str) -> str:
    """Return the texts below one another; what an earlier or longer one says already is not said again."""
    kept: list[str] = []
    for text in filter(None, texts):
        if any(text in each for each in kept):
            continue
        kept = [each for each in kept if not text.startswith(each)] + [text]
    return "\n\n".join(kept)


class _Html(HTMLParser):
    """Collects the words of HTML with the line breaks that its blocks mean."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silence = 0
        self.verbatim = 0
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silence += tag in _SILENT
        self.verbatim += tag == "pre"
        if tag == "li":
            self.parts.append("\n- ")
        elif tag in _BLOCKS or tag in _LINES:
            self.parts.append("\n\n" if tag in _BLOCKS else "\n")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        self.silence -= bool(self.silence) and tag in _SILENT
        self.verbatim -= bool(self.verbatim) and tag == "pre"
        if tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a" and self.links:
            address, begun = self.links.pop()
            if address.startswith(("http://", "https://")) and address not in "".join(self.parts[begun:]):
                self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        if not self.silence:
            self.parts.append(data if self.verbatim else re.sub(r"\s+", " ", data))
