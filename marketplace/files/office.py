"""Looks inside office files: a zip that is a docx, xlsx or pptx and nothing else, and that does not burst.

It measures by unpacking and throwing away, and trusts no number that the file states about itself. It parses no XML.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from marketplace.kernel.words import N_

MAX_PARTS = 4_000
MAX_UNPACKED = 300 * 1024 * 1024
#: Unpacked to packed, for parts large enough to matter; a sheet of repeated rows reaches about 60.
MAX_RATIO, RATIO_FROM = 150, 4 * 1024 * 1024
MAX_EMBEDDED = 8 * 1024 * 1024
_CHUNK = 256 * 1024
_OVERLAP = 64

#: Extension to main part and its content type.
MAIN_PARTS = {
    ".docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    ".xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
    ".pptx": ("ppt/presentation.xml", b"presentationml.presentation.main+xml"),
}
_CONTENT_TYPES = "[Content_Types].xml"
_MACRO = re.compile(rb"macroEnabled|vbaProject|vbaData|ms-office\.activeX|macrosheet", re.IGNORECASE)
_MACRO_PART = re.compile(r"vba(?:project|data)|/activex/|/macrosheets/", re.IGNORECASE)
#: Document type declarations carry entities (XXE, billion laughs); office files have none.
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: A template, frame or object that is fetched from elsewhere when the file is opened. Links are not among them.
_ELEMENT = re.compile(rb"<[^<>]*>")
_FETCHED = re.compile(rb"attachedTemplate|oleObject|/frame|subDocument", re.IGNORECASE)
_FROM_ELSEWHERE = re.compile(rb"Target=[\"'](?:https?:|ftp:|mhtml:|\\\\|file:/*\\)", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml")
_PROGRAMS = re.compile(r"\.(?:exe|dll|scr|com|bat|cmd|js|vbs|ps1|hta|lnk|jar|msi|html?)$")
_BAD_NAME = re.compile(r"^/|\\|\0|(?:^|/)\.\.(?:/|$)|^[^/]*:|^.{256}")

BROKEN = N_("文件打不开，可能已损坏。请重新导出后再上传。")
MISMATCH = N_("文件内容与扩展名不符。请用原来的软件另存后再上传。")
MACROS = N_("文件里有宏或控件，为安全起见不接收。请另存为不含宏的格式。")
BOMB = N_("文件解压后过大或内容太多，不接收。")
UNSAFE = N_("文件里有不安全的内容，不接收。请重新导出后再上传。")
LOCKED = N_("文件有密码，别人打不开。请去掉密码后再上传。")


class BadOffice(Exception):
    """What is wrong, as a message id."""


@dataclass
class _Measure:
    """What was unpacked so far, over all nested files."""

    unpacked: int = 0
    parts: int = 0
    types: bytes = field(default=b"", repr=False)


def check_office(source: BinaryIO, extension: str) -> None:
    """Return when this is an office file of this extension.

    :raises BadOffice: saying why not.
    """
    _check(source, extension, _Measure(), depth=0)


def _check(source: BinaryIO, extension: str, measure: _Measure, depth: int) -> None:
    source.seek(0)
    if source.read(4) != b"PK\x03\x04":
        raise BadOffice(MISMATCH)
    try:
        with zipfile.ZipFile(source) as archive:
            _check_frame(source, archive)
            _check_names(archive)
            main, main_type = MAIN_PARTS[extension]
            names = set(archive.namelist())
            if main not in names or _CONTENT_TYPES not in names:
                raise BadOffice(MISMATCH)
            for part in archive.infolist():
                _check_part(source, part, measure, depth)
            if main_type not in measure.types:
                raise BadOffice(MISMATCH)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BadOffice(BROKEN) from error


def _check_frame(source: BinaryIO, archive: zipfile.ZipFile) -> None:
    """Refuse bytes before and behind the parts, where another file could hide, and parts that share bytes."""
    if len(archive.infolist()) > MAX_PARTS:
        raise BadOffice(BOMB)
    if archive.comment:
        raise BadOffice(UNSAFE)
    parts = sorted(archive.infolist(), key=lambda part: part.header_offset)
    if parts and parts[0].header_offset != 0:
        raise BadOffice(UNSAFE)
    ends = [*(part.header_offset for part in parts[1:]), archive.start_dir]
    for part, end in zip(parts, ends, strict=True):
        if part.header_offset + 30 + part.compress_size > end:
            raise BadOffice(BOMB)
    source.seek(-22, 2)
    if source.read(4) != b"PK\x05\x06":
        raise BadOffice(UNSAFE)


def _check_names(archive: zipfile.ZipFile) -> None:
    seen: set[str] = set()
    for part in archive.infolist():
        folded = part.filename.casefold()
        if _BAD_NAME.search(part.orig_filename) or folded in seen or _PROGRAMS.search(folded):
            raise BadOffice(UNSAFE)
        if _MACRO_PART.search(folded):
            raise BadOffice(MACROS)
        if part.flag_bits & 0x1:
            raise BadOffice(LOCKED)
        seen.add(folded)


def _check_part(source: BinaryIO, part: zipfile.ZipInfo, measure: _Measure, depth: int) -> None:
    """Unpack one part, count what comes out, and look at what it is."""
    measure.parts += 1
    if measure.parts > MAX_PARTS:
        raise BadOffice(BOMB)
    name = part.filename.casefold()
    is_xml = name.endswith(_XML)
    keep = name.endswith((".rels", *MAIN_PARTS)) or part.filename == _CONTENT_TYPES
    kept, tail, size, first = bytearray(), b"", 0, True
    for chunk in filter(None, _unpacked(source, part)):
        size += len(chunk)
        measure.unpacked += len(chunk)
        too_dense = size > RATIO_FROM and size > MAX_RATIO * max(part.compress_size, 1)
        if measure.unpacked > MAX_UNPACKED or too_dense:
            raise BadOffice(BOMB)
        if first:
            _check_start(chunk, name, is_xml)
            first = False
        if is_xml and _DECLARATION.search(tail + chunk):
            raise BadOffice(UNSAFE)
        tail = chunk[-_OVERLAP:]
        if keep:
            kept += chunk
            if len(kept) > MAX_EMBEDDED:
                raise BadOffice(BOMB)
    if size != part.file_size:
        raise BadOffice(BROKEN)
    _check_kept(bytes(kept), part.filename, measure, depth)


def _check_start(chunk: bytes, name: str, is_xml: bool) -> None:
    """Refuse parts that are programs or archives, and XML in an encoding that our patterns would not see through."""
    if is_xml and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:4]):
        raise BadOffice(UNSAFE)
    is_archive = chunk.startswith((b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"))
    if chunk.startswith((b"MZ", b"\x7fELF", b"#!")) or (is_archive and not name.endswith(tuple(MAIN_PARTS))):
        raise BadOffice(UNSAFE)


def _check_kept(content: bytes, name: str, measure: _Measure, depth: int) -> None:
    if name == _CONTENT_TYPES:
        if _MACRO.search(content):
            raise BadOffice(MACROS)
        measure.types = content
    elif name.casefold().endswith(".rels"):
        for element in _ELEMENT.findall(content):
            if _FETCHED.search(element) and _FROM_ELSEWHERE.search(re.sub(rb"\s", b"", element)):
                raise BadOffice(UNSAFE)
    elif content:
        # The table behind a chart is an office file of its own; one inside that is a trick.
        if depth:
            raise BadOffice(BOMB)
        outer = measure.types
        extension = name[name.rindex(".") :].casefold()
        _check(BytesIO(content), extension, measure, depth + 1)
        measure.types = outer


def _unpacked(source: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part holds, by its own count and not by the size that its header states."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadOffice(BROKEN)
    if part.compress_type == zipfile.ZIP_STORED:
        yield from _packed(source, part)
        return
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _packed(source, part):
        waiting = packed
        while waiting and not engine.eof:
            yield engine.decompress(waiting, _CHUNK)
            waiting = engine.unconsumed_tail
    yield engine.flush()
    if part.compress_size and (not engine.eof or engine.unused_data):
        raise BadOffice(BROKEN)


def _packed(source: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    source.seek(part.header_offset)
    header = source.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise BadOffice(BROKEN)
    at = part.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    left = part.compress_size
    while left:
        source.seek(at)
        packed = source.read(min(_CHUNK, left))
        if not packed:
            raise BadOffice(BROKEN)
        at, left = at + len(packed), left - len(packed)
        yield packed
