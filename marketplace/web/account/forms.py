"""Forms of the account pages; every rule is checked here or in the service, never by the browser alone."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from marketplace.identity.emails import clean_email
from marketplace.identity.passwords import problems_with_password
from marketplace.kernel.words import N_
from marketplace.web.forms import MarketForm, at_most, one_line, optional, required, required_choice
from marketplace.web.i18n import translate
from marketplace.workflow.vocabulary import ORGANISATION_KINDS, PARTNER_KINDS

EMAIL_HINT = N_("请填写有效的邮箱，例如 name@example.com。")
PASSWORD_HINT = N_("至少 8 个字符，越长越好，可以用一句话。不要用单位名、姓名或常见密码。")
#: Nobody's password is longer; a megabyte of it would only cost time.
MAX_PASSWORD = 256


def _is_email(_form: object, field: Field) -> None:
    if field.data and clean_email(field.data) is None:
        raise ValidationError(translate(EMAIL_HINT))


def _phone() -> Regexp:
    return Regexp(r"[0-9+()（）\-—－ 转,，]{5,40}", message=lazy_gettext(N_("请填写电话号码，可以带区号和分机。")))


class SignInForm(MarketForm):
    """Name and password."""

    email = EmailField(
        N_("邮箱"), [required(), at_most(254)], filters=[one_line], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        N_("密码"), [required(), at_most(MAX_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField(validators=[optional()])


class NewPasswordForm(MarketForm):
    """A password that is being chosen."""

    password = PasswordField(
        N_("新密码"), [required(), at_most(MAX_PASSWORD)], description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip

    def about(self) -> tuple[str, ...]:
        """Return what the password must not be made of."""
        return ()

    def validate_password(self, field: Field) -> None:
        """Say everything that is wrong with a password at once."""
        found = problems_with_password(field.data or "", about=[text for text in self.about() if text])
        if found:
            raise ValidationError(" ".join(translate(problem.message, **problem.params) for problem in found))


class RegisterForm(NewPasswordForm):
    """A person who wants an account."""

    purpose = RadioField(
        N_("你来做什么"), [required_choice()], default="organisation",
        choices={"organisation": N_("代表单位：找项目、报方案"), "resident": N_("作为居民：看项目、提问题")},
    )  # fmt: skip
    name = StringField(
        N_("姓名或称呼"), [required(), at_most(80)], filters=[one_line], render_kw={"autocomplete": "name"}
    )
    email = EmailField(
        N_("邮箱"), [required(), at_most(254), _is_email], filters=[one_line],
        description=N_("用它登录，也用它收通知。不会公开。"), render_kw={"autocomplete": "username"},
    )  # fmt: skip
    password = PasswordField(
        N_("密码"), [required(), at_most(MAX_PASSWORD)], description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    agree = BooleanField(
        N_("我同意本站保存以上信息，只用于登录、联系和核验"),
        [DataRequired(lazy_gettext(N_("注册需要你同意保存这些信息。")))],
    )

    def about(self) -> tuple[str, ...]:
        """Return the person's own name and address."""
        return (self.name.data or "", self.email.data or "")


class OrganisationForm(MarketForm):
    """An organisation that wants to take part."""

    kind = SelectField(
        N_("单位类型"), [required_choice()],
        choices={"": N_("请选择"), **{kind: ORGANISATION_KINDS[kind] for kind in PARTNER_KINDS}},
    )  # fmt: skip
    name_zh = StringField(
        N_("单位全称"), [required(), at_most(120)], filters=[one_line], description=N_("和证照上的名称一致。"),
        render_kw={"autocomplete": "organization"},
    )  # fmt: skip
    name_en = StringField(N_("英文名称"), [optional(), at_most(200)], filters=[one_line])
    registration_number = StringField(
        N_("统一社会信用代码"), [optional(), at_most(40)], filters=[one_line],
        description=N_("18 位；还在用旧证的填 13–15 位注册号。共建单位、包联单位和商户没有的可以不填。"),
    )  # fmt: skip
    territory = SelectField(N_("所在街道或社区"), [required_choice()], description=N_("由这里的街道办事处核验。"))
    address = StringField(N_("地址"), [optional(), at_most(200)], filters=[one_line])
    sectors = SelectMultipleField(
        N_("擅长的领域"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=N_("选 1–6 个。"),
    )  # fmt: skip
    contact_name = StringField(
        N_("联系人"), [required(), at_most(60)], filters=[one_line], description=N_("只给负责核验的街道看，不公开。")
    )
    contact_phone = TelField(N_("联系电话"), [required(), at_most(40), _phone()], filters=[one_line])
    contact_email = EmailField(N_("联系邮箱"), [optional(), at_most(200), _is_email], filters=[one_line])
    summary_zh = TextAreaField(
        N_("一段话介绍"), [optional(), at_most(500)],
        description=N_("做什么、能带来什么，核验通过后公开。以后可以再补。"), render_kw={"rows": 4},
    )  # fmt: skip


class ForgottenForm(MarketForm):
    """Somebody who forgot a password."""

    email = EmailField(
        N_("邮箱"), [required(), at_most(254), _is_email], filters=[one_line], render_kw={"autocomplete": "username"}
    )


class ResetForm(NewPasswordForm):
    """A new password by link."""

    def __init__(self, whose: tuple[str, ...] = ()) -> None:
        """Take the name and address that the password must not be made of."""
        super().__init__()
        self._whose = whose

    def about(self) -> tuple[str, ...]:
        """Return the link's person's name and address."""
        return self._whose


class ChangePasswordForm(ResetForm):
    """A new password by the present one."""

    current = PasswordField(
        N_("现在的密码"), [required(), at_most(MAX_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )


class SettingsForm(MarketForm):
    """What people change about themselves."""

    version = IntegerField(widget=HiddenInput())
    name = StringField(
        N_("姓名或称呼"), [required(), at_most(80)], filters=[one_line], render_kw={"autocomplete": "name"}
    )
    phone = TelField(
        N_("电话"), [optional(), at_most(40), _phone()], filters=[one_line], render_kw={"autocomplete": "tel"}
    )
    locale = RadioField(N_("通知用的语言"), [required_choice()], choices={"zh": "中文", "en": "English"})
    mail_notices = BooleanField(
        N_("重要消息也发到我的邮箱"), description=N_("站内消息总会有，这里只决定要不要另发邮件。")
    )
