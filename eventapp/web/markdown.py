"""Markdown that organisers write, as HTML that can do no harm."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "hr", "code", "pre"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_reader = MarkdownIt("commonmark", {"html": False, "breaks": True})


def rendered(text: str) -> Markup:
    """Return the text as HTML, without pictures or raw HTML.

    The page has its own h1 and h2, so headings go from h3 to h5, and none skips a level whatever its writer chose.
    """
    tokens = _reader.parse(text)
    _settle_headings([token for token in tokens if token.type in ("heading_open", "heading_close")])
    html = _reader.renderer.render(tokens, _reader.options, {})
    return Markup(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES))  # noqa: S704 # nosec B704


def _settle_headings(headings: list[Token]) -> None:
    before, chosen = 2, sorted({heading.tag for heading in headings})
    for heading in headings:
        before = min(3 + chosen.index(heading.tag), before + (heading.type == "heading_open"), 5)
        heading.tag = f"h{before}"
