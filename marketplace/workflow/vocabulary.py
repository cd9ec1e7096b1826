"""Closed lists of the market, key to label: kinds of organisations, assets, tenures, documents, decision steps."""

from __future__ import annotations

from marketplace.kernel.words import N_

ORGANISATION_KINDS = {
    "community": N_("社区居委会"),
    "social_enterprise": N_("社区社会企业"),
    "street_office": N_("街道办事处"),
    "enterprise": N_("企业"),
    "co_building_unit": N_("共驻共建单位"),
    "paired_unit": N_("包联单位"),
    "social_organisation": N_("社会组织"),
    "bank": N_("银行"),
    "merchant": N_("商户"),
    "institution": N_("事业单位"),
}
#: Kinds that may register themselves and answer projects.
PARTNER_KINDS = ("enterprise", "co_building_unit", "paired_unit", "social_organisation", "bank", "merchant", "institution",
                 "social_enterprise")  # fmt: skip
#: Kinds that may register assets and publish projects.
OWNER_KINDS = ("community", "social_enterprise")

TERRITORY_LEVELS = {
    "province": N_("省（自治区、直辖市）"),
    "city": N_("市（盟）"),
    "district": N_("区县（旗）"),
    "street": N_("街道（乡镇）"),
    "community": N_("社区（村）"),
}

ASSET_KINDS = {
    "premises": N_("房屋"),
    "land": N_("土地"),
    "plaza": N_("广场"),
    "advertising_site": N_("广告位"),
    "equipment": N_("设备"),
    "stall": N_("摊位"),
    "facility": N_("设施"),
    "service_right": N_("服务权"),
}

TENURES = {
    "committee": N_("居委会自有"),
    "street": N_("街道所有"),
    "state": N_("国有"),
    "owners_common": N_("业主共有"),
    "borrowed": N_("单位借用"),
    "transferred": N_("单位移交"),
    "unclear": N_("权属不清"),
}

DOCUMENT_KINDS = {
    "asset_proof": N_("权属证明"),
    "decision_minutes": N_("决策会议记录"),
    "site_plan": N_("平面图、点位图"),
    "terms": N_("合同条款草案"),
    "valuation": N_("评估或询价依据"),
    "requirements": N_("需求说明"),
    "permit": N_("许可、备案文件"),
    "other": N_("其他"),
}

PROPOSAL_DOCUMENT_KINDS = {
    "plan": N_("实施方案"),
    "budget": N_("预算测算"),
    "licence": N_("资质证照"),
    "reference": N_("业绩证明"),
    "commitment": N_("承诺书"),
    "other": N_("其他"),
}

DECISION_STEPS = {
    "party_proposal": N_("党组织提议"),
    "two_committees": N_("“两委”会商议"),
    "party_members": N_("党员大会审议"),
    "residents": N_("居民（代表）会议决议"),
    "decision_published": N_("决议公开"),
    "owners_vote": N_("业主共同决定"),
}

#: Why a project ended without a partner, or was called off.
END_CODES = {
    "too_few": N_("方案数量不足"),
    "none_suitable": N_("没有符合条件的方案"),
    "candidate_withdrew": N_("候选单位放弃"),
    "conditions_changed": N_("条件发生变化"),
    "decision_revoked": N_("原决议撤销"),
    "breach": N_("合作方违约"),
    "agreed": N_("双方协商一致"),
    "other": N_("其他"),
}

PARTNER_SIZES = {
    "micro": N_("10 人以下"),
    "small": N_("10–49 人"),
    "medium": N_("50–299 人"),
    "large": N_("300 人以上"),
}
