"""Short ways to write a template down, and the questions and criteria that all sectors share."""

from __future__ import annotations

from marketplace.kernel.words import N_
from marketplace.workflow.sectors.model import Choice, DefaultCriterion, TemplateField

#: The seven dimensions of a community project, in the order in which people read them.
CRITERIA: dict[str, str] = {
    "need_fit": N_("需求契合"),
    "local_roots": N_("在地性"),
    "participation": N_("参与性"),
    "feasibility": N_("可行性"),
    "innovation": N_("创新性"),
    "sustainability": N_("可持续性"),
    "budget": N_("预算合理"),
}


def whole(
    key: str, label: str, unit: str, maximum: int, *, minimum: int = 0, required: bool = False, hint: str = ""
) -> TemplateField:
    """Ask for a whole number."""
    return TemplateField(key, label, "integer", unit, (), required, minimum, maximum, hint)


def decimal(
    key: str, label: str, unit: str, maximum: int, *, minimum: int = 0, required: bool = False, hint: str = ""
) -> TemplateField:
    """Ask for a number with at most two decimals."""
    return TemplateField(key, label, "decimal", unit, (), required, minimum, maximum, hint)


def one_of(key: str, label: str, choices: dict[str, str], *, required: bool = False, hint: str = "") -> TemplateField:
    """Ask for one of the choices."""
    return TemplateField(key, label, "choice", "", _choices(choices), required, hint=hint)


def some_of(key: str, label: str, choices: dict[str, str], *, required: bool = False, hint: str = "") -> TemplateField:
    """Ask for any of the choices."""
    return TemplateField(key, label, "choices", "", _choices(choices), required, hint=hint)


def yes_no(key: str, label: str, *, required: bool = False, hint: str = "") -> TemplateField:
    """Ask a question of yes or no."""
    return TemplateField(key, label, "yes_no", required=required, hint=hint)


def hours(key: str, label: str, *, required: bool = False, hint: str = "") -> TemplateField:
    """Ask for a time of day from and to."""
    return TemplateField(key, label, "time_range", required=required, hint=hint)


def text(key: str, label: str, *, required: bool = False, hint: str = "", characters: int = 60) -> TemplateField:
    """Ask for one line."""
    return TemplateField(key, label, "text", required=required, hint=hint, max_characters=characters)


def long_text(
    key: str, label: str, *, required: bool = False, hint: str = "", characters: int = 500, criterion: str = ""
) -> TemplateField:
    """Ask for paragraphs."""
    return TemplateField(
        key, label, "long_text", required=required, hint=hint, max_characters=characters, criterion=criterion
    )


def criteria(
    weights: tuple[int, ...], minimums: dict[str, int], hints: tuple[str, ...]
) -> tuple[DefaultCriterion, ...]:
    """Weigh the seven dimensions for a sector.

    Units: weights are percent and must sum to 100; minimums are scores of 0 to 100.
    """
    return tuple(
        DefaultCriterion(key, label, weight * 100, minimums.get(key), hint)
        for (key, label), weight, hint in zip(CRITERIA.items(), weights, hints, strict=True)
    )


def _choices(choices: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(key, label) for key, label in choices.items())


COMMON_QUESTIONS: tuple[TemplateField, ...] = (
    long_text("need_fit", N_("你的方案怎样回应社区的需求？"), required=True, characters=600, criterion="need_fit",
              hint=N_("对照项目写明的需求，一条一条回应。")),
    long_text("local_roots", N_("你对这个社区了解多少？谁来做？"), characters=400, criterion="local_roots",
              hint=N_("在本地做过什么，项目负责人是什么角色，不必写姓名。")),
    long_text("participation", N_("居民怎样参与、怎样受益？"), characters=400, criterion="participation",
              hint=N_("例如优先雇用、优惠价格、居民监督、意见渠道。")),
    long_text("feasibility", N_("分几步做？什么时候完成？"), required=True, characters=600, criterion="feasibility",
              hint=N_("写出签约后第一个月、第三个月、第一年做到什么。")),
    long_text("innovation", N_("有什么不一样的做法？"), characters=400, criterion="innovation",
              hint=N_("没有可以不写，不写不扣分。")),
    long_text("sustainability", N_("最大的风险是什么？怎样长久做下去？"), required=True, characters=400,
              criterion="sustainability", hint=N_("包括客流不足、补贴结束、人员变动时的办法。")),
    long_text("budget", N_("投入多少、花在哪里、什么时候回本？"), required=True, characters=400, criterion="budget",
              hint=N_("写清一次性投入、每月成本和回本时间。")),
    whole("jobs", N_("新增岗位"), N_("个"), 2_000, required=True, hint=N_("按全职折算。")),
    whole("local_jobs", N_("其中给本社区居民"), N_("个"), 2_000),
)  # fmt: skip
