"""F5: placeholders are a fixed list, filled in one pass; whatever else is typed is printed as it stands."""

import pytest
from markupsafe import Markup

from eventapp.wordings.placeholders import UnknownPlaceholder, Words, fill, fill_html, judge

VALUES = {"full_name": "Đỗ {link} <b>Hoà</b> https://evil.example", "link": Markup('<a href="https://a.vn">x</a>')}


@pytest.mark.parametrize(
    "text", ["{{7*7}}", "{x.__class__}", "%(x)s", "${}", "{}", "{0}", "{ }", "{full_name!r}", "{a[0]}"]
)
def test_another_template_language_is_printed_as_it_stands(text: str) -> None:
    judge(text, ["full_name"])
    assert fill(text, VALUES) == text
    assert fill_html(text, VALUES) == f"<p>{text}</p>"


def test_a_name_that_looks_like_a_placeholder_or_html_or_a_link_is_printed_as_it_is() -> None:
    filled = Words("{full_name}", "Kính gửi {full_name}").filled(VALUES)
    assert filled.subject == VALUES["full_name"]
    assert filled.text == f"Kính gửi {VALUES['full_name']}"
    assert filled.html == "<p>Kính gửi Đỗ {link} &lt;b&gt;Hoà&lt;/b&gt; https://evil.example</p>"


def test_only_what_is_html_already_stays_html() -> None:
    filled = Words("{link}", "{link}\n<i>\n\n{link}").filled(VALUES)
    assert filled.html == ('<p><a href="https://a.vn">x</a><br>&lt;i&gt;</p>\n<p><a href="https://a.vn">x</a></p>')
    assert (filled.subject, filled.text) == ("x", "x\n<i>\n\nx")


@pytest.mark.parametrize(("text", "name"), [("{fullname}", "fullname"), ("a {họ tên} b", "họ tên"), ("{Link}", "Link")])
def test_a_placeholder_that_is_not_there_is_refused_by_its_name(text: str, name: str) -> None:
    with pytest.raises(UnknownPlaceholder) as refusal:
        judge(text, ["full_name", "link"])
    assert refusal.value.values == {"name": name, "known": "{full_name}, {link}"}
    assert refusal.value.status == 422
