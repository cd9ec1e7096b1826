"""Forms of the asset register, and what each kind of tenure means in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from marketplace.assets.queries import AssetRecord
from marketplace.assets.service import MAX_PHOTOS, AssetFacts, Photo
from marketplace.files.checks import Accept
from marketplace.kernel.words import N_
from marketplace.web.fields import DecimalField, OneOfField
from marketplace.web.forms import MarketForm, at_most, one_line, required, required_choice
from marketplace.web.uploads import UploadField
from marketplace.workflow.vocabulary import ASSET_KINDS, TENURES

TENURE_NOTES = {
    "committee": N_("居委会自己的财产，可以直接出租或合作。"),
    "street": N_("街道办事处所有、交社区使用，先取得街道书面同意。"),
    "state": N_("国有资产，按国有资产出租管理的规定报批。"),
    "owners_common": N_("小区业主共有，除“四议两公开”外还要业主共同决定。"),
    "borrowed": N_("从别的单位借来的，注意借用期限和能不能转租。"),
    "transferred": N_("单位移交、还没办完手续的，备好移交协议。"),
    "unclear": N_("暂时说不清归谁。可以先登记，查清之前不能列入可招商。"),
}
KIND_CHOICES = {"": N_("请选择"), **ASSET_KINDS}
_MAX_TEXT = 2000


class AssetForm(MarketForm):
    """What is said about an asset."""

    name_zh = StringField(
        N_("资产名称"),
        [required(), at_most(120)],
        filters=[one_line],
        description=N_("居民一听就知道是哪里，例如“阳光小区 3 号楼底商”。"),
    )
    name_en = StringField(N_("英文名称"), [at_most(200)], filters=[one_line])
    kind = SelectField(N_("资产类型"), [required_choice()], choices=KIND_CHOICES, validate_choice=False)
    tenure = OneOfField(N_("权属"), [required_choice()], choices=TENURES)
    address = StringField(N_("地址"), [required(), at_most(200)], filters=[one_line])
    area_m2 = DecimalField(N_("面积"), most=9_999_999, description=N_("没有面积的（如服务权）可以不填。"))
    latitude = DecimalField(N_("纬度"), most=90, places=6, description=N_("例如 39.822145，可从地图软件里复制。"))
    longitude = DecimalField(N_("经度"), most=180, places=6, description=N_("例如 110.006823。"))
    current_use = StringField(N_("现在的用途"), [at_most(200)], filters=[one_line])
    condition = TextAreaField(N_("现状"), [at_most(_MAX_TEXT)], description=N_("新旧程度、要不要装修、有没有障碍物。"))
    utilities = TextAreaField(N_("水电气暖网"), [at_most(_MAX_TEXT)])
    restrictions = TextAreaField(
        N_("使用限制"), [at_most(_MAX_TEXT)], description=N_("不能做什么、几点前要收摊、能不能用明火。")
    )
    photos = UploadField(
        N_("照片"),
        accept=Accept.PHOTO,
        max_files=MAX_PHOTOS,
        description=N_("最多 12 张，JPG、PNG 或 WebP。第一张用作封面。"),
    )
    version = HiddenField()  # fmt: skip

    def facts(self, alts: Mapping[str, str], version: int | None) -> AssetFacts:
        """Return the command; `alts` maps the public id of a photograph to its description."""
        return AssetFacts(
            kind=self.kind.data or "",
            tenure=self.tenure.data or "",
            name_zh=self.name_zh.data or "",
            name_en=self.name_en.data or "",
            address=self.address.data or "",
            area_m2=self.area_m2.data,
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            condition=self.condition.data or "",
            utilities=self.utilities.data or "",
            restrictions=self.restrictions.data or "",
            current_use=self.current_use.data or "",
            photos=tuple(Photo(row.public_id, alts.get(row.public_id, "")[:160]) for row in self.photos.data),
            version=version,
        )


class NewAssetForm(AssetForm):
    """The same, for an organisation of the person's own."""

    organisation = SelectField(N_("管理单位"), [required_choice()], validate_choice=False)


class MoveForm(MarketForm):
    """One step of a life cycle, with its reason."""

    reason = TextAreaField(N_("理由"), [at_most(1000)])


def form_of(record: AssetRecord) -> AssetForm:
    """Return a form that shows what is stored, whatever was sent."""
    form = AssetForm(formdata=None, data=stored(record))
    form.photos.keep([photo.file for photo in record.photos])
    return form


def stored(record: AssetRecord) -> dict[str, Any]:
    """Return the stored values by the names of the form."""
    names = ("name_zh", "name_en", "kind", "tenure", "address", "area_m2", "latitude", "longitude", "current_use",
             "condition", "utilities", "restrictions", "version")  # fmt: skip
    return {name: getattr(record, name) for name in names}
