"""Templates for culture and leisure: culture and sport, leisure scenes, training."""

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
    text,
    whole,
    yes_no,
)

CULTURE_SPORT = SectorTemplate(
    key="culture_sport",
    label=N_("文体"),
    blurb=N_("球场、站台、小剧场：用象征性租金换来全年的活动，场地热闹，居民免费。"),
    fields=(
        some_of("venues", N_("场地"), {
            "court": N_("球场"), "stage": N_("舞台"), "hall": N_("活动室"), "gallery": N_("展廊"),
            "studio": N_("工作室"),
        }, required=True),
        decimal("area", N_("场地面积"), N_("平方米"), 100_000, minimum=1, required=True),
        whole("free_hours", N_("每周免费开放"), N_("小时"), 168, required=True),
        whole("activities", N_("每年公益活动不少于"), N_("场"), 2_000, required=True),
        hours("opening_hours", N_("开放时间"), required=True),
        decimal("court_price", N_("收费时段价格上限"), N_("元/小时"), 2_000),
        yes_no("lighting", N_("有夜间照明"), required=True),
        some_of("groups", N_("重点人群"), {
            "children": N_("儿童"), "youth": N_("青年"), "elders": N_("老年人"), "disabled": N_("残疾人"),
        }),
        yes_no("heritage", N_("含非遗或本地文化")),
    ),
    criteria=criteria(
        (20, 15, 20, 15, 10, 10, 10), {"participation": 60},
        (
            N_("活动是不是居民点的，时间合不合适。"), N_("有没有本地文化和本地队伍。"),
            N_("居民社团能不能进场、能不能办自己的活动。"),
            N_("教练、演出、安全保障是否到位。"), N_("内容常换常新的办法。"), N_("收费时段能不能养活免费时段。"),
            N_("服务折价是不是实在。"),
        ),
    ),
    offers=(N_("场地与灯光"), N_("居民文体队伍名单（队伍，不含个人）"), N_("社区活动经费配套"), N_("节庆活动共办")),
    asks=(
        N_("每周固定免费时段"), N_("全年公益活动达到约定场次"), N_("困难家庭孩子免费参加"),
        N_("每场活动留照片和签到数"),
    ),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "requirements", "terms"),
    licences=("business", "social_body", "performance", "sports_high_risk", "liability_insurance"),
    money_models=("service_for_rent", "rent", "revenue_share"),
    questions=(
        *COMMON_QUESTIONS,
        whole("offered_activities", N_("每年办多少场公益活动"), N_("场"), 2_000, required=True),
    ),
)  # fmt: skip

LEISURE = SectorTemplate(
    key="leisure",
    label=N_("文旅"),
    blurb=N_("公园、河边、老街：做一处让人愿意停下来的场景，也给社区留一份收入。"),
    fields=(
        text("scene", N_("场景"), required=True, hint=N_("例如滨河慢行街区。")),
        decimal("length_km", N_("街区长度"), N_("公里"), 100),
        decimal("area", N_("占地面积"), N_("平方米"), 1_000_000, minimum=1, required=True),
        whole("visitors", N_("目前日均客流"), N_("人次"), 1_000_000),
        some_of("forms", N_("可做业态"), {
            "cafe": N_("茶饮咖啡"), "creative": N_("文创"), "market": N_("周末市集"), "tour": N_("导览研学"),
            "camping": N_("露营"), "show": N_("演出"),
        }, required=True),
        hours("opening_hours", N_("开放时间"), required=True),
        whole("events", N_("每年节庆活动"), N_("场"), 365),
        yes_no("building_allowed", N_("允许搭建临时构筑物"), required=True),
        yes_no("toilets", N_("有公共厕所"), required=True),
        decimal("fund_percent", N_("提取社区微基金比例"), "%", 100, hint=N_("按营业额提取，没有填 0。")),
    ),
    criteria=criteria(
        (15, 20, 15, 15, 15, 10, 10), {"local_roots": 60},
        (
            N_("居民先受益，游客再受益。"), N_("讲的是不是这里的故事。"), N_("居民、商户怎样一起议事。"),
            N_("客流、安全、环境承载是否算过。"), N_("场景有没有辨识度。"), N_("热度过后靠什么。"),
            N_("投入与分成是否合理。"),
        ),
    ),
    offers=(N_("公共空间经营权"), N_("街区整体宣传"), N_("临时活动一次性报备"), N_("社区微基金共建")),
    asks=(N_("公共通道保持畅通"), N_("垃圾日产日清"), N_("居民消费有优惠"), N_("不得封闭原有公共空间")),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "requirements"),
    licences=("business", "food", "performance", "fire_check", "liability_insurance"),
    money_models=("revenue_share", "rent", "free_rent_steps", "joint_venture"),
    questions=(
        *COMMON_QUESTIONS,
        long_text("year_plan", N_("全年活动怎么安排？"), required=True, characters=400, criterion="innovation"),
    ),
)  # fmt: skip

TRAINING = SectorTemplate(
    key="training",
    label=N_("教育培训"),
    blurb=N_("艺术课、技能班、老年大学：让空教室有课上，让居民学得起。"),
    fields=(
        some_of("courses", N_("课程方向"), {
            "art": N_("艺术"), "skill": N_("职业技能"), "elder": N_("老年大学"), "after_school": N_("课后看护"),
            "science": N_("科普"), "parenting": N_("家庭教育"),
        }, required=True),
        whole("classrooms", N_("教室"), N_("间"), 200, minimum=1, required=True),
        decimal("area", N_("可用面积"), N_("平方米"), 50_000, minimum=1, required=True),
        whole("seats", N_("同时容纳"), N_("人"), 5_000, minimum=1, required=True),
        hours("opening_hours", N_("开放时间"), required=True),
        whole("free_hours", N_("每年免费课时"), N_("课时"), 20_000, required=True),
        decimal("price_cap", N_("收费课程价格上限"), N_("元/课时"), 2_000),
        yes_no("subject_teaching", N_("含学科类培训"), required=True, hint=N_("学科类培训另有规定，一般不开展。")),
        yes_no("prepaid_account", N_("预收费进监管账户"), required=True),
    ),
    criteria=criteria(
        (20, 10, 15, 20, 10, 15, 10), {"feasibility": 60},
        (
            N_("课程是不是居民报名最多的。"), N_("师资是不是本地、稳定。"), N_("居民能不能当老师、当助教。"),
            N_("资质、消防、预收费监管是否落实。"), N_("教学方式有没有新意。"), N_("公益课和收费课怎样平衡。"),
            N_("课价是否合理、退费是否清楚。"),
        ),
    ),
    offers=(N_("教室和活动室"), N_("居民课程意向调查（汇总数）"), N_("社区教育经费配套"), N_("暑期托管客源")),
    asks=(N_("免费课时达到约定"), N_("困难家庭减半收费"), N_("预收费不超过三个月"), N_("结业作品在社区展示")),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "permit"),
    licences=("business", "social_body", "training_school", "fire_check"),
    money_models=("service_for_rent", "free_rent_steps", "rent", "revenue_share"),
    questions=(
        *COMMON_QUESTIONS,
        whole("teachers", N_("持证教师"), N_("名"), 500, required=True),
        whole("offered_free_hours", N_("每年提供免费课时"), N_("课时"), 20_000, required=True),
    ),
)  # fmt: skip
