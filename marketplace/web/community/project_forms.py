"""Forms of a project's parts that are the same for every sector and money model."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from marketplace.assets.queries import Choice, OwnOrganisation
from marketplace.files.checks import Accept
from marketplace.kernel.words import N_
from marketplace.projects.desk_queries import DeskProject
from marketplace.projects.drafting import MAX_DESCRIPTION, MAX_SUMMARY, MAX_TITLE
from marketplace.projects.questions import MAX_ANSWER
from marketplace.web.fields import (
    ChecksField,
    LinesField,
    LocalInstantField,
    OneOfField,
    WholeField,
    filled,
)
from marketplace.web.forms import MarketForm, at_most, one_line, required, required_choice
from marketplace.web.i18n import localised, translate
from marketplace.web.public.words import lines
from marketplace.web.uploads import UploadField
from marketplace.workflow.asset import ASSET
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import DOCUMENT_KINDS, END_CODES


class NewProjectForm(MarketForm):
    """What a draft begins with."""

    organisation = SelectField(N_("发布单位"), [required_choice()], validate_choice=False)
    sector = OneOfField(
        N_("项目类型"), [required_choice()], choices={key: template.label for key, template in SECTORS.items()}
    )
    title_zh = StringField(
        N_("项目名称"),
        [required(), at_most(MAX_TITLE)],
        filters=[one_line],
        description=N_("说清在哪里、做什么，例如“阳光广场周末夜市”。"),
    )
    title_en = StringField(N_("英文名称"), [at_most(160)], filters=[one_line])
    assets = ChecksField(N_("用到的资产"),
                         description=N_("可以先不选；送出以前至少选一项已列入可招商的资产。"))  # fmt: skip

    def offer(
        self, organisations: list[OwnOrganisation], assets: list[Choice], keep: AbstractSet[str] = frozenset()
    ) -> None:
        """Say for which organisations and with which assets a project may be started."""
        self.organisation.choices = {each.public_id: localised(each, "name") for each in organisations}
        if len(organisations) == 1:
            self.organisation.data = organisations[0].public_id
        names = {each.id: localised(each, "name") for each in organisations}
        self.assets.choices = asset_options(assets, names if len(names) > 1 else {}, keep, set(names))


def asset_options(
    assets: list[Choice], names: dict[int, str], keep: AbstractSet[str], owners: AbstractSet[int]
) -> dict[str, str]:
    """Return the assets to tick: those that can be offered, those chosen already, and what is in the way of others."""
    options = {}
    for asset in assets:
        if asset.organisation_id not in owners or (asset.state == "in_use" and asset.public_id not in keep):
            continue
        label = localised(asset, "name")
        if asset.organisation_id in names:
            label = f"{names[asset.organisation_id]} · {label}"
        if asset.state != "listed":
            label = translate(N_("%(name)s（%(state)s，还不能送出）"), name=label, state=_state(asset.state))
        options[asset.public_id] = label
    return options


def _state(key: str) -> str:
    return translate(ASSET.state(key).label)


class BasicsForm(MarketForm):
    """Titles, texts and assets."""

    title_zh = StringField(N_("项目名称"), [required(), at_most(MAX_TITLE)], filters=[one_line])
    summary_zh = TextAreaField(
        N_("一句话介绍"),
        [at_most(MAX_SUMMARY)],
        filters=[one_line],
        description=N_("列表里就显示这一句，最多 120 个字。"),
    )
    description_zh = TextAreaField(
        N_("详细介绍"),
        [at_most(MAX_DESCRIPTION)],
        description=N_("背景、居民需要什么、场地情况。空一行分段，行首加“- ”成列表。"),
    )
    assets = ChecksField(N_("用到的资产"), description=N_("至少一项，且已列入可招商。"))
    title_en = StringField(N_("英文名称"), [at_most(160)], filters=[one_line])
    summary_en = TextAreaField(N_("英文一句话介绍"), [at_most(MAX_SUMMARY * 3)], filters=[one_line])
    description_en = TextAreaField(N_("英文详细介绍"), [at_most(MAX_DESCRIPTION * 3)])
    version = HiddenField()  # fmt: skip

    @staticmethod
    def stored(project: DeskProject) -> dict[str, Any]:
        """Return the stored values by the names of the form."""
        names = ("title_zh", "summary_zh", "description_zh", "title_en", "summary_en", "description_en", "version")
        return {name: getattr(project, name) for name in names} | {
            "assets": [asset.public_id for asset in project.assets]
        }


class ListsForm(MarketForm):
    """What is offered, asked, and who may answer."""

    offers = LinesField(N_("社区提供"), description=N_("一行一条，例如场地、水电、客流、宣传。"))
    asks = LinesField(N_("希望合作方做到"), description=N_("一行一条，例如营业时间、价格、雇用居民。"))
    eligibility = LinesField(N_("申请条件"), description=N_("一行一条，不写就是不限。条件要与项目有关，不能量身定做。"))
    min_proposals = WholeField(
        N_("最少方案数"), least=0, most=99, description=N_("收到的方案少于这个数，街道可以宣布未成交。1 到 9。")
    )
    version = HiddenField()  # fmt: skip

    @staticmethod
    def stored(project: DeskProject) -> dict[str, Any]:
        """Return the stored values by the names of the form."""
        return {
            "offers": tuple(lines(project.offers)), "asks": tuple(lines(project.asks)),
            "eligibility": tuple(lines(project.eligibility)), "min_proposals": project.min_proposals,
            "version": project.version,
        }  # fmt: skip


class DatesForm(MarketForm):
    """The dates that the community wishes."""

    questions_until = LocalInstantField(
        N_("提问截止"), description=N_("过了这个时间不再接收提问，已有的问题仍可答复。")
    )
    deadline_at = LocalInstantField(
        N_("方案截止"), [filled()], description=N_("到点即截止，按服务器时间，不补交。建议至少留 15 天。")
    )
    version = HiddenField()  # fmt: skip

    @staticmethod
    def stored(project: DeskProject) -> dict[str, Any]:
        """Return the stored values by the names of the form."""
        return {name: getattr(project, name) for name in ("questions_until", "deadline_at", "version")}


class DocumentForm(MarketForm):
    """A typed document."""

    kind = SelectField(
        N_("文件类型"), [required_choice()], validate_choice=False, choices={"": N_("请选择"), **DOCUMENT_KINDS}
    )
    title = StringField(N_("文件标题"), [required(), at_most(120)], filters=[one_line])
    file = UploadField(
        N_("文件"),
        accept=Accept.DOCUMENT,
        max_files=1,
        required=True,
        description=N_("PDF、Word、Excel、PPT、CSV、文本或图片，最大 20 MB。"),
    )
    is_internal = BooleanField(N_("内部文件，不对外公开"), description=N_("只有本社区和所在街道看得到。"))  # fmt: skip


class EndForm(MarketForm):
    """Why a project ends."""

    code = SelectField(N_("原因类别"), validate_choice=False, choices={"": N_("请选择"), **END_CODES})
    reason = TextAreaField(N_("理由"), [at_most(1000)], description=N_("会向社会公开，请写清事实，不写个人信息。"))


class StepForm(MarketForm):
    """A step that needs a reason or none."""

    reason = TextAreaField(N_("说明"), [at_most(1000)])


class AnswerForm(MarketForm):
    """An answer to one question."""

    text = TextAreaField(N_("答复"), [required(), at_most(MAX_ANSWER)])
