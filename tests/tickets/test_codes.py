"""The ticket's code: what it is, and in which disguises it is recognised."""

import hashlib
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.tickets.codes import ALPHABET, code_hash, new_code, qr_payload, read_code

CODE = "0123456789ABCDEFGHJKMN01"


def test_a_code_is_twenty_four_characters_of_crockford_base32() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {24}
    assert set("".join(codes)) == set(ALPHABET) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@pytest.mark.parametrize(
    "scanned",
    [
        CODE,
        CODE.lower(),
        "O123456789ABCDEFGHJKMNoI",
        "ol23456789abcdefghjkmnol",
        " 0123-4567-89AB-CDEF-GHJK-MN01\r\n",
        "0123 4567 89ab cdef ghjk mn01",
        "0123\u00a04567\u00a089abcdefghjkmn01",
        "\\000026" + CODE,
        f"\\000026https://a.vn/t/{CODE}",
        f"HTTPS://HOINGHI.EXAMPLE.VN/T/{CODE}",
        f"https://another-host.example:8443/t/{CODE.lower()}",
        f"http://127.0.0.1:8000/T/{CODE} ",
        f"https://a.vn/conference/t/{CODE}",
        f"https://a.vn/t/{CODE}/?utm_source=zalo#top",
        f"a.vn/T/{CODE}",
        f"]Q1{CODE}",
        f"]Q2\\000026https://a.vn/t/{CODE}",
        f"\ufeff{CODE}\u200b",
    ],
)
def test_a_code_is_recognised_in_any_honest_disguise(scanned: str) -> None:
    assert read_code(scanned) == CODE


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        " ",
        CODE[:-1],
        CODE + "0",
        CODE[:-1] + "U",
        CODE[:-1] + "１",
        CODE[:-1] + "ı",
        CODE + "\\000026",
        "\\000026",
        "\\26" + CODE,
        f"https://a.vn/my/{CODE}",
        f"https://a.vn/t/{CODE}/cancel",
        f"https://a.vn/?/t/{CODE}",
        f"/t/{CODE}",
        f"javascript:https://a.vn/t/{CODE}",
        f"WIFI:T:WPA;S:{CODE};;",
        "https:///t/",
        "A" * 10_000_000,
        " " * 10_000_000 + CODE,
        "\ud800" * 24,
    ],
    ids=range(20),
)
def test_anything_else_is_no_code(scanned: str) -> None:
    assert read_code(scanned) is None


@given(
    st.one_of(st.text(), st.text(alphabet="0123ILOU-\\/ht:tps. T"), st.binary().map(lambda raw: raw.decode("latin-1")))
)
def test_garbage_never_raises(scanned: str) -> None:
    code = read_code(scanned)
    assert code is None or (len(code) == 24 and set(code) <= set(ALPHABET))


@given(st.integers(min_value=1, max_value=30))
def test_what_the_qr_holds_is_read_back(host_length: int) -> None:
    code = new_code()
    payload = qr_payload(f"https://{'a' * host_length}.vn/", code)
    assert payload == payload.upper()
    assert urlsplit(payload).path == f"/T/{code}"
    assert read_code(payload) == read_code(payload.lower()) == code


def test_a_code_is_known_by_its_hash_in_whatever_spelling_it_came() -> None:
    assert code_hash(CODE) == hashlib.sha256(CODE.encode()).hexdigest()
    assert code_hash(read_code(f"https://a.vn/t/{CODE.lower()}") or "") == code_hash(CODE)
