"""Sector templates 行业模板: what a project of each kind asks, weighs and needs, as data; one file per family."""

from __future__ import annotations

from marketplace.workflow.sectors.answers import (
    show_answer,
    validate_answers,
    validate_fields,
    validate_proposal_answers,
)
from marketplace.workflow.sectors.care import CHILDCARE, ELDERCARE, MOXA_WELLNESS
from marketplace.workflow.sectors.culture import CULTURE_SPORT, LEISURE, TRAINING
from marketplace.workflow.sectors.estate import OUTDOOR_ADS, PROPERTY_SERVICE, PUBLIC_FACILITY
from marketplace.workflow.sectors.food import CATERING, FRESH_FOOD
from marketplace.workflow.sectors.model import (
    FULL_WEIGHT_BP,
    Choice,
    DefaultCriterion,
    FieldKind,
    SectorTemplate,
    TemplateField,
)
from marketplace.workflow.sectors.papers import LICENCES, Licence
from marketplace.workflow.sectors.parts import COMMON_QUESTIONS, CRITERIA
from marketplace.workflow.sectors.stalls import MARKET, NIGHT_MARKET
from marketplace.workflow.sectors.work import EMPLOYMENT, LOGISTICS

__all__ = [
    "COMMON_QUESTIONS", "CRITERIA", "FULL_WEIGHT_BP", "LICENCES", "SECTORS", "Choice", "DefaultCriterion", "FieldKind",
    "Licence", "SectorTemplate", "TemplateField", "show_answer", "validate_answers", "validate_fields",
    "validate_proposal_answers",
]  # fmt: skip

#: In the order in which lists and filters show them.
SECTORS: dict[str, SectorTemplate] = {
    template.key: template
    for template in (
        NIGHT_MARKET, MARKET, CHILDCARE, MOXA_WELLNESS, OUTDOOR_ADS, CATERING, ELDERCARE, PROPERTY_SERVICE, FRESH_FOOD,
        CULTURE_SPORT, LEISURE, TRAINING, EMPLOYMENT, PUBLIC_FACILITY, LOGISTICS,
    )
}  # fmt: skip
