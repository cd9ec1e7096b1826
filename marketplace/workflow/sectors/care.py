"""Templates for care: childcare, eldercare, and moxa wellness."""

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

CHILDCARE = SectorTemplate(
    key="childcare",
    label=N_("托育"),
    blurb=N_("三岁以下孩子有人带、家长放心：社区出场地，专业机构运营，价格和比例写在明处。"),
    fields=(
        whole("places", N_("托位数"), N_("个"), 500, minimum=1, required=True),
        some_of("ages", N_("收托年龄"), {
            "under_1": N_("12 个月以下"), "one": N_("12–24 个月"), "two": N_("24–36 个月"), "mixed": N_("混龄"),
        }, required=True),
        whole("ratio", N_("一名保育人员最多照护"), N_("名孩子"), 7, minimum=1, required=True,
              hint=N_("乳儿班不超过 3，托小班不超过 5，托大班不超过 7。")),
        decimal("area", N_("室内面积"), N_("平方米"), 10_000, minimum=1, required=True),
        decimal("outdoor_area", N_("户外活动面积"), N_("平方米"), 10_000),
        some_of("forms", N_("服务形式"), {
            "full_day": N_("全日托"), "half_day": N_("半日托"), "hourly": N_("计时托"), "temporary": N_("临时托"),
        }, required=True),
        hours("opening_hours", N_("开放时间"), required=True),
        decimal("price_cap", N_("全日托价格上限"), N_("元/月"), 20_000, required=True, hint=N_("不含餐费。")),
        decimal("meal_price", N_("餐费上限"), N_("元/天"), 200),
        one_of("record", N_("备案情况"), {
            "done": N_("场地已通过预检"), "partner": N_("由合作方办理备案"), "unknown": N_("尚未核实"),
        }, required=True),
        one_of("delegation", N_("运营方式"), {
            "delegated": N_("委托运营，社区管决策和账目"), "rented": N_("场地出租，合作方自营"),
        }, required=True),
        yes_no("cctv", N_("活动区监控全覆盖，保存不少于 90 天"), required=True),
    ),
    criteria=criteria(
        (20, 10, 10, 30, 5, 15, 10), {"need_fit": 60, "feasibility": 70},
        (
            N_("收托年龄、时间、价格合不合附近家庭。"), N_("有没有本地办托经验，师资从哪里来。"),
            N_("家长委员会、开放日、照护记录怎样做。"), N_("师资证书、健康安全、应急预案是否过硬。"),
            N_("家庭育儿指导、隔代养育等延伸服务。"), N_("招不满的时候怎样维持，价格能否稳定。"),
            N_("托费构成是否清楚，是否普惠。"),
        ),
    ),
    offers=(
        N_("一层独立出入口用房"), N_("户外活动场地"), N_("适龄儿童数（汇总数）"), N_("普惠托育补助申请协助"),
        N_("公立幼儿园教研支持"),
    ),
    asks=(
        N_("持证保育人员全员到岗"), N_("价格不高于上限并公示"), N_("困难家庭托位不少于一成"), N_("家长可查看照护记录"),
        N_("每学期接受家长评议"),
    ),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "permit", "requirements"),
    licences=("business", "childcare_record", "health_staff", "fire_check", "food", "liability_insurance"),
    money_models=("free_rent_steps", "service_for_rent", "rent", "joint_venture"),
    questions=(
        *COMMON_QUESTIONS,
        whole("staff", N_("持证保育人员"), N_("名"), 500, minimum=1, required=True),
        decimal("offered_price", N_("全日托准备收多少"), N_("元/月"), 20_000, required=True),
        long_text("safety", N_("健康与安全怎么保证？"), required=True, characters=400, criterion="feasibility"),
    ),
)  # fmt: skip

ELDERCARE = SectorTemplate(
    key="eldercare",
    label=N_("养老"),
    blurb=N_("日间照料、助餐、助浴、上门：让老人不离开熟悉的楼院，也有人照应。"),
    fields=(
        some_of("services", N_("服务内容"), {
            "day_care": N_("日间照料"), "meals": N_("助餐"), "bathing": N_("助浴"), "home_visit": N_("上门照护"),
            "rehab": N_("康复理疗"), "culture": N_("文娱陪伴"), "points": N_("公益积分抵扣"),
        }, required=True),
        whole("elders", N_("60 岁以上居民"), N_("人"), 100_000, required=True),
        whole("disabled_elders", N_("失能半失能老人"), N_("人"), 20_000),
        decimal("area", N_("可用面积"), N_("平方米"), 20_000, minimum=1, required=True),
        whole("beds", N_("日间床位"), N_("张"), 500),
        hours("opening_hours", N_("开放时间"), required=True),
        yes_no("barrier_free", N_("已做无障碍改造"), required=True),
        decimal("price_cap", N_("基础服务价格上限"), N_("元/小时"), 1_000),
        whole("free_services", N_("每年免费服务"), N_("人次"), 100_000),
        text("subsidy", N_("可用补贴"), hint=N_("写明名称和期限，没有填“无”。")),
    ),
    criteria=criteria(
        (25, 10, 10, 25, 5, 15, 10), {"need_fit": 60, "feasibility": 60},
        (
            N_("是不是老人最急的几件事，失能老人有没有顾到。"), N_("人员是不是本地、能不能听懂方言。"),
            N_("低龄老人、家属、志愿者怎样加入。"), N_("人员资质、急救、夜间应答是否落实。"),
            N_("积分、互助、医养结合是否管用。"), N_("补贴结束后价格和服务能否维持。"),
            N_("收费项目是否清楚、老人付得起。"),
        ),
    ),
    offers=(
        N_("无障碍用房"), N_("老年人需求摸底结果（汇总数）"), N_("社区卫生服务站签约医生支持"), N_("志愿服务积分制度"),
    ),
    asks=(
        N_("失能老人每周至少一次上门"), N_("所有收费上墙公示"), N_("呼叫后半小时内应答"),
        N_("每季度接受老人和家属评分"),
    ),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "requirements"),
    licences=("business", "social_body", "eldercare_record", "health_staff", "fire_check", "liability_insurance"),
    money_models=("service_for_rent", "free_rent_steps", "revenue_share", "joint_venture"),
    questions=(
        *COMMON_QUESTIONS,
        whole("staff", N_("持证护理人员"), N_("名"), 500, required=True),
        long_text("emergency", N_("老人突发情况怎么处置？"), required=True, characters=300, criterion="feasibility"),
    ),
)  # fmt: skip

MOXA_WELLNESS = SectorTemplate(
    key="moxa_wellness",
    label=N_("艾草养生"),
    blurb=N_("从一片艾草到一条链：育苗、种植、加工、理疗体验，把地里的香气变成居民的收入。"),
    fields=(
        some_of("links", N_("涉及环节"), {
            "seedling": N_("育苗"), "planting": N_("种植"), "picking": N_("采集"), "processing": N_("加工"),
            "therapy": N_("艾灸理疗"), "tea": N_("养生茶饮"), "teaching": N_("体验教学"),
        }, required=True),
        decimal("area", N_("体验馆面积"), N_("平方米"), 20_000),
        decimal("land", N_("种植面积"), N_("亩"), 10_000),
        decimal("yearly_leaf", N_("年产鲜艾"), N_("吨"), 10_000),
        whole("trained", N_("已培训居民"), N_("人"), 5_000),
        some_of("products", N_("现有产品"), {
            "sticks": N_("艾条"), "footbath": N_("足浴包"), "sachets": N_("香囊"), "food": N_("艾草食品"),
            "none": N_("尚无产品"),
        }),
        yes_no("ventilation", N_("有排烟和独立通风"), required=True),
        one_of("nature", N_("服务性质"), {
            "wellness": N_("保健体验，不做诊疗"), "clinic": N_("中医诊所，依法备案"),
        }, required=True, hint=N_("不做诊疗的，宣传不得出现疗效用语。")),
        yes_no("bundle", N_("与教育培训打包"), hint=N_("例如和艺术教育基地共用场地。")),
        hours("opening_hours", N_("开放时间"), required=True),
    ),
    criteria=criteria(
        (15, 20, 15, 20, 10, 10, 10), {"feasibility": 60},
        (
            N_("居民是不是真的需要，老人能不能用得起。"), N_("用不用本地艾草、本地人手。"),
            N_("居民能不能参与种植、加工、分红。"), N_("资质、通风、用火安全、宣传用语是否合规。"),
            N_("产品、课程、节令活动有没有特色。"), N_("销路在哪里，过了新鲜劲怎么办。"),
            N_("设备投入和服务定价是否合理。"),
        ),
    ),
    offers=(N_("体验馆用房"), N_("成片艾草种植地"), N_("已培训的居民技师"), N_("社区老人优先体验客源")),
    asks=(
        N_("收购本社区艾草有保底价"), N_("老年人体验有优惠"), N_("每年培训居民不少于约定人数"), N_("不作医疗效果宣传"),
        N_("明火使用有专人值守"),
    ),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "permit"),
    licences=("business", "public_place_hygiene", "tcm_clinic_record", "health_staff", "fire_check"),
    money_models=("joint_venture", "revenue_share", "free_rent_steps", "rent"),
    questions=(
        *COMMON_QUESTIONS,
        long_text("sales", N_("产品卖到哪里？有没有渠道？"), required=True, characters=300,
                  criterion="sustainability"),
        decimal("floor_price", N_("鲜艾保底收购价"), N_("元/公斤"), 1_000),
    ),
)  # fmt: skip
