"""Templates for food: canteens and central kitchens, and fresh food."""

from __future__ import annotations

from marketplace.kernel.words import N_
from marketplace.workflow.sectors.model import SectorTemplate
from marketplace.workflow.sectors.parts import (
    COMMON_QUESTIONS,
    criteria,
    decimal,
    hours,
    long_text,
    one_of,
    some_of,
    text,
    whole,
    yes_no,
)

CATERING = SectorTemplate(
    key="catering",
    label=N_("食堂与中央厨房"),
    blurb=N_("社区食堂、农家院、中央厨房：让老人吃上热饭，上班的人带走晚饭，价格看得见。"),
    fields=(
        one_of("form", N_("经营形式"), {
            "canteen": N_("社区食堂"), "kitchen": N_("中央厨房"), "restaurant": N_("特色餐厅"),
            "clean_veg": N_("净菜加工"),
        }, required=True),
        decimal("area", N_("可用面积"), N_("平方米"), 50_000, minimum=1, required=True),
        whole("seats", N_("就餐座位"), N_("个"), 2_000),
        whole("meals_per_day", N_("每天供餐能力"), N_("份"), 100_000, minimum=1, required=True),
        some_of("meals", N_("供应餐次"), {
            "breakfast": N_("早餐"), "lunch": N_("午餐"), "dinner": N_("晚餐"), "delivery": N_("送餐上门"),
        }, required=True),
        decimal("elder_price", N_("老年人午餐价上限"), N_("元/份"), 200, hint=N_("本社区 60 岁以上。")),
        decimal("subsidy", N_("政府补贴"), N_("元/份"), 100, hint=N_("没有填 0；补贴结束后照样要能开下去。")),
        yes_no("gas_exhaust", N_("有燃气和排油烟条件"), required=True),
        yes_no("open_kitchen", N_("明厨亮灶"), required=True),
        decimal("delivery_radius", N_("送餐半径"), N_("公里"), 50),
    ),
    criteria=criteria(
        (25, 10, 10, 25, 5, 15, 10), {"need_fit": 60, "feasibility": 65},
        (
            N_("老人、孩子、上班族各自吃什么、几点吃、付多少。"),
            N_("菜式合不合本地口味，食材来自哪里。"),
            N_("有没有膳食委员会，居民怎样点评和改菜单。"),
            N_("许可、后厨动线、留样、送餐保温是否落实。"),
            N_("共享厨房、净菜、节气餐等做法是否实用。"),
            N_("补贴退坡后怎样保本，淡季怎样维持。"),
            N_("餐价、人工、食材成本是否对得上。"),
        ),
    ),
    offers=(
        N_("可改造的厨房和餐厅用房"), N_("社区老人就餐需求名单（汇总数）"), N_("符合条件的助餐补贴"),
        N_("志愿者协助送餐"),
    ),
    asks=(
        N_("老年人用餐有优惠价"), N_("明厨亮灶并每天留样"), N_("每周公布菜单和价格"), N_("失能老人送餐到家"),
        N_("剩余收益按约定比例回到社区"),
    ),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "requirements"),
    licences=("business", "food", "food_production", "health_staff", "fire_check"),
    money_models=("free_rent_steps", "service_for_rent", "revenue_share", "joint_venture"),
    questions=(
        *COMMON_QUESTIONS,
        decimal("offered_elder_price", N_("老年人午餐准备卖多少"), N_("元/份"), 200, required=True),
        long_text("food_safety", N_("食品安全怎么保证？"), required=True, characters=300, criterion="feasibility"),
    ),
)  # fmt: skip

FRESH_FOOD = SectorTemplate(
    key="fresh_food",
    label=N_("生鲜"),
    blurb=N_("从产地到楼下：生鲜直供、自提点、早市，少一道手，多一份新鲜。"),
    fields=(
        one_of("form", N_("供应方式"), {
            "shop": N_("生鲜店"), "pickup": N_("预订自提点"), "truck": N_("流动售菜车"), "morning": N_("早市"),
        }, required=True),
        whole("households", N_("覆盖户数"), N_("户"), 200_000, minimum=1, required=True),
        whole("points", N_("可设点位"), N_("个"), 500, minimum=1, required=True),
        decimal("point_area", N_("每个点位面积"), N_("平方米"), 5_000),
        hours("opening_hours", N_("供应时间"), required=True),
        yes_no("cold_chain", N_("要求全程冷链"), required=True),
        some_of("products", N_("品类"), {
            "vegetables": N_("蔬菜水果"), "meat": N_("肉禽水产"), "eggs_milk": N_("蛋奶"), "grain": N_("粮油"),
            "local": N_("本地特产"),
        }, required=True),
        decimal("price_cap", N_("与周边均价相比不高于"), "%", 200, hint=N_("填 95 表示不高于周边均价的 95%。")),
        text("source", N_("优先产地"), hint=N_("例如本区蔬菜大棚。")),
    ),
    criteria=criteria(
        (25, 15, 10, 20, 5, 15, 10), {"need_fit": 60},
        (
            N_("品类、价格、时间合不合居民买菜的习惯。"), N_("本地产地直供占多少。"),
            N_("居民能不能当团长、参与选品和监督。"), N_("货源、冷链、快检、退换有没有保证。"),
            N_("预订、错峰、余量处理有没有好办法。"), N_("损耗和价格战之下能不能做下去。"),
            N_("加价率和点位费是否透明。"),
        ),
    ),
    offers=(N_("小区自提点位"), N_("楼栋群发布预订信息"), N_("临时停车与装卸时段"), N_("社区食堂等稳定采购需求对接")),
    asks=(N_("每天公示进价来源和检测结果"), N_("缺斤短两十倍赔付"), N_("为行动不便居民送货"), N_("收摊后场地复原")),
    document_kinds=("site_plan", "decision_minutes", "terms", "requirements"),
    licences=("business", "food", "health_staff"),
    money_models=("revenue_share", "rent", "service_for_rent"),
    questions=(
        *COMMON_QUESTIONS,
        long_text("supply_chain", N_("从产地到居民手里经过几道环节？"), required=True, characters=300,
                  criterion="feasibility"),
    ),
)  # fmt: skip
