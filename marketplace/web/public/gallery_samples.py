"""Sample data for the component gallery: every component in every state, with made-up records and no database.

It must not be used by any other page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from marketplace.kernel.words import N_

SECTORS: tuple[tuple[str, str], ...] = (
    ("night_market", N_("夜市")),
    ("market", N_("便民市场")),
    ("childcare", N_("托育")),
    ("moxa_wellness", N_("艾草养生")),
    ("outdoor_ads", N_("户外广告")),
    ("catering", N_("食堂与中央厨房")),
    ("eldercare", N_("养老")),
    ("property_service", N_("物业")),
    ("fresh_food", N_("生鲜")),
    ("culture_sport", N_("文体")),
    ("leisure", N_("文旅")),
    ("training", N_("教育培训")),
    ("employment", N_("就业")),
    ("public_facility", N_("公共设施")),
    ("logistics", N_("物流")),
)


@dataclass(frozen=True)
class ProjectSample:
    """What a project card reads."""

    public_id: str
    title_zh: str
    title_en: str
    sector: str
    sector_label: str
    territory: str
    state_label: str
    state_tone: str
    money_label: str
    deadline_at: datetime | None = None
    deadline_words: str | None = None
    organisation: str | None = None
    area: str | None = None
    photo: None = None


@dataclass(frozen=True)
class WhoSample:
    """What an organisation card or an expert card reads."""

    public_id: str
    name_zh: str
    name_en: str
    title_zh: str = ""
    title_en: str = ""
    kind_label: str = ""
    territory: str = ""
    organisation: str = ""
    verified: bool = False
    summary_zh: str = ""
    summary_en: str = ""
    sectors: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    photo: None = None


@dataclass(frozen=True)
class PageSample:
    """What the pagination reads."""

    next_cursor: str | None = "b"
    previous_cursor: str | None = "a"

    def url(self, cursor: str) -> str:
        """Return the address of the page at `cursor`."""
        return f"?after={cursor}"


class SampleForm(Form):
    """One field of every kind."""

    title = StringField(
        N_("项目名称"), [InputRequired(N_("请填写项目名称。"))], description=N_("居民一眼能看懂的名字。")
    )
    kind = SelectField(N_("资产类型"), choices={"plaza": N_("广场"), "premises": N_("房屋"), "land": N_("土地")})
    area = IntegerField(N_("面积"))
    starts_on = DateField(N_("开放日期"))
    summary = TextAreaField(N_("一句话介绍"), [Length(max=20, message=N_("请控制在 20 个字以内。"))])
    model = RadioField(
        N_("合作方式"),
        [InputRequired(N_("请选一种合作方式。"))],
        choices={"rent": N_("固定租金"), "share": N_("收入分成"), "service": N_("以服务抵租金")},
    )
    agreed = BooleanField(N_("我确认以上内容属实，并愿意公开"))
    attachment = FileField(N_("附件"), description=N_("PDF、图片或表格，每份不超过 20 MB。"))


class SampleFilter(Form):
    """Filters of a list."""

    q = StringField(N_("关键词"))
    sector = SelectField(N_("领域"), choices={"": N_("全部"), **dict(SECTORS)})
    state = SelectField(N_("状态"), choices={"": N_("全部"), "open": N_("正在征集"), "done": N_("已公布结果")})


def sample_forms() -> tuple[SampleForm, SampleForm, SampleFilter]:
    """Return an empty form, a form with every kind of error, and a filter."""
    wrong = SampleForm(
        MultiDict({"kind": "plaza", "summary": "这一句话写得太长了，已经远远超过了二十个字的限制。", "area": "120"})
    )
    wrong.validate()
    return SampleForm(), wrong, SampleFilter(MultiDict({"sector": "night_market"}))


def _card_rows(soon: datetime, later: datetime, words: tuple[str, str]) -> list[tuple[Any, ...]]:
    """Return what the cards say in both languages."""
    return [
        (
            "night_market",
            "夜市",
            "Night market",
            "老厂广场夜市，找一家会过日子的运营方",
            "Night market at the old factory plaza",
            "正在征集",
            "Open",
            "open",
            "保底租金＋收入分成",
            "Minimum rent plus revenue share",
            "2,600 ㎡",
            soon,
            words[0],
        ),
        (
            "childcare",
            "托育",
            "Childcare",
            "两层闲置用房办社区托育园",
            "Community childcare on two idle floors",
            "正在征集",
            "Open",
            "open",
            "免租三年，之后逐年递增",
            "Three years rent free, then steps",
            "840 ㎡",
            later,
            words[1],
        ),
        (
            "moxa_wellness",
            "艾草养生",
            "Moxa",
            "坡地艾草园：种植、加工与体验",
            "Moxa garden: growing, making, visiting",
            "结果已公布",
            "Result published",
            "good",
            "合作经营",
            "Joint venture",
            "12 亩",
            None,
            None,
        ),
    ]


def sample_cards(now: datetime, english: bool) -> list[ProjectSample]:
    """Return project cards: open, decided, without a deadline."""
    words = ("3 days left", "24 days left") if english else ("还剩 3 天", "还剩 24 天")
    place = "Demo Street · Demo Community" if english else "示例街道 · 示例社区"
    owner = "Demo Community Committee" if english else "示例社区居委会"
    rows = _card_rows(now + timedelta(days=3, hours=5), now + timedelta(days=24), words)
    return [
        ProjectSample(
            f"sample{n}",
            r[3],
            r[4],
            r[0],
            r[2] if english else r[1],
            place,
            r[6] if english else r[5],
            r[7],
            r[9] if english else r[8],
            r[11],
            r[12],
            owner,
            r[10],
        )
        for n, r in enumerate(rows)
    ]


def sample_people(english: bool) -> tuple[list[WhoSample], list[WhoSample]]:
    """Return organisation cards and expert cards."""
    organisations = [
        WhoSample(
            "samplea",
            "示例运营有限公司",
            "Demo Operations Ltd.",
            kind_label="Enterprise" if english else "企业",
            territory="Demo District" if english else "示例区",
            verified=True,
            summary_zh="做过四个社区夜市，摊主管理、油烟和降噪都有现成的办法。",
            summary_en="Has run four community night markets, with ready answers for stalls, smoke and noise.",
            sectors=["Night market", "Catering"] if english else ["夜市", "食堂与中央厨房"],
            facts=[("Answer rate", "92%"), ("Projects", "4")] if english else [("回复率", "92%"), ("做过项目", "4 个")],
        ),
        WhoSample(
            "sampleb",
            "示例公益服务中心",
            "Demo Service Centre",
            kind_label="Social organisation" if english else "社会组织",
            territory="Demo Street" if english else "示例街道",
            summary_zh="托育与课后照护。",
            summary_en="Childcare and after-school care.",
            sectors=["Childcare"] if english else ["托育"],
        ),
    ]
    experts = [
        WhoSample(
            "samplec",
            "示例专家（商业运营）",
            "Demo expert (retail)",
            title_zh="高级经济师",
            title_en="Senior economist",
            organisation="Demo Institute" if english else "示例研究院",
            fields=["Retail", "Contracts"] if english else ["商业运营", "合同条款"],
            facts=[("Panels", "7")] if english else [("参加评审", "7 次")],
        ),
    ]
    return organisations, experts


def sample_timeline(now: datetime, english: bool) -> list[dict[str, Any]]:
    """Return a life cycle with one step in each of done, now and next."""
    zh = ["发布项目", "答疑", "征集方案", "开标", "评审", "公示结果"]
    en = ["Published", "Questions", "Proposals", "Opening", "Evaluation", "Result notice"]
    states = ["done", "done", "now", "next", "next", "next"]
    days = [-20, -12, 3, 3, 8, 15]
    return [
        {"label": label, "at": now + timedelta(days=day), "state": state, "note": None}
        for label, day, state in zip(en if english else zh, days, states, strict=True)
    ]


def sample_records(instant: datetime, english: bool) -> dict[str, Any]:
    """Return files, criteria and a receipt."""
    hour = timedelta(hours=1)
    return {
        "documents": [
            {
                "name": "场地平面图.pdf",
                "kind_label": "Plan" if english else "图纸",
                "size": 1_482_331,
                "sha256": "9f2c" * 16,
                "href": "#documents",
            },
            {"name": "四议两公开记录.pdf", "size": 88_120, "sha256": "07ab" * 16, "href": "#documents"},
        ],
        "criteria": [
            {
                "name": "Operating plan" if english else "运营方案",
                "weight_bp": 4000,
                "minimum": 60,
                "description": "Stalls, opening hours, safety" if english else "摊位、时段、安全",
            },
            {"name": "Benefit for residents" if english else "居民受益", "weight_bp": 3500},
            {"name": "Offer" if english else "报价", "weight_bp": 2500},
        ],
        "receipt_sample": {"number": "HZ-2026-0007", "at": instant - hour, "commitment": "5be1a06cf3d24d0a" * 4},
    }


def sample_todos(instant: datetime, english: bool) -> list[dict[str, Any]]:
    """Return a to-do in time and one that is overdue."""
    project = "Night market at the old factory plaza" if english else "老厂广场夜市"
    return [
        {
            "title": "Answer a resident's question" if english else "回答居民提问：几点收摊？",
            "context": project,
            "since": instant - timedelta(days=1),
            "due": instant + timedelta(days=2),
            "action_label": "Answer" if english else "去回答",
            "href": "#todo",
        },
        {
            "title": "Review a project" if english else "审核项目",
            "context": project,
            "since": instant - timedelta(days=6),
            "due": instant - timedelta(days=1),
            "overdue": True,
            "action_label": "Review" if english else "去审核",
            "href": "#todo",
        },
    ]


def gallery_context(now: datetime | None, locale: str) -> dict[str, Any]:
    """Return everything the gallery template needs beyond the globals of every page."""
    instant = now or datetime.now(UTC)
    english = locale == "en"
    form, wrong, filters = sample_forms()
    organisations, experts = sample_people(english)
    return {
        "sectors": SECTORS,
        "form": form,
        "wrong_form": wrong,
        "filter_form": filters,
        "page": PageSample(),
        "cards": sample_cards(instant, english),
        "organisations": organisations,
        "experts": experts,
        "steps": sample_timeline(instant, english),
        "at": instant,
        "todos": sample_todos(instant, english),
        **sample_records(instant, english),
    }
