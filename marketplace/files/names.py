"""Names of files as people gave them, made safe to store, to show and to send in a header."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 150
#: What common file systems can hold, with room for a browser's ` (1)`; 80 Chinese characters.
MAX_BYTES = 245
MAX_EXTENSION = 10
#: Names that Windows takes for devices, with any extension.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*%]')
#: Letters, digits, marks, punctuation, symbols and plain spaces are kept; controls, formats (which turn text around or
#: hide), surrogates and private signs are not.
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(raw: str) -> str:
    """Return a name without path, control signs, turned-around text or a meaning to any system; never empty."""
    text = unicodedata.normalize("NFC", raw[:4000])
    text = re.split(r"[/\\]", text)[-1]
    text = "".join(" " if mark.isspace() else mark for mark in text)
    text = "".join(mark for mark in text if unicodedata.category(mark) not in _DROPPED)
    text = _FORBIDDEN.sub("_", text)
    text = re.sub(r" +", " ", text).strip(" ").rstrip(" .")
    stem, extension = split_name(text)
    stem = stem.strip(" .") or "file"
    if _DEVICES.match(f"{stem}."):
        stem = f"_{stem}"
    stem = stem[: MAX_CHARACTERS - len(extension)]
    while len((stem + extension).encode()) > MAX_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + extension


def split_name(name: str) -> tuple[str, str]:
    """Return the name without and the extension with its dot, in lower case; empty where there is none."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not 0 < len(extension) <= MAX_EXTENSION or not extension.isascii() or not extension.isalnum():
        return name, ""
    return stem, f".{extension.lower()}"


def ascii_name(name: str, stand_in: str) -> str:
    """Return what programs see that do not read `filename*` (RFC 6266): plain letters, with the right extension."""
    stem, extension = split_name(name)
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "", stem).strip(" ._-")
    # A name of which little is left says less than a stand-in.
    return (plain if len(plain) * 2 >= len(stem) else stand_in) + extension
