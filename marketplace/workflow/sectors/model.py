"""What a sector template is: the questions of a kind of project, as data. Holds no sector of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["text", "long_text", "integer", "decimal", "choice", "choices", "yes_no", "time_range"]

#: All of the weight of a set of criteria, in basis points.
FULL_WEIGHT_BP = 10_000


@dataclass(frozen=True)
class Choice:
    """One answer to choose from; `key` is stored, `label` is shown."""

    key: str
    label: str


@dataclass(frozen=True)
class TemplateField:
    """One question of a template.

    Units: `unit` is a word for people; `minimum` and `maximum` are in that unit; `max_characters` counts 字.
    `criterion` names the criterion that reads this answer, where there is one.
    """

    key: str
    label: str
    kind: FieldKind
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    minimum: int = 0
    maximum: int = 1_000_000
    hint: str = ""
    max_characters: int = 200
    criterion: str = ""

    def choice_label(self, key: str) -> str:
        """Return the label of a choice, or the key itself where the choice is gone."""
        return next((choice.label for choice in self.choices if choice.key == key), key)


@dataclass(frozen=True)
class DefaultCriterion:
    """A criterion that a new project of this sector starts with.

    Units: `weight_bp` of 10,000; `minimum` is a score of 0 to 100 that must be reached, None where none is asked.
    """

    key: str
    label: str
    weight_bp: int
    minimum: int | None
    hint: str


@dataclass(frozen=True)
class SectorTemplate:
    """Everything that a new project of a sector starts with; the community may change all but the fields.

    Shape: `document_kinds` and `licences` are keys of `vocabulary.DOCUMENT_KINDS` and `papers.LICENCES`;
    `money_models` are keys of `money_models.MONEY_MODELS`, the most usual first.
    """

    key: str
    label: str
    blurb: str
    fields: tuple[TemplateField, ...]
    criteria: tuple[DefaultCriterion, ...]
    offers: tuple[str, ...]
    asks: tuple[str, ...]
    document_kinds: tuple[str, ...]
    licences: tuple[str, ...]
    money_models: tuple[str, ...]
    questions: tuple[TemplateField, ...]

    def field(self, key: str) -> TemplateField:
        """Return the project field of this key.

        :raises KeyError: where the template has none.
        """
        return _named(self.fields, key)

    def question(self, key: str) -> TemplateField:
        """Return the partner's question of this key.

        :raises KeyError: where the template has none.
        """
        return _named(self.questions, key)


def _named(fields: tuple[TemplateField, ...], key: str) -> TemplateField:
    for candidate in fields:
        if candidate.key == key:
            return candidate
    raise KeyError(key)
