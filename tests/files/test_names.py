"""Names of files, made safe."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.files.names import MAX_BYTES, MAX_CHARACTERS, ascii_name, clean_name, split_name


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("方案（第二版）.pdf", "方案（第二版）.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\用户\\方案.docx", "方案.docx"),
        ("a\0b\r\nSet-Cookie: x=1.pdf", "ab Set-Cookie_ x=1.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("报价\u2066\u200b.xlsx", "报价.xlsx"),
        ("CON.pdf", "_CON.pdf"),
        ("com1.txt", "_com1.txt"),
        ("aux", "_aux"),
        ("nul.tar.jpg", "_nul.tar.jpg"),
        ("e\u0301.pdf", "é.pdf"),
        (".htaccess", "file.htaccess"),
        ("", "file"),
        ("...", "file"),
        ("   .pdf", "file.pdf"),
        ('a"b<c>|?*%.pdf', "a_b_c_____.pdf"),
        ("方案.PDF", "方案.pdf"),
    ],
)
def test_clean_name(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_extension() -> None:
    assert clean_name("a" * 1000 + ".docx") == "a" * (MAX_CHARACTERS - 5) + ".docx"
    long = clean_name("长" * 300 + ".docx")
    assert long.endswith("长.docx")
    assert len(long.encode()) <= MAX_BYTES


@given(st.text(max_size=400))
def test_any_name_comes_out_harmless(raw: str) -> None:
    name = clean_name(raw)
    assert 0 < len(name) <= MAX_CHARACTERS
    assert len(name.encode()) <= MAX_BYTES
    assert not set(name) & set('/\\\0\r\n<>:"|?*%')
    assert name == clean_name(name)
    assert not any(unicodedata.category(mark).startswith(("C", "Zl", "Zp")) for mark in name)
    assert set(ascii_name(name, "k3")) <= set(string.ascii_letters + string.digits + " ._-")


def test_ascii_name_stands_in_for_chinese() -> None:
    assert ascii_name("实施方案.pdf", "k3x") == "k3x.pdf"
    assert ascii_name("plan v2.pdf", "k3x") == "plan v2.pdf"
    assert split_name("a.b.PDF") == ("a.b", ".pdf")
