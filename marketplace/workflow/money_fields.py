"""The fields and words of the five money models, as data. Counting is done in `money_models`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marketplace.kernel.words import N_

Side = Literal["ask", "offer"]
TermKind = Literal["money", "percent", "months", "integer", "text"]

#: A lease of more than twenty years is void beyond them. Source: 民法典 705.
MAX_MONTHS = 240
#: Ten thousand million yuan; more is a slip of the finger.
MAX_YUAN = 10_000_000_000
SERVICE_ROWS = 6


@dataclass(frozen=True)
class TermField:
    """One term of a money model, worded for the community (`ask`) and for the partner (`offer`).

    Units: `minimum` and `maximum` are yuan, percent, months, times, or characters of a text. `row` groups the fields of
    a service line. `compare` says how an offer is held against what is asked. `sentence` takes `%(value)s`.
    """

    key: str
    kind: TermKind
    ask_label: str
    offer_label: str
    unit: str = ""
    minimum: int = 0
    maximum: int = MAX_YUAN
    hint: str = ""
    ask_required: bool = False
    offer_required: bool = False
    sides: tuple[Side, ...] = ("ask", "offer")
    row: int = 0
    compare: Literal["", "at_least", "at_most"] = ""
    sentence: str = ""
    ask_sentence: str = ""

    def label(self, side: Side) -> str:
        """Return the label for one side."""
        return self.ask_label if side == "ask" else self.offer_label

    def is_required(self, side: Side) -> bool:
        """Say whether this side must fill the field."""
        return self.ask_required if side == "ask" else self.offer_required

    def sentence_for(self, side: Side) -> str:
        """Return the sentence of the summary for one side."""
        return (self.ask_sentence or self.sentence) if side == "ask" else self.sentence


@dataclass(frozen=True)
class MoneyModel:
    """A way of paying: its name, when it fits, and its terms in the order of the form."""

    key: str
    label: str
    blurb: str
    fields: tuple[TermField, ...]

    def fields_for(self, side: Side) -> tuple[TermField, ...]:
        """Return the fields that one side fills."""
        return tuple(field for field in self.fields if side in field.sides)


YUAN = N_("元")
YUAN_PER_YEAR = N_("元/年")
MONTHS = N_("个月")
PERCENT = "%"

_TERM = TermField(
    "term_months", "months", N_("合作期限（最长）"), N_("合作期限"), MONTHS, 1, MAX_MONTHS,
    N_("最长 20 年，即 240 个月。"), True, True, compare="at_most",
    sentence=N_("合作期限 %(value)s 个月"), ask_sentence=N_("合作期限最长 %(value)s 个月"),
)  # fmt: skip
_DEPOSIT = TermField(
    "deposit", "money", N_("履约保证金"), N_("同意交纳的保证金"), YUAN,
    hint=N_("合同结束无违约时原额退还，不计入收益。"), compare="at_least", sentence=N_("履约保证金 %(value)s 元"),
)  # fmt: skip
_GUARANTEED = TermField(
    "guaranteed_per_year", "money", N_("每年保底"), N_("每年保底"), YUAN_PER_YEAR,
    hint=N_("无论经营好坏，社区每年至少收到的钱。"), compare="at_least",
    sentence=N_("每年保底 %(value)s 元"), ask_sentence=N_("每年保底不低于 %(value)s 元"),
)  # fmt: skip


def _rent(ask_label: str, offer_label: str, hint: str) -> TermField:
    return TermField(
        "rent_per_year", "money", ask_label, offer_label, YUAN_PER_YEAR, 0, MAX_YUAN, hint, True, True,
        compare="at_least", sentence=N_("年租金 %(value)s 元"), ask_sentence=N_("年租金不低于 %(value)s 元"),
    )  # fmt: skip


def _share(label: str, hint: str) -> TermField:
    return TermField(
        "share_percent", "percent", label, label, PERCENT, 0, 100, hint, True, True, compare="at_least",
        sentence=N_("社区分成 %(value)s%%"), ask_sentence=N_("社区分成不低于 %(value)s%%"),
    )  # fmt: skip


def _service_row(row: int) -> tuple[TermField, ...]:
    return (
        TermField(f"service_{row}_name", "text", N_("服务名称"), N_("服务名称"), "", 0, 40,
                  N_("如：课后看护、义诊、免费放映。") if row == 1 else "", sides=("offer",), row=row),
        TermField(f"service_{row}_times", "integer", N_("每年次数"), N_("每年次数"), N_("次"), 1, 10_000,
                  sides=("offer",), row=row),
        TermField(f"service_{row}_value", "money", N_("每次折价"), N_("每次折价"), YUAN, 0, 1_000_000,
                  N_("按当地市场价，评审时会核对。") if row == 1 else "", sides=("offer",), row=row),
    )  # fmt: skip


MONEY_MODELS: dict[str, MoneyModel] = {
    model.key: model
    for model in (
        MoneyModel(
            "rent", N_("固定租金"), N_("每年交固定租金，账目最简单，适合位置成熟的场地。"),
            (
                _TERM,
                _rent(N_("年租金底价"), N_("年租金报价"), N_("可以写 12万 或 120,000。")),
                TermField("escalation_percent", "percent", N_("每年递增（不低于）"), N_("每年递增"), PERCENT, 0, 30,
                          N_("从第二年起按上一年租金递增。"), compare="at_least",
                          sentence=N_("租金每年递增 %(value)s%%")),
                _DEPOSIT,
            ),
        ),
        MoneyModel(
            "revenue_share", N_("营业额分成"), N_("按营业额分成，可设保底，适合客流还没养起来的项目。"),
            (
                _TERM,
                _share(N_("社区分成比例"), N_("按营业额计算，不扣成本。")),
                TermField("revenue_per_year", "money", N_("预计年营业额"), N_("预计年营业额"), YUAN_PER_YEAR,
                          hint=N_("只用于比较方案，不是承诺。"), offer_required=True,
                          sentence=N_("预计年营业额 %(value)s 元")),
                _GUARANTEED,
                _DEPOSIT,
            ),
        ),
        MoneyModel(
            "free_rent_steps", N_("免租加阶梯租金"), N_("前期免租，之后逐步上调，适合需要装修和培育的空间。"),
            (
                _TERM,
                TermField("free_months", "months", N_("免租期（最长）"), N_("免租期"), MONTHS, 0, 60,
                          N_("用于装修和培育，要短于租期。"), True, True, compare="at_most",
                          sentence=N_("免租 %(value)s 个月"), ask_sentence=N_("免租最长 %(value)s 个月")),
                _rent(N_("免租期后年租金底价"), N_("免租期后年租金"), N_("免租期满后第一个阶梯的年租金。")),
                TermField("step_percent", "percent", N_("每个阶梯上调（不低于）"), N_("每个阶梯上调"), PERCENT, 0, 50,
                          "", compare="at_least", sentence=N_("每个阶梯上调 %(value)s%%")),
                TermField("step_months", "months", N_("阶梯间隔"), N_("阶梯间隔"), MONTHS, 6, 60,
                          N_("不填按 12 个月。"), sentence=N_("阶梯间隔 %(value)s 个月")),
                TermField("fit_out", "money", N_("要求装修投入"), N_("装修投入"), YUAN,
                          hint=N_("由合作方承担，不计入社区收益。"), compare="at_least",
                          sentence=N_("装修投入 %(value)s 元")),
                _DEPOSIT,
            ),
        ),
        MoneyModel(
            "service_for_rent", N_("资源换服务"), N_("象征性租金，用看得见的服务抵租，适合公益性强的空间。"),
            (
                _TERM,
                _rent(N_("象征性年租金"), N_("年租金"), N_("例如 1 元。")),
                TermField("times_per_year", "integer", N_("每年服务次数（不低于）"), N_("每年服务次数"), N_("次"), 0,
                          100_000, "", True, sides=("ask",), compare="at_least",
                          sentence=N_("每年服务 %(value)s 次"), ask_sentence=N_("每年服务不少于 %(value)s 次")),
                TermField("value_per_year", "money", N_("每年服务价值（不低于）"), N_("每年服务价值"), YUAN_PER_YEAR,
                          0, MAX_YUAN, N_("按市场价折算。"), True, sides=("ask",), compare="at_least",
                          sentence=N_("每年服务折价 %(value)s 元"),
                          ask_sentence=N_("每年服务折价不低于 %(value)s 元")),
                *(field for row in range(1, SERVICE_ROWS + 1) for field in _service_row(row)),
            ),
        ),
        MoneyModel(
            "joint_venture", N_("共同经营"), N_("社区出资源、合作方出资金和运营，按约定分利润，适合长期的主业。"),
            (
                _TERM,
                _share(N_("社区利润分成"), N_("按税后可分配利润计算。")),
                TermField("investment", "money", N_("合作方投入（不低于）"), N_("投入资金"), YUAN, 0, MAX_YUAN,
                          N_("资金、设备按评估值折算，不计入社区收益。"), False, True, compare="at_least",
                          sentence=N_("合作方投入 %(value)s 元"), ask_sentence=N_("合作方投入不低于 %(value)s 元")),
                TermField("profit_per_year", "money", N_("预计年利润"), N_("预计年利润"), YUAN_PER_YEAR,
                          hint=N_("只用于比较方案，不是承诺。"), offer_required=True,
                          sentence=N_("预计年利润 %(value)s 元")),
                _GUARANTEED,
            ),
        ),
    )
}  # fmt: skip
