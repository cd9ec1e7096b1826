"""Templates for the estate: property service, outdoor advertising, public facilities."""

from __future__ import annotations

from marketplace.kernel.words import N_
from marketplace.workflow.sectors.model import SectorTemplate
from marketplace.workflow.sectors.parts import (
    COMMON_QUESTIONS,
    criteria,
    decimal,
    long_text,
    one_of,
    some_of,
    text,
    whole,
    yes_no,
)

PROPERTY_SERVICE = SectorTemplate(
    key="property_service",
    label=N_("物业"),
    blurb=N_("没人管的老小区有人管：信托制、酬金制、智慧物管，每一笔物业费都能查到。"),
    fields=(
        whole("estates", N_("小区数"), N_("个"), 500, minimum=1, required=True),
        whole("households", N_("户数"), N_("户"), 100_000, minimum=1, required=True),
        decimal("area", N_("建筑面积"), N_("平方米"), 10_000_000, minimum=1, required=True),
        decimal("fee_cap", N_("物业费上限"), N_("元/平方米·月"), 50, required=True),
        one_of("fee_model", N_("收费方式"), {
            "trust": N_("信托制：费用归全体业主共有"), "commission": N_("酬金制：按比例提取酬金"),
            "lump_sum": N_("包干制：盈亏自负"),
        }, required=True),
        decimal("operator_percent", N_("服务方提取比例上限"), "%", 100, hint=N_("信托制和酬金制填写。")),
        one_of("account", N_("账户"), {
            "trust_account": N_("信托双密码账户"), "co_managed": N_("社区与物业共管账户"), "company": N_("企业账户"),
        }, required=True),
        decimal("reserve_percent", N_("应急备用金比例"), "%", 100),
        decimal("collection_rate", N_("现收缴率"), "%", 100, hint=N_("上一年度实收除以应收。")),
        some_of("works", N_("服务内容"), {
            "cleaning": N_("保洁"), "security": N_("秩序与门岗"), "greening": N_("绿化"), "repair": N_("小修"),
            "elevator": N_("电梯维保"), "charging": N_("充电设施"), "smart": N_("智慧物管平台"),
        }, required=True),
        yes_no("monthly_account", N_("每月公布账目"), required=True),
        yes_no("common_income", N_("共有部分收益单独立账"), required=True, hint=N_("依据：民法典第 282 条。")),
    ),
    criteria=criteria(
        (20, 10, 20, 20, 5, 10, 15), {"participation": 60, "budget": 60},
        (
            N_("是不是先解决居民最不满意的几件事。"), N_("有没有老旧小区经验，用不用本地人。"),
            N_("业主怎样查账、提问、评议、换人。"), N_("人员配置、报修时限、交接办法是否落实。"),
            N_("小程序、巡检、节能等做法是否管用。"), N_("收缴率不到八成时怎样维持。"),
            N_("收支是否逐项列明，酬金是否合理。"),
        ),
    ),
    offers=(
        N_("多个小区连片管理"), N_("物业用房"), N_("社区协助催缴和调解"), N_("共有部分经营收益补充"),
        N_("首年过渡期支持"),
    ),
    asks=(
        N_("每月第十天前公布上月账目"), N_("报修两小时内响应"), N_("不得整体转委托"),
        N_("保洁秩序岗位优先聘用本地困难居民"),
        N_("接受律师和会计师年度检查"),
    ),
    document_kinds=("decision_minutes", "terms", "valuation", "requirements", "site_plan"),
    licences=("business", "liability_insurance", "electrician"),
    money_models=("revenue_share", "joint_venture", "service_for_rent"),
    questions=(
        *COMMON_QUESTIONS,
        decimal("offered_fee", N_("物业费准备收多少"), N_("元/平方米·月"), 50, required=True),
        long_text("open_books", N_("账目怎样公开，业主怎样查？"), required=True, characters=300,
                  criterion="participation"),
    ),
)  # fmt: skip

OUTDOOR_ADS = SectorTemplate(
    key="outdoor_ads",
    label=N_("户外广告"),
    blurb=N_("道闸、围墙、灯箱、楼顶：把看得见的位置换成公共收益，归谁所有先说清楚。"),
    fields=(
        some_of("positions", N_("广告位置"), {
            "gate": N_("道闸"), "wall": N_("围墙"), "lightbox": N_("灯箱"), "lamp_post": N_("灯杆"),
            "lift": N_("电梯轿厢"), "roof": N_("楼顶"), "screen": N_("电子屏"),
        }, required=True),
        whole("count", N_("广告位数量"), N_("个"), 5_000, minimum=1, required=True),
        decimal("total_area", N_("总面积"), N_("平方米"), 100_000, required=True),
        text("size", N_("单个尺寸"), hint=N_("例如 3 米 × 1.5 米。")),
        one_of("ownership", N_("权属"), {
            "owners": N_("业主共有"), "committee": N_("居委会自有"), "state": N_("国有或街道所有"),
            "mixed": N_("几种都有"),
        }, required=True),
        decimal("owner_percent", N_("业主所得比例"), "%", 100, required=True,
                hint=N_("共有部分收益扣除合理成本后归业主所有（民法典第 282 条）。没有共有部分填 0。")),
        one_of("approval", N_("设置许可"), {
            "done": N_("已取得"), "partner": N_("由合作方办理"), "not_needed": N_("无需许可"),
        }, required=True),
        decimal("public_percent", N_("公益广告比例不低于"), "%", 100, required=True),
        yes_no("lighting", N_("有供电")),
        some_of("banned", N_("不接受的广告"), {
            "medical": N_("医疗药品"), "loan": N_("贷款理财"), "tobacco_alcohol": N_("烟酒"),
            "tutoring": N_("学科培训"),
        }),
    ),
    criteria=criteria(
        (15, 15, 10, 20, 10, 15, 15), {"budget": 60},
        (
            N_("会不会扰民、挡光、影响市容。"), N_("本地商户能不能用得起。"),
            N_("业主怎样知道收入、怎样反对一块广告。"), N_("许可、结构安全、抗风和维护是否落实。"),
            N_("版面设计和社区形象是否协调。"), N_("空置期怎样处理，合同期满是否复原。"), N_("报价和刊例价是否可信。"),
        ),
    ),
    offers=(N_("多小区点位打包"), N_("点位人流车流统计"), N_("协助办理设置许可"), N_("社区活动联合宣传")),
    asks=(
        N_("公益广告比例达到约定"), N_("破损四十八小时内修复"), N_("内容先送社区备查"), N_("期满拆除复原"),
        N_("每季度公布收入与业主分配"),
    ),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "permit"),
    licences=("business", "outdoor_ads_permit", "electrician", "liability_insurance"),
    money_models=("rent", "revenue_share", "free_rent_steps"),
    questions=(
        *COMMON_QUESTIONS,
        long_text("upkeep", N_("怎样维护和保证安全？"), required=True, characters=300, criterion="feasibility"),
        decimal("offered_public_percent", N_("愿意留出的公益广告比例"), "%", 100, required=True),
    ),
)  # fmt: skip

PUBLIC_FACILITY = SectorTemplate(
    key="public_facility",
    label=N_("公共设施"),
    blurb=N_("修一盏灯、补一段路、装一排充电桩：小工程也公开，修前修后都有照片。"),
    fields=(
        some_of("works", N_("工程内容"), {
            "lighting": N_("照明"), "paving": N_("路面"), "fitness": N_("健身器材"), "charging": N_("充电桩"),
            "canopy": N_("雨棚车棚"), "barrier_free": N_("无障碍"), "greening": N_("绿化"), "drainage": N_("排水"),
        }, required=True),
        whole("beneficiaries", N_("受益居民"), N_("人"), 500_000, required=True),
        decimal("budget_cap", N_("预算上限"), N_("元"), 100_000_000, required=True),
        one_of("paid_by", N_("资金来源"), {
            "collective": N_("社区集体收益"), "owners": N_("业主共有收益"), "street": N_("街道资金"),
            "partner": N_("合作方投资经营"), "mixed": N_("几方合出"),
        }, required=True),
        whole("work_days", N_("工期"), N_("天"), 1_000, minimum=1, required=True),
        whole("warranty_months", N_("质保期"), N_("个月"), 240, minimum=1, required=True),
        yes_no("tenure_clear", N_("设施权属已查清"), required=True, hint=N_("权属不清的先登记资产，查清后再发布。")),
        long_text("fault", N_("现在的问题"), required=True, characters=200),
        yes_no("photos", N_("有修前照片"), required=True),
    ),
    criteria=criteria(
        (20, 10, 10, 30, 5, 10, 15), {"feasibility": 60},
        (
            N_("是不是把根子上的问题解决了。"), N_("能不能随叫随到，用不用本地工匠。"), N_("居民怎样验收和报修。"),
            N_("施工方案、工期、安全围挡是否清楚。"), N_("省电、耐用、好维护的办法。"), N_("质保期之后谁来管。"),
            N_("报价是否逐项列明。"),
        ),
    ),
    offers=(N_("现场勘察和图纸"), N_("施工用水用电"), N_("社区协调施工时间")),
    asks=(N_("先围挡再施工"), N_("夜间和午休不施工"), N_("修前修后照片公开"), N_("质保期内四十八小时到场")),
    document_kinds=("site_plan", "decision_minutes", "requirements", "valuation", "terms"),
    licences=("business", "construction", "electrician", "liability_insurance"),
    money_models=("service_for_rent", "rent", "revenue_share"),
    questions=(
        *COMMON_QUESTIONS,
        decimal("quote", N_("总报价"), N_("元"), 100_000_000, required=True),
        whole("offered_work_days", N_("承诺工期"), N_("天"), 1_000, minimum=1, required=True),
    ),
)  # fmt: skip
