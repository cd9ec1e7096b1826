"""Merge the fragments `en/*.po` into the one catalogue the site loads, and say which words lack English.

``python -m marketplace.translations.build`` writes `en/LC_MESSAGES/messages.mo`; with ``--check`` it writes nothing
and fails when a text has no English. It must not change a fragment: people own their words.
"""

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FRAGMENTS = HERE / "en"
COMPILED = FRAGMENTS / "LC_MESSAGES" / "messages.mo"

#: Functions that carry text for people, and which of their arguments do.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

#: A text as gettext knows it: context, singular, plural.
Key = tuple[str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Text:
    """One text found in a fragment (with its English) or in the source (with an empty one)."""

    key: Key
    english: tuple[str, ...]
    where: str


@dataclass(slots=True)
class Report:
    """What `--check` found; `problems` must be empty, `obsolete` may wait."""

    problems: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)


class ConflictingFragments(Exception):
    """Two fragments give one text different English."""


def read_fragments(folder: Path = FRAGMENTS) -> dict[Key, Text]:
    """Read every fragment into one mapping.

    :raises ConflictingFragments: when two fragments disagree; the message names text and files.
    """
    texts: dict[Key, Text] = {}
    conflicts: list[str] = []
    for path in sorted(folder.glob("*.po")):
        for text in _fragment(path):
            earlier = texts.get(text.key)
            if earlier is None or not any(earlier.english):
                texts[text.key] = text
            elif any(text.english) and text.english != earlier.english:
                both = f"{earlier.where} says {earlier.english[0]!r}, {text.where} says {text.english[0]!r}"
                conflicts.append(f"{text.key[1]!r}: {both}")
    if conflicts:
        raise ConflictingFragments("\n".join(conflicts))
    return texts


def _fragment(path: Path) -> Iterator[Text]:
    catalog = read_po(BytesIO(path.read_bytes()), locale="en", abort_invalid=True)
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        where = f"{path.name}:{message.lineno}"
        if isinstance(message.id, str):
            yield Text((message.context, message.id, None), (str(message.string or ""),), where)
        else:
            singular, plural = message.id[0], message.id[1]
            yield Text((message.context, singular, plural), tuple(message.string or ()), where)


def compile_catalogue(texts: dict[Key, Text], target: Path = COMPILED) -> int:
    """Write the catalogue in one step, so that a reader never sees half of it; return how many texts it holds."""
    catalog = Catalog(locale="en", domain="messages", charset="utf-8")
    for (context, singular, plural), text in texts.items():
        if not any(text.english):
            continue
        if plural is None:
            catalog.add(singular, text.english[0], context=context)
        else:
            catalog.add((singular, plural), text.english, context=context)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as stream:
        write_mo(cast(BinaryIO, stream), catalog)
    Path(name).chmod(0o644)
    Path(name).replace(target)
    return len(catalog)


def extract_sources(root: Path = ROOT) -> dict[Key, Text]:
    """Find every text marked for translation in templates and Python."""
    found: dict[Key, Text] = {}
    sources = [("python", path) for path in sorted((root / "marketplace").rglob("*.py"))]
    sources += [("jinja2.ext:babel_extract", p) for p in sorted((root / "templates").rglob("*")) if p.is_file()]
    options = {"encoding": "utf-8", "silent": "false"}
    for method, path in sources:
        with path.open("rb") as stream:
            for line, ids, _comments, context in extract(method, stream, KEYWORDS, (), options):
                singular, plural = (ids, None) if isinstance(ids, str) else (ids[0], ids[1])
                key = (context, singular, plural)
                found.setdefault(key, Text(key, (), f"{path.relative_to(root)}:{line}"))
    return found


def check(sources: dict[Key, Text], english: dict[Key, Text]) -> Report:
    """Compare what the source says with what the fragments translate."""
    report = Report()
    for key, source in sources.items():
        text = english.get(key)
        if text is None or not all(text.english) or (key[2] and len(text.english) != 2):
            report.problems.append(f"{source.where}: no English for {key[1]!r}")
            continue
        wanted = set(_PLACEHOLDER.findall(key[2] or key[1]))
        for form in text.english[-1:]:
            if set(_PLACEHOLDER.findall(form)) != wanted:
                report.problems.append(f"{text.where}: other placeholders than {key[1]!r}: {form!r}")
    report.obsolete = [f"{text.where}: {key[1]!r}" for key, text in english.items() if key not in sources]
    return report


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code is 1 when something must be repaired."""
    parser = argparse.ArgumentParser(prog="python -m marketplace.translations.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the source, write nothing")
    options = parser.parse_args(arguments)
    try:
        english = read_fragments()
    except ConflictingFragments as conflict:
        print(conflict, file=sys.stderr)
        return 1
    if not options.check:
        print(f"en: {compile_catalogue(english)} texts → {COMPILED.relative_to(ROOT)}")
        return 0
    report = check(extract_sources(), english)
    for line in report.obsolete:
        print(f"obsolete  {line}")
    for line in report.problems:
        print(f"MISSING   {line}", file=sys.stderr)
    print(f"{len(report.problems)} to repair, {len(report.obsolete)} obsolete")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
