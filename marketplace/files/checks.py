"""What may come in: the closed list of types, their limits, and whether name and content tell the same story.

Nothing here stores or changes anything. A type that is not in the list does not exist for this site.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import BinaryIO

import puremagic

from marketplace.files.models import DOCUMENT, IMAGE
from marketplace.files.names import clean_name, split_name
from marketplace.files.office import MISMATCH, UNSAFE, BadOffice, check_office
from marketplace.kernel.errors import Invalid
from marketplace.kernel.words import N_

MEGABYTE = 1024 * 1024
DEFAULT_LIMIT = 20 * MEGABYTE
IMAGE_LIMIT = 15 * MEGABYTE
TEXT_LIMIT = 5 * MEGABYTE
_HEAD = 4096


class Accept(StrEnum):
    """What a field takes."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True)
class FileType:
    """One kind of file: how it is named, told apart and shown."""

    extension: str
    media_type: str
    kind: str
    label: str
    #: Pillow's name of the format, for images.
    image_format: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    kind.extension: kind
    for kind in (
        FileType(".jpg", "image/jpeg", IMAGE, N_("图片"), "JPEG"),
        FileType(".jpeg", "image/jpeg", IMAGE, N_("图片"), "JPEG"),
        FileType(".png", "image/png", IMAGE, N_("图片"), "PNG"),
        FileType(".webp", "image/webp", IMAGE, N_("图片"), "WEBP"),
        FileType(".pdf", "application/pdf", DOCUMENT, N_("PDF 文档")),
        FileType(".docx", f"{_OFFICE}wordprocessingml.document", DOCUMENT, N_("Word 文档")),
        FileType(".xlsx", f"{_OFFICE}spreadsheetml.sheet", DOCUMENT, N_("Excel 表格")),
        FileType(".pptx", f"{_OFFICE}presentationml.presentation", DOCUMENT, N_("演示文稿")),
        FileType(".csv", "text/csv", DOCUMENT, N_("CSV 表格")),
        FileType(".txt", "text/plain", DOCUMENT, N_("文本文件")),
    )
}
#: Older formats that people will try, and what to save them as.
_OLDER = {
    ".doc": "docx", ".wps": "docx", ".rtf": "docx", ".xls": "xlsx", ".et": "xlsx", ".ppt": "pptx", ".dps": "pptx",
    ".docm": "docx", ".xlsm": "xlsx", ".pptm": "pptx", ".heic": "jpg", ".heif": "jpg", ".bmp": "png", ".tif": "jpg",
    ".tiff": "jpg", ".gif": "png", ".ofd": "pdf",
}  # fmt: skip
_ACTIVE = re.compile(rb"<\s*(?:script|html|svg|!doctype|iframe|body|head|\?php|\?xml|object|embed)", re.IGNORECASE)
#: Formats made of letters only; all others hold signs that no text has.
_OTHER_FORMATS = (b"%PDF", b"%!PS", b"{\\rtf", b"#!", b"GIF8", b"MIME-Version")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: the sender's name for it, and its bytes as a stream that can be wound back."""

    name: str
    stream: BinaryIO

    @classmethod
    def of_bytes(cls, name: str, content: bytes) -> Upload:
        """Wrap bytes."""
        return cls(name, BytesIO(content))


@dataclass(frozen=True)
class Checked:
    """An upload that may come in."""

    name: str
    type: FileType
    size: int
    stream: BinaryIO


def extensions(accept: Accept) -> tuple[str, ...]:
    """Return the extensions that a field takes, in the order in which people are told of them."""
    return tuple(key for key, kind in TYPES.items() if accept is Accept.DOCUMENT or kind.kind == IMAGE)


def label_of(name: str) -> str:
    """Return what kind of file a stored name is, as a message id."""
    kind = TYPES.get(split_name(name)[1])
    return kind.label if kind else N_("文件")


def limit_of(kind: FileType, limit_bytes: int) -> int:
    """Return how many bytes a file of this type may have."""
    if kind.kind == IMAGE:
        return min(IMAGE_LIMIT, limit_bytes)
    return min(TEXT_LIMIT, limit_bytes) if kind.media_type.startswith("text/") else limit_bytes


def check(upload: Upload, accept: Accept, limit_bytes: int = DEFAULT_LIMIT) -> Checked:
    """Return the upload with a clean name and its type.

    :raises Invalid: with the one problem that keeps it out, at the field `file`.
    """
    name = clean_name(upload.name)
    stem, extension = split_name(name)
    kind = TYPES.get(extension)
    if kind is None or extension not in extensions(accept):
        raise _unknown_type(extension, accept)
    size = upload.stream.seek(0, 2)
    if size == 0:
        raise Invalid.one("file", N_("文件是空的。"))
    limit = limit_of(kind, limit_bytes)
    if size > limit:
        raise Invalid.one("file", N_("文件太大：这类文件最大 %(limit)s MB。"), limit=limit // MEGABYTE)
    upload.stream.seek(0)
    head = upload.stream.read(_HEAD)
    problem = _content_problem(upload.stream, head, kind, size)
    if problem:
        raise Invalid.one("file", problem)
    upload.stream.seek(0)
    return Checked(f"{stem}{extension}", kind, size, upload.stream)


def _unknown_type(extension: str, accept: Accept) -> Invalid:
    better = _OLDER.get(extension, "")
    if f".{better}" in extensions(accept):
        return Invalid.one("file", N_("不支持这种格式，请另存为 %(better)s 再上传。"), better=better)
    listed = "、".join(name.lstrip(".") for name in extensions(accept))
    return Invalid.one("file", N_("不支持这种格式。可以上传：%(listed)s。"), listed=listed)


def _content_problem(stream: BinaryIO, head: bytes, kind: FileType, size: int) -> str | None:
    if kind.kind == IMAGE:
        return None if _recognised_as(head, kind.extension) else MISMATCH
    if kind.extension == ".pdf":
        return _pdf_problem(stream, head, size)
    if kind.media_type.startswith("text/"):
        return _text_problem(stream, head)
    if not _recognised_as(head, kind.extension):
        return MISMATCH
    try:
        check_office(stream, kind.extension)
    except BadOffice as wrong:
        return str(wrong)
    return None


def _recognised_as(head: bytes, extension: str) -> bool:
    try:
        return any(guess.extension == extension for guess in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return False


def _pdf_problem(stream: BinaryIO, head: bytes, size: int) -> str | None:
    """Look at both ends only: a PDF is never opened here, however many pages it claims."""
    if not re.match(rb"%PDF-[12]\.\d", head) or not _recognised_as(head, ".pdf"):
        return MISMATCH
    if _ACTIVE.search(head[:1024].replace(b"\0", b"")):
        return UNSAFE
    stream.seek(max(0, size - _HEAD))
    if b"%%EOF" not in stream.read():
        return N_("PDF 不完整，可能没有下载完。请重新导出后再上传。")
    stream.seek(0)
    # A reader of archives starts at the end of a file, a reader of PDFs at its head: both would be right.
    return UNSAFE if zipfile.is_zipfile(stream) else None


def _text_problem(stream: BinaryIO, head: bytes) -> str | None:
    if _ACTIVE.search(head):
        return UNSAFE
    # Guessing is of no use here: plain words and numbers look like the beginning of many a format.
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(_OTHER_FORMATS):
        return MISMATCH
    stream.seek(0)
    content = stream.read()
    if _NOT_TEXT.search(content):
        return MISMATCH
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.decode(content, encoding)
        except UnicodeDecodeError:
            continue
        return None
    return N_("文本编码无法识别。请用 UTF-8 编码另存后再上传。")
