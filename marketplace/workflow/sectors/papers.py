"""Licences, registrations and certificates that projects ask for and partners show, by key. Holds no file."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.kernel.words import N_


@dataclass(frozen=True)
class Licence:
    """A licence, registration or certificate, and who issues it."""

    key: str
    label: str
    issuer: str


LICENCES: dict[str, Licence] = {
    licence.key: licence
    for licence in (
        Licence("business", N_("营业执照"), N_("市场监督管理部门")),
        Licence("social_body", N_("社会组织登记证书"), N_("民政部门")),
        Licence("food", N_("食品经营许可证"), N_("市场监督管理部门")),
        Licence("food_small", N_("小餐饮或食品摊贩登记"), N_("市场监督管理部门")),
        Licence("food_production", N_("食品生产许可证"), N_("市场监督管理部门")),
        Licence("health_staff", N_("从业人员健康证明"), N_("医疗机构")),
        Licence("public_place_hygiene", N_("公共场所卫生许可证"), N_("卫生健康部门")),
        Licence("childcare_record", N_("托育机构备案"), N_("卫生健康部门")),
        Licence("tcm_clinic_record", N_("中医诊所备案"), N_("中医药主管部门")),
        Licence("fire_check", N_("消防安全检查合格或告知承诺"), N_("消防救援机构")),
        Licence("outdoor_ads_permit", N_("户外广告设置许可"), N_("城市管理部门")),
        Licence("eldercare_record", N_("养老机构备案"), N_("民政部门")),
        Licence("training_school", N_("办学许可证"), N_("教育或人社部门")),
        Licence("performance", N_("营业性演出许可证"), N_("文化和旅游部门")),
        Licence("sports_high_risk", N_("高危险性体育项目经营许可"), N_("体育主管部门")),
        Licence("human_resources", N_("人力资源服务许可证或备案"), N_("人社部门")),
        Licence("labour_dispatch", N_("劳务派遣经营许可证"), N_("人社部门")),
        Licence("road_transport", N_("道路运输经营许可证"), N_("交通运输部门")),
        Licence("express", N_("快递业务经营许可或末端网点备案"), N_("邮政管理部门")),
        Licence("electrician", N_("电工作业操作证"), N_("应急管理部门")),
        Licence("construction", N_("建筑业企业资质"), N_("住房和城乡建设部门")),
        Licence("liability_insurance", N_("公众责任保险单"), N_("保险公司")),
    )
}
