"""What may come in: name and content tell the same story, and nothing hides in between."""

import struct
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from marketplace.files.checks import DEFAULT_LIMIT, TYPES, Accept, Upload, check
from marketplace.kernel.errors import Invalid
from tests.files import samples


def refusal(name: str, content: bytes, accept: Accept = Accept.DOCUMENT, limit: int = DEFAULT_LIMIT) -> str:
    with pytest.raises(Invalid) as refused:
        check(Upload.of_bytes(name, content), accept, limit)
    (problem,) = refused.value.problems
    assert problem.field == "file"
    return problem.message


GOOD = {
    "方案.pdf": samples.PDF,
    "方案.docx": samples.office("docx"),
    "预算.xlsx": samples.office("xlsx"),
    "介绍.pptx": samples.office("pptx"),
    "名单.csv": "姓名,电话\n示例,000\n".encode(),
    "excel.csv": "\ufeff姓名,电话\n".encode(),
    "旧.csv": "姓名,电话\n".encode("gb18030"),
    "说明.TXT": "第一行\r\n第二行\n".encode(),
    "照片.jpg": samples.picture(),
    "照片.JPEG": samples.picture(),
    "图.png": samples.picture("PNG"),
    "图.webp": samples.picture("WEBP"),
}


@pytest.mark.parametrize("name", GOOD)
def test_known_types_come_in(name: str) -> None:
    checked = check(Upload.of_bytes(name, GOOD[name]), Accept.DOCUMENT)
    assert checked.type is TYPES["." + name.rsplit(".")[-1].lower()]
    assert checked.size == len(GOOD[name])
    assert checked.stream.read() == GOOD[name]


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("other", sorted(TYPES))
def test_a_wrong_extension_is_refused(name: str, other: str) -> None:
    mine = "." + name.rsplit(".")[-1].lower()
    texts, photos = {".csv", ".txt"}, {".jpg", ".jpeg"}
    if mine == other or {mine, other} <= texts or {mine, other} <= photos:
        check(Upload.of_bytes(f"x{other}", GOOD[name]), Accept.DOCUMENT)
    else:
        assert refusal(f"x{other}", GOOD[name])


ACTIVE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "php": b"<?php system($_GET['c']); ?>",
}


@pytest.mark.parametrize("content", ACTIVE.values(), ids=ACTIVE)
@pytest.mark.parametrize("extension", [*TYPES, ".svg", ".html", ".htm", ".xml", ".xhtml", ".php", ""])
def test_active_content_is_refused_under_any_name(content: bytes, extension: str) -> None:
    assert refusal(f"x{extension}", content)
    assert refusal(f"x{extension}", b"  \n" + content)


@pytest.mark.parametrize(
    "name", ["x.exe", "x.jpg.exe", "x.js", "x.zip", "x.docm", "x.xlsm", "x.gif", "x", "jpg", "x.pdf\u202egpj.exe"]
)
def test_types_outside_the_list_are_refused(name: str) -> None:
    assert "不支持这种格式" in refusal(name, samples.PDF)


def test_a_photo_field_takes_no_document() -> None:
    assert "不支持这种格式" in refusal("x.pdf", samples.PDF, Accept.PHOTO)


def test_older_formats_name_the_better_one() -> None:
    assert "请另存为" in refusal("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert "请另存为" in refusal("x.heic", b"\0\0\0 ftypheic", Accept.PHOTO)


def test_limits_hold_for_each_kind() -> None:
    assert refusal("x.pdf", samples.PDF, limit=len(samples.PDF) - 1).startswith("文件太大")
    check(Upload.of_bytes("x.pdf", samples.PDF), Accept.DOCUMENT, len(samples.PDF))
    assert refusal("x.jpg", samples.picture() + b"\0" * (15 * 1024 * 1024)).startswith("文件太大")
    assert refusal("x.csv", b"a,b\n" * 1_400_000).startswith("文件太大")
    assert refusal("x.pdf", b"") == "文件是空的。"


class TestPdf:
    def test_html_before_or_behind_the_mark_is_refused(self) -> None:
        assert refusal("x.pdf", b"<html></html>" + samples.PDF)
        assert refusal("x.pdf", b"\n" + samples.PDF)
        assert refusal("x.pdf", samples.PDF[:10] + b"<script>alert(1)</script>" + samples.PDF[10:])
        assert refusal("x.pdf", samples.PDF[:10] + b"<SVG onload=x>" + samples.PDF[10:])

    def test_an_archive_behind_it_is_refused(self) -> None:
        assert refusal("x.pdf", samples.PDF + samples.office())

    def test_a_cut_file_is_refused(self) -> None:
        assert "不完整" in refusal("x.pdf", samples.PDF[:-8])

    def test_ten_thousand_pages_are_never_opened(self) -> None:
        pages = b"%PDF-1.7\n" + b"1 0 obj\n<< /Type /Page >>\nendobj\n" * 300_000 + b"%%EOF\n"
        tracemalloc.start()
        stream = BytesIO(pages)
        before = tracemalloc.get_traced_memory()[0]
        check(Upload("x.pdf", stream), Accept.DOCUMENT)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak - before < 1024 * 1024


class TestOffice:
    def test_a_plain_zip_is_refused(self) -> None:
        target = BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("readme.txt", "x")
        assert "扩展名不符" in refusal("x.docx", target.getvalue())

    @pytest.mark.parametrize("missing", ["word/document.xml", "[Content_Types].xml"])
    def test_a_missing_main_part_is_refused(self, missing: str) -> None:
        assert "扩展名不符" in refusal("x.docx", samples.office(without=missing))

    def test_the_main_type_must_be_stated(self) -> None:
        plain = samples.office("docx")
        target = BytesIO()
        with zipfile.ZipFile(BytesIO(plain)) as good, zipfile.ZipFile(target, "w") as bad:
            for name in good.namelist():
                bad.writestr(name, b"<Types/>" if name == "[Content_Types].xml" else good.read(name))
        assert "扩展名不符" in refusal("x.docx", target.getvalue())

    @pytest.mark.parametrize(
        "part", ["word/vbaProject.bin", "WORD/VBAPROJECT.BIN", "word/vbaData.xml", "xl/macrosheets/s.xml"]
    )
    def test_macros_are_refused(self, part: str) -> None:
        assert "宏" in refusal("x.docx", samples.office(extra={part: b"x"}))

    def test_macros_under_another_name_are_refused(self) -> None:
        types = '<Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        assert "宏" in refusal("x.docx", samples.office(types=types, extra={"word/a.bin": b"x"}))

    @pytest.mark.parametrize(
        "name",
        [
            "../../etc/passwd",
            "word/../../x",
            "/etc/passwd",
            "C:/x",
            "word\\..\\x",
            "word/run.exe",
            "word/a.html",
            "w/" + "a" * 300,
        ],
    )
    def test_names_that_lead_elsewhere_are_refused(self, name: str) -> None:
        assert "不安全" in refusal("x.docx", samples.office(extra={name: b"x"}))

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_two_parts_of_one_name_are_refused(self) -> None:
        assert "不安全" in refusal("x.docx", samples.office(extra={"WORD/Document.xml": b"<x/>"}))

    @pytest.mark.parametrize("content", [b"MZ\x90\0", b"\x7fELF", b"PK\x03\x04zip", b"Rar!\x1a"])
    def test_programs_and_archives_inside_are_refused(self, content: bytes) -> None:
        assert "不安全" in refusal("x.docx", samples.office(extra={"word/media/image1.png": content}))

    @pytest.mark.parametrize(
        "content",
        [
            ACTIVE["xml"],
            b"<a/>" + b" " * 300_000 + b"<!DOCTYPE a>",
            b" " * (256 * 1024 - 4) + b"<!ENTITY x 'y'>",
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
        ],
        ids=["head", "late", "across two reads", "utf-16"],
    )
    def test_entities_are_refused(self, content: bytes) -> None:
        assert "不安全" in refusal("x.docx", samples.office(extra={"word/settings.xml": content}))

    def test_a_template_from_elsewhere_is_refused_and_a_link_is_not(self) -> None:
        relation = '<Relationships><Relationship Type="http://x/{}" Target="{}" TargetMode="External"/></Relationships>'
        fetched = relation.format("attachedTemplate", "http://example.org/a.dotm").encode()
        link = relation.format("hyperlink", "https://example.org/").encode()
        own = relation.format("attachedTemplate", "file:///C:/Users/x/Normal.dotm").encode()
        assert "不安全" in refusal("x.docx", samples.office(extra={"word/_rels/settings.xml.rels": fetched}))
        for good in (link, own):
            check(
                Upload.of_bytes("x.docx", samples.office(extra={"word/_rels/settings.xml.rels": good})), Accept.DOCUMENT
            )

    def test_a_password_is_named(self) -> None:
        content = bytearray(samples.office())
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = content.index(mark)
            content[at + offset] |= 1
        assert "密码" in refusal("x.docx", bytes(content))

    def test_bytes_before_and_behind_are_refused(self) -> None:
        assert refusal("x.docx", b"MZ" + samples.office())
        assert refusal("x.docx", samples.office() + b"<script>")
        target = BytesIO(samples.office())
        with zipfile.ZipFile(target, "a") as archive:
            archive.comment = b"<script>alert(1)</script>"
        assert "不安全" in refusal("x.docx", target.getvalue())

    def test_a_table_inside_a_presentation_comes_in_and_a_second_level_does_not(self) -> None:
        table = samples.office("xlsx")
        inner = samples.office("pptx", {"ppt/embeddings/t.xlsx": table})
        check(Upload.of_bytes("x.pptx", inner), Accept.DOCUMENT)
        outer = samples.office("docx", {"word/embeddings/p.pptx": inner})
        assert "解压后过大" in refusal("x.docx", outer)


class TestBombs:
    def test_a_dense_part_is_refused_without_unpacking_it(self) -> None:
        bomb = samples.office(extra={"word/media/a.bin": b"\0" * (64 * 1024 * 1024)})
        assert len(bomb) < 200_000
        assert "解压后过大" in refusal("x.docx", bomb)

    def test_a_part_that_lies_about_its_size_is_refused(self) -> None:
        bomb = samples.lying_zip()
        with zipfile.ZipFile(BytesIO(bomb)) as archive:
            assert archive.getinfo("word/media/image1.bin").file_size == 10
        tracemalloc.start()
        assert "解压后过大" in refusal("x.docx", bomb)
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
        tracemalloc.stop()

    def test_too_many_parts_are_refused(self) -> None:
        assert "解压后过大" in refusal("x.docx", samples.office(extra={f"word/p{n}.xml": b"<a/>" for n in range(4001)}))

    def test_parts_that_share_bytes_are_refused(self) -> None:
        content = bytearray(samples.office(extra={"word/a.bin": b"x" * 4000, "word/b.bin": b"y" * 4000}))
        first = content.index(b"PK\x01\x02", content.rindex(b"word/a.bin") - 60)
        second = content.index(b"PK\x01\x02", content.rindex(b"word/b.bin") - 60)
        # The second part's entry points at the first part's bytes, and claims to reach into what follows.
        content[second + 42 : second + 46] = content[first + 42 : first + 46]
        content[second + 20 : second + 24] = struct.pack("<I", 60_000)
        assert refusal("x.docx", bytes(content))
