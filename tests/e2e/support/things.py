"""Things that journeys bring along: photographs, papers, and numbers with a right check digit; all made here."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload

#: Stands in the photograph's hidden data; nothing that the site serves may hold it.
HIDDEN_PLACE = "Hidden Street 7"
_USCC_MARKS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def photograph(name: str = "广场.png", colour: tuple[int, int, int] = (214, 120, 40)) -> FilePayload:
    """Return a PNG as phones make them: with the place where it was taken, and a description."""
    exif = Image.Exif()
    exif[0x010E] = HIDDEN_PLACE
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 49.0, 12.0), 3: "E", 4: (111.0, 40.0, 1.0)})
    target = BytesIO()
    Image.new("RGB", (1600, 1000), colour).save(target, "PNG", exif=exif)
    return {"name": name, "mimeType": "image/png", "buffer": target.getvalue()}


def hidden_data(picture: bytes) -> list[str]:
    """Return what a picture tells beside what it shows: its EXIF tags, and whether the hidden place stands in it."""
    found = [f"exif {tag}" for tag in Image.open(BytesIO(picture)).getexif()]
    return found + ([HIDDEN_PLACE] if HIDDEN_PLACE.encode() in picture else [])


def paper(name: str = "说明.txt", text: str = "示例文件：场地说明。") -> FilePayload:
    """Return a small text file."""
    return {"name": name, "mimeType": "text/plain", "buffer": f"{text}\n".encode()}


def programme(name: str = "报价.pdf") -> FilePayload:
    """Return a program that says it is a PDF."""
    return {"name": name, "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + b"\x00" * 200}


def credit_code(serial: int) -> str:
    """Return a unified social credit code with its check digit; place 999900 exists nowhere.

    Source: GB 32100-2015, ISO 7064 MOD 31-3 over weights 3**i mod 31.
    """
    body = f"91999900{serial:08d}X"
    total = sum(_USCC_MARKS.index(mark) * weight for mark, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return body + _USCC_MARKS[-total % 31]
