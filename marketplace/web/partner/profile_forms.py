"""Forms of an organisation's profile. They read what was typed; what is right, the service says, all of it at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, EmailField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, Select

from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_
from marketplace.partners.registration import CorrectRegistration
from marketplace.partners.service import EditProfile, SaveLicence, SavePastWork
from marketplace.web.forms import MarketForm, YuanField, one_line
from marketplace.web.i18n import translate
from marketplace.web.submitting import version_of
from marketplace.web.uploads import UploadField
from marketplace.workflow.sectors import LICENCES, SECTORS
from marketplace.workflow.typed_input import whole_number
from marketplace.workflow.vocabulary import ORGANISATION_KINDS, PARTNER_KINDS, PARTNER_SIZES

_ROWS = {"rows": 4}
_TEL, _LINE = {"autocomplete": "tel", "inputmode": "tel"}, [one_line]
#: The value of the list of licences that means one typed by hand.
OTHER = "other"


class ProfileForm(MarketForm):
    """What an organisation says of itself."""

    summary_zh = TextAreaField(
        N_("一段话介绍"), description=N_("居民也会看，别只写口号。最多 500 字。"), render_kw=_ROWS
    )
    capabilities_zh = TextAreaField(
        N_("能做什么"), description=N_("业务范围和擅长的事，一行写一项。社区按这里的词找到你。"), render_kw={"rows": 6}
    )
    resources = TextAreaField(
        N_("能带来什么"), description=N_("场地、资金、人手、订单、设备、专业，有什么写什么。"), render_kw=_ROWS
    )
    sectors = SelectMultipleField(
        N_("擅长的领域"), choices={sector.key: sector.label for sector in SECTORS.values()},
        description=N_("选 1–6 个。"), validate_choice=False, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    areas = SelectMultipleField(
        N_("服务区域"), description=N_("可以多选；选上一级就包含下级。电脑上按住 Ctrl（Mac 是 ⌘）点选。"),
        validate_choice=False, widget=Select(multiple=True),
    )  # fmt: skip
    size = SelectField(N_("规模"), choices={"": N_("不填"), **PARTNER_SIZES}, validate_choice=False)
    website = StringField(N_("网址"), description=N_("以 http:// 或 https:// 开头。"), render_kw={"inputmode": "url"})
    address = StringField(N_("地址"), filters=_LINE)
    contact_name = StringField(N_("联系人"), filters=_LINE, description=N_("只给负责核验的街道看，不公开。"))
    contact_phone = StringField(N_("联系电话"), filters=_LINE, render_kw=_TEL)
    contact_email = EmailField(N_("联系邮箱"), filters=_LINE)
    name_en = StringField(N_("英文名称"), filters=_LINE)
    summary_en = TextAreaField(N_("英文介绍"), render_kw=_ROWS)
    capabilities_en = TextAreaField(N_("能做什么（英文）"), render_kw=_ROWS)
    version = HiddenField()

    def command(self) -> EditProfile:
        """Return what was typed."""
        values: dict[str, Any] = {name: self[name].data or "" for name in PROFILE_TEXTS}
        return EditProfile(
            version_of(self), **values, sectors=tuple(self.sectors.data or ()), areas=tuple(self.areas.data or ())
        )


PROFILE_TEXTS = (
    "name_en", "summary_zh", "summary_en", "address", "contact_name", "contact_phone", "contact_email",
    "capabilities_zh", "capabilities_en", "resources", "size", "website",
)  # fmt: skip


class RegistrationForm(MarketForm):
    """Who the organisation is, before it is verified."""

    kind = SelectField(
        N_("单位类型"), choices={"": N_("请选择")} | {kind: ORGANISATION_KINDS[kind] for kind in PARTNER_KINDS},
        validate_choice=False,
    )  # fmt: skip
    name_zh = StringField(N_("单位全称"), filters=_LINE, description=N_("和证照上的名称一致。"))
    registration_number = StringField(
        N_("统一社会信用代码"), filters=_LINE,
        description=N_("18 位；还在用旧证的填 13–15 位注册号。共建单位、包联单位和商户没有的可以不填。"),
    )  # fmt: skip
    territory = SelectField(N_("所在街道或社区"), description=N_("由这里的街道办事处核验。"), validate_choice=False)
    address = StringField(N_("地址"), filters=_LINE)
    contact_name = StringField(N_("联系人"), filters=_LINE)
    contact_phone = StringField(N_("联系电话"), filters=_LINE, render_kw=_TEL)
    version = HiddenField()

    def command(self) -> CorrectRegistration:
        """Return what was typed."""
        names = (
            "kind", "name_zh", "registration_number", "territory", "address", "contact_name", "contact_phone",
        )  # fmt: skip
        return CorrectRegistration(version_of(self), **{name: self[name].data or "" for name in names})


class DayField(DateField):
    """A date; what was typed stays on screen, and what is none is said in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read `2027-05-01`, also with other marks between."""
        self.raw_text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.raw_text:
            try:
                self.data = date.fromisoformat(self.raw_text.replace("/", "-").replace(".", "-"))
            except ValueError as error:
                raise ValidationError(translate(N_("请填写日期，例如 2027-05-01。"))) from error

    def _value(self) -> str:
        return getattr(self, "raw_text", "") or (self.data.isoformat() if self.data else "")


class LicenceForm(MarketForm):
    """A licence: a known one from the list, or another one by name."""

    licence = SelectField(
        N_("资质或证照"),
        choices={"": N_("请选择"), **{key: row.label for key, row in LICENCES.items()}, OTHER: N_("其他，自己填写")},
        validate_choice=False, description=N_("从列表里选，项目要求的资质会自动对上。"),
    )  # fmt: skip
    name = StringField(N_("名称"), filters=_LINE, description=N_("列表里没有时填写。"))
    number = StringField(N_("编号"), filters=_LINE, description=N_("只给核验的街道看。"))
    issued_by = StringField(N_("发证机关"), filters=_LINE)
    expires_on = DayField(N_("有效期至"), description=N_("长期有效的不填。"))
    file = UploadField(N_("扫描件"), description=N_("PDF 或照片。只给负责核验的街道看。"))

    def command(self) -> SaveLicence:
        """Return what was typed; a known licence brings its name and, where none was typed, its issuer."""
        known = LICENCES.get(self.licence.data or "")
        files = self.file.data
        return SaveLicence(
            known.label if known else self.name.data or "", self.number.data or "",
            self.issued_by.data or (translate(known.issuer) if known else ""), self.expires_on.data,
            files[0].public_id if files else "",
        )  # fmt: skip

    def at_fields(self, problems: list[Problem]) -> list[Problem]:
        """Say of a licence that was not chosen that it was not, not that its name is empty."""
        chosen = self.licence.data == OTHER
        return [each if each.field != "name" or chosen else Problem("licence", N_("请选择一项。")) for each in problems]


class WorkForm(MarketForm):
    """Something done before."""

    title = StringField(N_("做过什么"), filters=_LINE, description=N_("例如“某小区 40 个摊位的夜市，运营两季”。"))
    place = StringField(N_("在哪里"), filters=_LINE)
    year = StringField(N_("年份"), render_kw={"inputmode": "numeric"})
    amount_fen = YuanField(N_("金额"), description=N_("合同额或投入，不方便公开可以不填。"))
    summary = TextAreaField(N_("结果"), render_kw=_ROWS, description=N_("最多 500 字。"))

    def command(self) -> SavePastWork:
        """Return what was typed."""
        year = whole_number("year", self.year.data or "", 0, 9999, [])
        amount: Any = self.amount_fen.data
        return SavePastWork(
            self.title.data or "", year, self.place.data or "", self.summary.data or "", amount,
        )  # fmt: skip
