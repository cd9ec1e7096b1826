"""Files made for tests: good ones, and ones that lie about what they are."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}
PDF = (
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    b"trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
)
GPS_SECRET = b"Hidden Street 7"


def office(
    kind: str = "docx",
    extra: dict[str, bytes] | None = None,
    types: str = "",
    without: str = "",
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return an office file with some more parts."""
    main, main_type = MAIN[kind]
    parts = {
        "[Content_Types].xml": (
            f'<?xml version="1.0"?><Types><Override PartName="/{main}" ContentType="{OFFICE}{main_type}"/>'
            f"{types}</Types>"
        ).encode(),
        "_rels/.rels": b'<?xml version="1.0"?><Relationships/>',
        main: "<?xml version='1.0' encoding='UTF-8'?><w>示例</w>".encode(),
        **(extra or {}),
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            if name != without:
                archive.writestr(name, content)
    return target.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 900), mode: str = "RGB", **options: object) -> bytes:
    """Return a picture with a coloured left half, so that turning it shows."""
    image = Image.new(mode, size, "white" if mode != "P" else 0)
    image.paste((200, 30, 30) if mode == "RGB" else 60, (0, 0, size[0] // 2, size[1]))
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def photograph(orientation: int = 6) -> bytes:
    """Return a JPEG as a phone makes it: turned, with a place and a description in it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = GPS_SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 49.0, 12.0), 3: "E", 4: (111.0, 40.0, 1.0)})
    return picture(exif=exif, comment=GPS_SECRET)


def pixel_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a PNG of a few hundred bytes that claims billions of pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def lying_zip(kind: str = "docx", size: int = 400 * 1024 * 1024) -> bytes:
    """Return an office file with a part that states ten bytes and unpacks to far more."""
    content = office(kind, {"word/media/image1.bin": b"0123456789"}, compression=zipfile.ZIP_STORED)
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(engine.compress(b"\0" * 1024 * 1024) for _ in range(size // 1024 // 1024)) + engine.flush()
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as good, zipfile.ZipFile(target, "w") as bad:
        for name in good.namelist()[:-1]:
            bad.writestr(name, good.read(name))
        info = zipfile.ZipInfo("word/media/image1.bin")
        info.compress_type = zipfile.ZIP_STORED
        bad.writestr(info, packed)
    raw = target.getvalue()
    # Say "deflated" and "ten bytes" in both headers of that part; the packed size stays true.
    part = b"word/media/image1.bin"
    local = raw.index(b"PK\x03\x04", raw.index(part) - 30)
    central = raw.rindex(b"PK\x01\x02", 0, raw.rindex(part))
    out = bytearray(raw)
    out[local + 8 : local + 10] = struct.pack("<H", 8)
    out[local + 22 : local + 26] = struct.pack("<I", 10)
    out[central + 10 : central + 12] = struct.pack("<H", 8)
    out[central + 24 : central + 28] = struct.pack("<I", 10)
    return bytes(out)
