"""The QR is read back by a real reader: large, small, dark, blurred, turned."""

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from functools import partial

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from eventapp.tickets.codes import new_code, qr_payload
from eventapp.tickets.pictures import modules, ticket_png, ticket_svg

HOST = "https://hoinghi.mofa.example.vn"
SVG = "{http://www.w3.org/2000/svg}"


def payload(host: str = HOST) -> str:
    return qr_payload(host, new_code())


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")


def seen(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def test_three_hundred_tickets_are_read_back_with_the_one_mask() -> None:
    payloads = [payload(HOST[: 9 + number % 23]) for number in range(300)]
    assert [seen(opened(ticket_png(each, 3))) for each in payloads] == [[each] for each in payloads]


@pytest.mark.parametrize(("host", "width"), [("https://" + "a" * 26, 29), ("https://" + "a" * 27, 33)])
def test_hosts_up_to_twenty_six_characters_fit_version_three(host: str, width: int) -> None:
    assert len(modules(payload(host))) == width + 2 * 4


def test_the_quiet_zone_is_four_modules_wide() -> None:
    rows = modules(payload())
    assert not any(any(row) for row in rows[:4] + rows[-4:])
    assert not any(any(row[:4] + row[-4:]) for row in rows)


def dark(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(ImageEnhance.Contrast(image).enhance(0.25)).enhance(0.35)


def noisy(image: Image.Image) -> Image.Image:
    noise = Image.effect_noise(image.size, 6)
    return ImageChops.add(ImageEnhance.Contrast(image).enhance(0.5), noise, scale=1, offset=-128)


def small(image: Image.Image) -> Image.Image:
    return image.resize((100, 100), Image.Resampling.BILINEAR)


def turned(image: Image.Image) -> Image.Image:
    return image.rotate(23, expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)


def blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(3))


def smudged(image: Image.Image) -> Image.Image:
    spoilt = image.copy()
    ImageDraw.Draw(spoilt).ellipse((150, 150, 190, 190), fill=255)
    return spoilt


@pytest.mark.parametrize("spoil", [dark, noisy, small, turned, blurred, smudged])
def test_a_bad_picture_of_a_ticket_is_still_read(spoil: Callable[[Image.Image], Image.Image]) -> None:
    payloads = [payload() for _ in range(20)]
    assert [seen(spoil(opened(ticket_png(each, 8)))) for each in payloads] == [[each] for each in payloads]


def test_a_ticket_blurred_beyond_reason_is_not_read() -> None:
    """The negative control: the pictures above are hard because they are spoilt, and the reader can fail."""
    assert seen(opened(ticket_png(payload())).filter(ImageFilter.GaussianBlur(16))) == []


def test_the_png_is_small_and_has_one_bit_a_pixel() -> None:
    picture = Image.open(io.BytesIO(ticket_png(payload(), 8)))
    assert (picture.mode, picture.size) == ("1", (37 * 8, 37 * 8))
    assert len(ticket_png(payload(), 8)) < 1000
    assert ticket_png("A", 1) == ticket_png("A", 1)


def drawn(svg: str, scale: int) -> Image.Image:
    """Draw our SVG by hand: dashes one module thick on white."""
    root = ElementTree.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[-1])
    image = Image.new("L", (size * scale, size * scale), 255)
    put = partial(ImageDraw.Draw(image).rectangle, fill=0)
    for row in re.findall(r"M0 (\d+)\.5((?:m\d+ 0h\d+)+)", root.findall(f"{SVG}path")[1].attrib["d"]):
        top, left = int(row[0]), 0
        for gap, width in re.findall(r"m(\d+) 0h(\d+)", row[1]):
            left += int(gap)
            put((left * scale, top * scale, (left + int(width)) * scale - 1, (top + 1) * scale - 1))
            left += int(width)
    return image


def test_the_svg_is_read_back_too() -> None:
    each = payload()
    assert seen(drawn(ticket_svg(each), 6)) == [each]


def test_the_svg_is_a_file_of_its_own_without_style_or_script() -> None:
    svg = ticket_svg(payload(), label='Mã vé của "Anh" & <b>')
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert {element.tag for element in root.iter()} == {f"{SVG}svg", f"{SVG}path"}
    assert {name for element in root.iter() for name in element.attrib} == {
        *("class", "viewBox", "role", "aria-label", "shape-rendering", "fill", "stroke", "d")
    }
    assert (root.attrib["class"], root.attrib["role"]) == ("qr", "img")
    assert root.attrib["aria-label"] == 'Mã vé của "Anh" & <b>'
    assert len(svg) < 2500


def test_a_svg_without_a_name_is_hidden_from_readers() -> None:
    assert ElementTree.fromstring(ticket_svg(payload())).attrib["aria-hidden"] == "true"


def test_an_empty_payload_is_refused() -> None:
    with pytest.raises(ValueError, match="must hold something"):
        modules("")
