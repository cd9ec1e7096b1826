"""Templates for work: employment and logistics."""

from __future__ import annotations

from marketplace.kernel.words import N_
from marketplace.workflow.sectors.model import SectorTemplate
from marketplace.workflow.sectors.parts import (
    COMMON_QUESTIONS,
    criteria,
    decimal,
    hours,
    long_text,
    some_of,
    whole,
    yes_no,
)

EMPLOYMENT = SectorTemplate(
    key="employment",
    label=N_("就业"),
    blurb=N_("把辖区闲散劳动力组织起来：来料加工、家政、零工驿站，活在家门口。"),
    fields=(
        whole("workers", N_("可组织的劳动力"), N_("人"), 100_000, minimum=1, required=True),
        some_of("groups", N_("重点人群"), {
            "unemployed": N_("登记失业"), "women": N_("带孩子的妇女"), "disabled": N_("残疾人"),
            "veterans": N_("退役军人"),
            "older": N_("大龄劳动者"), "graduates": N_("高校毕业生"),
        }, required=True),
        some_of("trades", N_("工种"), {
            "cleaning": N_("保洁"), "care": N_("照护"), "handwork": N_("手工加工"), "security": N_("秩序维护"),
            "greening": N_("绿化"), "construction": N_("零星工程"), "kitchen": N_("餐饮"),
        }, required=True),
        decimal("area", N_("可用场地"), N_("平方米"), 50_000),
        decimal("wage_floor", N_("日薪不低于"), N_("元"), 5_000, required=True),
        whole("training_hours", N_("岗前培训"), N_("课时"), 1_000),
        hours("working_hours", N_("工作时间")),
        yes_no("insurance", N_("用工单位购买保险"), required=True),
        decimal("fee_percent", N_("管理费上限"), "%", 30, required=True, hint=N_("向用工单位收取，不向劳动者收费。")),
    ),
    criteria=criteria(
        (25, 15, 15, 20, 5, 10, 10), {"need_fit": 60},
        (
            N_("岗位合不合这些人的时间和能力。"), N_("岗位在不在本地。"), N_("劳动者怎样反映问题、怎样推荐工友。"),
            N_("合同、保险、工资结算是否规范。"), N_("弹性排班、技能提升有没有办法。"), N_("订单断了怎么办。"),
            N_("管理费和工资是否合理。"),
        ),
    ),
    offers=(
        N_("劳动力底数（汇总数）"), N_("驿站或加工用房"), N_("公益性岗位补贴申请协助"), N_("社区劳务公司组织和带队"),
    ),
    asks=(
        N_("工资按月直接发到劳动者"), N_("不得向劳动者收费"), N_("全员购买意外保险"), N_("每月公布用工人数和工资总额"),
    ),
    document_kinds=("decision_minutes", "requirements", "terms", "site_plan"),
    licences=("business", "human_resources", "labour_dispatch", "liability_insurance"),
    money_models=("revenue_share", "joint_venture", "service_for_rent"),
    questions=(
        *COMMON_QUESTIONS,
        decimal("offered_wage", N_("日薪准备付多少"), N_("元"), 5_000, required=True),
        long_text("orders", N_("活从哪里来？有没有订单？"), required=True, characters=300,
                  criterion="sustainability"),
    ),
)  # fmt: skip

LOGISTICS = SectorTemplate(
    key="logistics",
    label=N_("物流"),
    blurb=N_("快递、配送、最后一百米：让件不乱堆、车不乱停，驿站顺手帮邻居办点事。"),
    fields=(
        whole("households", N_("覆盖户数"), N_("户"), 200_000, minimum=1, required=True),
        whole("daily_parcels", N_("日均快件"), N_("件"), 1_000_000, required=True),
        decimal("area", N_("可用面积"), N_("平方米"), 50_000, minimum=1, required=True),
        hours("opening_hours", N_("营业时间"), required=True),
        some_of("services", N_("服务"), {
            "pickup": N_("代收代发"), "home": N_("送货上门"), "cold": N_("冷链暂存"), "bulky": N_("大件搬运"),
            "recycling": N_("包装回收"), "locker": N_("智能柜"),
        }, required=True),
        yes_no("parking", N_("有装卸车位"), required=True),
        decimal("cold_volume", N_("冷链容积"), N_("立方米"), 10_000),
        yes_no("free_home", N_("老人残疾人免费上门"), required=True),
        whole("storage_days", N_("免费保管"), N_("天"), 60),
    ),
    criteria=criteria(
        (25, 10, 10, 25, 10, 10, 10), {"feasibility": 60},
        (
            N_("取件时间、上门、保管合不合居民。"), N_("用不用本地人当站长和快递员。"), N_("投诉和评价怎样公开。"),
            N_("场地动线、消防、车辆停放是否妥当。"), N_("共同配送、绿色回收有没有实招。"), N_("件量下降时怎样维持。"),
            N_("租金和收费是否合理。"),
        ),
    ),
    offers=(N_("临街用房或架空层"), N_("装卸车位和固定时段"), N_("楼栋群通知")),
    asks=(N_("老人残疾人免费送上门"), N_("不占消防通道"), N_("投诉二十四小时内答复"), N_("包装回收点全天开放")),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms"),
    licences=("business", "express", "road_transport", "fire_check"),
    money_models=("rent", "service_for_rent", "revenue_share"),
    questions=(
        *COMMON_QUESTIONS,
        long_text("peak", N_("促销高峰怎么应对？"), required=True, characters=300, criterion="feasibility"),
    ),
)  # fmt: skip
