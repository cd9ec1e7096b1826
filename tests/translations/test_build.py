"""Fragments merge into one catalogue, disagreements and gaps are named."""

import gettext
from pathlib import Path

import pytest

from marketplace.translations import build

HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def _fragment(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(HEAD + body, "utf-8")


def _loaded(folder: Path) -> gettext.GNUTranslations:
    target = folder / "LC_MESSAGES" / "messages.mo"
    build.compile_catalogue(build.read_fragments(folder), target)
    with target.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def test_fragments_of_two_rooms_become_one_catalogue(tmp_path: Path) -> None:
    _fragment(tmp_path, "projects.po", 'msgid "发布"\nmsgstr "Publish"\n')
    _fragment(tmp_path, "web.po", 'msgid "返回"\nmsgstr "Back"\n\nmsgid "发布"\nmsgstr "Publish"\n')
    loaded = _loaded(tmp_path)
    assert loaded.gettext("发布") == "Publish"
    assert loaded.gettext("返回") == "Back"


def test_plural_forms_survive(tmp_path: Path) -> None:
    body = 'msgid "%(num)s 个项目"\nmsgid_plural "%(num)s 个项目"\n'
    body += 'msgstr[0] "%(num)s project"\nmsgstr[1] "%(num)s projects"\n'
    _fragment(tmp_path, "web.po", body)
    loaded = _loaded(tmp_path)
    assert loaded.ngettext("%(num)s 个项目", "%(num)s 个项目", 1) == "%(num)s project"
    assert loaded.ngettext("%(num)s 个项目", "%(num)s 个项目", 3) == "%(num)s projects"


def test_two_rooms_that_disagree_are_both_named(tmp_path: Path) -> None:
    _fragment(tmp_path, "a.po", 'msgid "发布"\nmsgstr "Publish"\n')
    _fragment(tmp_path, "b.po", 'msgid "发布"\nmsgstr "Post"\n')
    with pytest.raises(build.ConflictingFragments, match=r"a\.po.*Publish.*b\.po.*Post"):
        build.read_fragments(tmp_path)


def test_an_empty_text_gives_way_to_a_translated_one(tmp_path: Path) -> None:
    _fragment(tmp_path, "a.po", 'msgid "发布"\nmsgstr ""\n')
    _fragment(tmp_path, "b.po", 'msgid "发布"\nmsgstr "Publish"\n')
    assert _loaded(tmp_path).gettext("发布") == "Publish"


def test_sources_are_read_from_python_and_templates(tmp_path: Path) -> None:
    (tmp_path / "marketplace").mkdir()
    (tmp_path / "marketplace" / "words.py").write_text('LABEL = N_("项目")\nOTHER = "不是给人看的"\n', "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ _('还剩 %(days)s 天', days=3) }}", "utf-8")
    assert {key[1] for key in build.extract_sources(tmp_path)} == {"项目", "还剩 %(days)s 天"}


def test_check_names_what_lacks_english_or_a_placeholder(tmp_path: Path) -> None:
    (tmp_path / "marketplace").mkdir()
    (tmp_path / "marketplace" / "a.py").write_text('A = N_("项目")\nB = N_("还剩 %(days)s 天")\n', "utf-8")
    _fragment(tmp_path, "a.po", 'msgid "还剩 %(days)s 天"\nmsgstr "soon"\n\nmsgid "旧的"\nmsgstr "old"\n')
    report = build.check(build.extract_sources(tmp_path), build.read_fragments(tmp_path))
    assert [line.split(": ", 1)[1] for line in report.problems] == [
        "no English for '项目'",
        "other placeholders than '还剩 %(days)s 天': 'soon'",
    ]
    assert report.obsolete == ["a.po:9: '旧的'"]
