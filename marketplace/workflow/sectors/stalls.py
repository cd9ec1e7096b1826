"""Templates for stalls and counters: the night market and the daily market."""

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
    whole,
    yes_no,
)

NIGHT_MARKET = SectorTemplate(
    key="night_market",
    label=N_("夜市"),
    blurb=N_("让晚上空着的广场和老街亮起来：固定摊、流动摊、后备箱摊，一起管好卫生、噪声和用电。"),
    fields=(
        whole("fixed_stalls", N_("固定摊位"), N_("个"), 500, required=True, hint=N_("有固定位置和编号的摊位。")),
        whole("mobile_stalls", N_("流动摊位"), N_("个"), 500),
        whole("trunk_stalls", N_("后备箱摊位"), N_("个"), 300, hint=N_("汽车后备箱摆卖的车位。")),
        decimal("stall_fee", N_("摊位费上限"), N_("元/摊/天"), 5_000, hint=N_("合作方向摊主收费不得超过这个数。")),
        hours("opening_hours", N_("营业时间"), required=True, hint=N_("例如 18:00-23:00。")),
        some_of("season", N_("开市季节"), {
            "spring": N_("春季"), "summer": N_("夏季"), "autumn": N_("秋季"), "winter": N_("冬季"),
        }, required=True),
        some_of("trades", N_("允许业态"), {
            "food": N_("特色餐饮"), "heritage": N_("非遗文创"), "children": N_("儿童娱乐"), "farm": N_("农副产品"),
            "daily": N_("日用百货"), "repair": N_("便民修补"),
        }, required=True),
        decimal("power_kw", N_("可用电力"), N_("千瓦"), 5_000, required=True, hint=N_("现有配电能提供的总负荷。")),
        yes_no("water_drain", N_("有上下水和隔油"), required=True),
        whole("noise_limit", N_("夜间噪声上限"), N_("分贝"), 90, minimum=35, hint=N_("22 点后居民楼外一米处测量。")),
        one_of("cleaning", N_("保洁责任"), {
            "partner": N_("合作方负责"), "community": N_("社区负责、费用分摊"), "stall": N_("摊主各自负责"),
        }, required=True),
        whole("free_stalls", N_("困难居民免费摊位"), N_("个"), 200, hint=N_("留给低保、残疾、失业居民。")),
    ),
    criteria=criteria(
        (20, 15, 15, 20, 10, 10, 10), {"need_fit": 60, "feasibility": 60},
        (
            N_("业态是不是居民缺的，和周边商户是互补还是抢生意。"),
            N_("懂不懂本地口味和作息，本地摊主占多少。"),
            N_("居民能不能摆摊、监督、打分，困难居民有没有位置。"),
            N_("用电、消防、油烟、噪声、收摊保洁有没有具体办法。"),
            N_("有没有主题、演出、节令活动，把人留住。"),
            N_("淡季和冬季怎么办，第二年靠什么来客。"),
            N_("摊位费、管理费、投入是不是说得清、收得起。"),
        ),
    ),
    offers=(
        N_("夜间广场整体使用权"), N_("公共照明与现有配电"), N_("街道协调城管、市监、消防一次会商"),
        N_("社区公众号与楼栋群宣传"), N_("志愿者协助开市首月秩序"),
    ),
    asks=(
        N_("统一摊位形象和编号"), N_("每天收摊后一小时内清扫完毕"), N_("本社区居民优先租摊"),
        N_("22 点后停止扩音"), N_("每月公布摊位、收入和投诉数"),
    ),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "requirements"),
    licences=("business", "food_small", "health_staff", "fire_check", "liability_insurance"),
    money_models=("rent", "revenue_share", "free_rent_steps", "joint_venture"),
    questions=(
        *COMMON_QUESTIONS,
        long_text("noise_plan", N_("怎样控制噪声、油烟和散场？"), required=True, characters=300,
                  criterion="feasibility"),
        decimal("offered_stall_fee", N_("准备向摊主收多少"), N_("元/摊/天"), 5_000, required=True),
    ),
)  # fmt: skip

MARKET = SectorTemplate(
    key="market",
    label=N_("便民市场"),
    blurb=N_("买菜、修补、理发、托管一站办：把闲置楼层变成出门就到的便民市场。"),
    fields=(
        decimal("area", N_("可用面积"), N_("平方米"), 100_000, minimum=1, required=True),
        whole("floors", N_("楼层数"), N_("层"), 20, minimum=1),
        whole("counters", N_("固定柜台"), N_("个"), 1_000, required=True),
        whole("shops", N_("独立商铺"), N_("间"), 500),
        hours("opening_hours", N_("营业时间"), required=True),
        some_of("services", N_("要有的服务"), {
            "vegetables": N_("蔬菜水果"), "meat": N_("肉禽水产"), "breakfast": N_("早餐"), "repair": N_("修补配钥匙"),
            "haircut": N_("理发"), "housekeeping": N_("家政"), "after_school": N_("课后托管"),
            "training": N_("技能培训"),
            "parcel": N_("快递收发"),
        }, required=True),
        yes_no("cold_chain", N_("有冷库或冷链"), required=True),
        yes_no("testing", N_("设农残快检点"), required=True, hint=N_("每天公示检测结果。")),
        whole("training_hours", N_("每年免费培训"), N_("课时"), 5_000),
        decimal("counter_fee", N_("柜台费上限"), N_("元/月"), 50_000),
        yes_no("sublet", N_("允许转租柜台"), required=True, hint=N_("整体租赁后再出租，要经社区同意并备案。")),
    ),
    criteria=criteria(
        (25, 15, 10, 20, 5, 15, 10), {"need_fit": 60},
        (
            N_("菜价、品种、服务是不是居民天天用得上。"),
            N_("本地供货、本地用工占多少。"),
            N_("居民能否参与定品类、评摊位。"),
            N_("改造、消防、冷链、快检能不能按期到位。"),
            N_("便民服务和市场怎样互相带客。"),
            N_("出租率下降或电商冲击时怎么撑住。"),
            N_("改造投入和柜台费是否合理。"),
        ),
    ),
    offers=(
        N_("闲置楼层或房屋整体使用"), N_("水电气暖接入点"), N_("周边居民消费习惯调查结果"),
        N_("符合条件的创业补贴申请协助"),
    ),
    asks=(
        N_("基本菜品价格不高于周边平均"), N_("保留低价便民摊位"), N_("每天公示快检结果"),
        N_("优先聘用辖区富余劳动力"), N_("转租须经社区书面同意"),
    ),
    document_kinds=("site_plan", "asset_proof", "decision_minutes", "terms", "valuation"),
    licences=("business", "food", "health_staff", "fire_check"),
    money_models=("rent", "free_rent_steps", "joint_venture", "revenue_share"),
    questions=(
        *COMMON_QUESTIONS,
        long_text("price_plan", N_("怎样保证菜价和质量？"), required=True, characters=300, criterion="need_fit"),
    ),
)  # fmt: skip
