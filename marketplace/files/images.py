"""Pictures are drawn anew: what is stored is not the upload, so neither place nor person nor hidden code stays.

It must never keep metadata, and must look at a picture's dimensions before it unpacks a single line.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from marketplace.kernel.errors import Invalid
from marketplace.kernel.words import N_

MAX_PIXELS = 50_000_000
#: Both sides, so that a strip of one pixel's height stays a picture.
MIN_SIDE, MAX_SIDE = 16, 20_000
#: The longest side of each size. `full` is what is stored as the picture itself.
FULL = 2400
SIZES = {"thumb": 320, "card": 640, "page": 1280}
QUALITY = 82
#: The Exif field that says how the camera was held, and what undoes it.
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MEDIA_TYPE = "image/jpeg"

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
#: A large picture unpacks to 200 MB; no more than two at a time in one process.
_AT_WORK = BoundedSemaphore(2)
_BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, MemoryError,
    OverflowError, IndexError, KeyError, TypeError,
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture as it is stored: the full size, its smaller sizes by file name, and its dimensions in pixels."""

    full: bytes
    sizes: Mapping[str, bytes]
    width: int
    height: int


def redraw(source: BinaryIO, image_format: str) -> Picture:
    """Draw an upload anew in all sizes, the right way up.

    :raises Invalid: where it is broken, is not of this format, or is too large or too small.
    """
    with _AT_WORK:
        try:
            return _picture(_unpack(source, image_format))
        except Invalid:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels() from error
        except _BROKEN as error:
            raise Invalid.one("file", N_("图片打不开，可能已损坏。请换一张，或重新导出后再上传。")) from error


def draw_size(full: BinaryIO, name: str) -> bytes:
    """Draw one of the smaller sizes from the stored picture.

    :raises KeyError: where there is no such size.
    """
    longest = SIZES[name.removesuffix(".jpg")]
    with _AT_WORK, Image.open(full, formats=("JPEG",)) as picture:
        return _encode(_shrink(picture.convert("RGB"), longest))


def _unpack(source: BinaryIO, image_format: str) -> Image.Image:
    source.seek(0)
    with Image.open(source, formats=(image_format,)) as opened:
        width, height = opened.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise _too_many_pixels()
        if min(width, height) < MIN_SIDE:
            raise Invalid.one("file", N_("图片太小，看不清内容。"))
        # Lets a JPEG decoder skip detail that nobody will see; saves most of the memory of a large photograph.
        opened.draft("RGB", _fitted((width, height), FULL))
        opened.load()
        turn = _TURNS.get(opened.getexif().get(_ORIENTATION, 1))
        # Small first, then turned and laid on white: every copy of a large picture costs 200 MB.
        small = _shrink(opened if opened.mode in ("RGB", "RGBA", "L") else _plain(opened), FULL)
        return _on_white(small.transpose(turn) if turn is not None else small)


def _too_many_pixels() -> Invalid:
    return Invalid.one("file", N_("图片像素太多（最多 5000 万像素）。请缩小后再上传。"))


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture in a mode that can be shrunk."""
    if picture.mode in ("I", "I;16", "I;16B", "F"):
        # Sixteen bits of grey to eight; a plain conversion would cut everything to white.
        return picture.convert("I").point(lambda value: value / 257).convert("L")
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    return picture.convert("RGBA" if see_through else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture of three plain channels and nothing else; what shone through shows white."""
    if picture.mode == "RGB" and "transparency" not in picture.info:
        return picture
    above = picture.convert("RGBA")
    ground = Image.new("RGB", above.size, (255, 255, 255))
    ground.paste(above, mask=above.getchannel("A"))
    return ground


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the size with its longest side no longer than this; it is never enlarged."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrink(picture: Image.Image, longest: int) -> Image.Image:
    size = _fitted(picture.size, longest)
    if size == picture.size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _picture(full: Image.Image) -> Picture:
    sizes = {f"{name}.jpg": _encode(_shrink(full, longest)) for name, longest in SIZES.items()}
    return Picture(_encode(full), sizes, *full.size)


def _encode(picture: Image.Image) -> bytes:
    """Return a JPEG; the same picture always gives the same bytes."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    target = BytesIO()
    bare.save(target, "JPEG", quality=QUALITY, progressive=True, optimize=True, subsampling="4:2:0")
    return target.getvalue()


def fingerprint(picture: Picture) -> str:
    """Return the SHA-256 under which the full size will be stored."""
    return hashlib.sha256(picture.full).hexdigest()
