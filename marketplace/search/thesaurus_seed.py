"""A starting list of synonyms: what communities say, what business registers say, and the English word.

Data only. Each line is one concept; its words stand for one another in both directions. A word with a second, different
meaning in this field is left out rather than explained.
"""

_LINES = """
夜市 夜间集市 夜间经济 摊位经济 night market
集市 市集 赶集 fair market
便民市场 农贸市场 菜市场 菜市 集贸市场 wet market|farmers market
摊位 摊位租赁 档口 铺位 stall
后备箱集市 后备箱摊位 car boot sale
招商 招租 招募合作 tenant recruitment
托育 婴幼儿照护 婴幼儿托管 托儿所 托育服务 childcare|nursery|day care
幼儿园 学前教育 幼教 kindergarten|preschool
课后托管 四点半课堂 放学后托管 after-school care
艾草 艾叶 蕲艾 moxa|mugwort
艾灸 艾草理疗 艾疗 灸疗 moxibustion
中医养生 中医调理 中医理疗 养生保健 traditional chinese medicine|wellness
推拿 按摩 tuina|massage
户外广告 广告位 灯箱广告 墙体广告 道闸广告 电梯广告 outdoor advertising|outdoor ads|billboard
广告设计 广告制作 广告发布 advertising
食堂 长者食堂 社区食堂 老年助餐 助餐点 canteen|community canteen
中央厨房 集中配餐 团餐 central kitchen
餐饮 餐饮服务 饭店 catering|restaurant
小吃 特色小吃 特色餐饮 snacks|street food
养老 养老服务 居家养老 助老 老年人照护 eldercare|elderly care|senior care
日间照料 日间照料中心 老年日托 day care for the elderly|adult day care
护理 陪护 护工 nursing care
家政 家政服务 保洁 保姆 housekeeping|cleaning
物业 物业管理 物业服务 物管 property management|property service
信托制物业 双信托 trust-based property management
停车 停车场 车位 停车场管理 parking
充电桩 充电站 新能源充电 charging station|ev charging
生鲜 生鲜食品 果蔬 蔬菜水果 fresh food|groceries|produce
超市 便利店 小卖部 supermarket|convenience store
团购 社区团购 集采 group buying
文化 文化活动 文艺演出 文娱 culture
体育 体育健身 健身 运动 sports|fitness
球场 灯光球场 篮球场 sports court|basketball court
文创 文化创意 非遗文创 非遗 cultural creative|crafts|intangible heritage
旅游 文旅 游览 tourism|leisure
民宿 农家院 农家乐 homestay|farm stay
露营 营地 camping
公园 滨河公园 口袋公园 park
儿童乐园 儿童娱乐 亲子活动 亲子 children's play|family activities
培训 教育培训 职业培训 技能培训 training
艺术培训 美术培训 音乐培训 art training|art classes
就业 用工 招聘 再就业 employment|jobs
劳务 劳务派遣 人力资源 labour service|staffing
零工 灵活用工 零工市场 gig work
创业 孵化 创业孵化 孵化中心 incubator|startup
快递 物流 配送 快递驿站 logistics|delivery|courier
仓储 仓库 库房 warehouse|storage
路灯 高杆灯 照明 照明工程 lighting|street light
维修 修缮 维修改造 maintenance|repair
装修 装饰装修 装饰工程 decoration|renovation
绿化 园林绿化 绿化养护 苗木 landscaping|greening
垃圾分类 环卫 垃圾清运 再生资源回收 waste sorting|recycling
旧衣回收 废旧回收 废品回收 second-hand recycling
安保 保安 保安服务 security guard
医疗 诊所 卫生服务 门诊 clinic|healthcare
药店 药房 药品零售 pharmacy
康复 康复理疗 康复训练 rehabilitation
心理咨询 心理服务 心理健康 counselling|mental health
法律咨询 法律服务 律师 legal service|lawyer
会计 代理记账 财务咨询 accounting|bookkeeping
设计 规划设计 空间设计 design
摄影 摄像 照相 photography
直播 电商 网店 直播带货 e-commerce|live streaming
种植 苗木种植 育苗 planting|cultivation
闲置房屋 闲置用房 空置房 空房 vacant premises|idle space
场地 场地租赁 场所 venue|site
广场 市民广场 plaza|square
租赁 出租 租金 lease|rental
收益分成 利润分成 分红 revenue share
志愿服务 志愿者 公益 volunteer|charity
社会企业 社区企业 social enterprise
集体经济 村集体经济 collective economy
共建单位 共驻共建单位 包联单位 co-building unit
专家 顾问 智库 expert|adviser
路演 项目路演 对接会 roadshow|pitch
银行 金融服务 贷款 bank|finance
智慧社区 信息化 数字化 软件开发 smart community|software
党建 党群服务 党群服务中心 party building
"""


def _words(line: str) -> tuple[str, ...]:
    """Han words are parted by spaces; the English ones at the end by ``|``, for they hold spaces."""
    pieces = line.split()
    first_latin = next((i for i, piece in enumerate(pieces) if piece[0].isascii()), len(pieces))
    english = " ".join(pieces[first_latin:]).split("|")
    return (*pieces[:first_latin], *(word for word in english if word))


CONCEPTS: tuple[tuple[str, ...], ...] = tuple(_words(line) for line in _LINES.strip().splitlines())
