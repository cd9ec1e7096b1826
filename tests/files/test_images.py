"""Pictures are drawn anew, the right way up, and tell nothing but what is to be seen."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageOps

from marketplace.files import images
from marketplace.kernel.errors import Invalid
from tests.files import samples


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def test_place_and_words_are_gone_from_every_size() -> None:
    sent = samples.photograph()
    assert samples.GPS_SECRET in sent
    assert Image.open(BytesIO(sent)).getexif().get_ifd(0x8825)
    drawn = images.redraw(BytesIO(sent), "JPEG")
    for content in (drawn.full, *drawn.sizes.values()):
        assert samples.GPS_SECRET not in content
        assert not opened(content).getexif()
        assert not set(opened(content).info) & {"exif", "comment", "icc_profile", "photoshop", "xmp"}


def test_a_turned_photograph_stands_upright() -> None:
    drawn = images.redraw(BytesIO(samples.photograph(orientation=6)), "JPEG")
    assert (drawn.width, drawn.height) == (900, 1600)
    top = opened(drawn.full).getpixel((450, 200))
    bottom = opened(drawn.full).getpixel((450, 1400))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[1] < 80
    assert bottom[1] > 200


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_a_camera_is_undone(orientation: int) -> None:
    sent = samples.photograph(orientation)
    expected = ImageOps.exif_transpose(opened(sent))
    drawn = opened(images.redraw(BytesIO(sent), "JPEG").full)
    assert drawn.size == expected.size
    difference = ImageChops.difference(drawn.convert("L"), expected.convert("L")).histogram()
    assert sum(difference[64:]) < drawn.width * drawn.height // 100


@pytest.mark.parametrize(("kind", "size"), [("JPEG", (6000, 3000)), ("PNG", (3000, 1500)), ("WEBP", (3000, 1500))])
def test_sizes_are_made_and_nothing_is_enlarged(kind: str, size: tuple[int, int]) -> None:
    drawn = images.redraw(BytesIO(samples.picture(kind, size)), kind)
    assert (drawn.width, drawn.height) == (2400, 1200)
    assert {name: opened(content).size for name, content in drawn.sizes.items()} == {
        "thumb.jpg": (320, 160),
        "card.jpg": (640, 320),
        "page.jpg": (1280, 640),
    }
    small = images.redraw(BytesIO(samples.picture(kind, (200, 100))), kind)
    assert {opened(content).size for content in (small.full, *small.sizes.values())} == {(200, 100)}


def test_the_same_picture_gives_the_same_bytes() -> None:
    sent = samples.picture("PNG")
    assert images.redraw(BytesIO(sent), "PNG") == images.redraw(BytesIO(sent), "PNG")


def test_a_lost_size_is_drawn_like_before() -> None:
    drawn = images.redraw(BytesIO(samples.picture()), "JPEG")
    again = images.draw_size(BytesIO(drawn.full), "card.jpg")
    assert opened(again).size == opened(drawn.sizes["card.jpg"]).size
    assert opened(again).info["progressive"]


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA", "I;16"])
def test_other_colour_modes_come_out_as_rgb(mode: str) -> None:
    target = BytesIO()
    Image.new("RGB", (64, 64), "white").convert("L" if mode == "I;16" else mode).save(target, "PNG")
    if mode == "I;16":
        target = BytesIO()
        Image.new("I;16", (64, 64), 65535).save(target, "PNG")
    drawn = images.redraw(target, "PNG")
    assert opened(drawn.full).mode == "RGB"
    pixel = opened(drawn.full).getpixel((32, 32))
    assert isinstance(pixel, tuple)
    assert min(pixel) > 250


def test_what_shines_through_is_white() -> None:
    target = BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(target, "PNG")
    assert opened(images.redraw(target, "PNG").full).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 6_000), (30_000, 20)])
def test_pixel_bombs_are_refused_before_unpacking(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid) as refused:
        images.redraw(BytesIO(samples.pixel_bomb(*size)), "PNG")
    assert "像素太多" in refused.value.problems[0].message


BROKEN = {
    "cut": samples.picture()[:2000],
    "noise": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20,
    "head only": samples.picture()[:20],
    "other format": samples.picture("PNG"),
    "empty": b"",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_broken_pictures_are_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        images.redraw(BytesIO(content), "JPEG")
    assert "打不开" in refused.value.problems[0].message


def test_a_picture_that_shows_nothing_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        images.redraw(BytesIO(samples.picture("PNG", (1, 1))), "PNG")
    assert "太小" in refused.value.problems[0].message


def test_hidden_code_does_not_survive() -> None:
    sent = samples.picture() + b"<script>alert(1)</script><?php x ?>PK\x03\x04"
    drawn = images.redraw(BytesIO(sent), "JPEG")
    for content in (drawn.full, *drawn.sizes.values()):
        assert b"<script" not in content
        assert b"<?php" not in content
        assert content.endswith(b"\xff\xd9")
