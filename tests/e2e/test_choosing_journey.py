"""The opening and the choice: a street office breaks the seals once, compares, and says of everyone why, in or out."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.support.acts import (
    act,
    arrives,
    expecting,
    fill,
    in_english,
    is_english,
    press,
    refused,
    say,
    send,
    shows,
    told,
)
from tests.e2e.support.pages import check_page
from tests.e2e.support.people import sign_in
from tests.e2e.support.site import Site

CLOSED = "向阳楼下生鲜自提"
PASSWORD = "twelve baskets at seven sharp"
#: Applicants of the closed project who get an account to look at their result with.
WATCHING = {"示例鲜达": "xianda@demo.example", "示例老街面馆": "laojie@demo.example"}
ENGLISH = {"示例鲜达": "Example Xianda", "示例老街面馆": "Example Old Street"}
WHY_IN = "冷链完整，两小时内送到，价格低于周边。"
WHY_OUT = "没有冷链，余菜处理写得不清楚。"


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("language", "phone"), [("zh", True), ("en", False)], ids=["zh-office-on-phone", "en-office-on-desktop"]
)
def test_a_street_office_opens_and_shortlists(own_site: Site, open_page: OpenPage, language: str, phone: bool) -> None:
    page, visitor = open_page(own_site, phone=phone), open_page(own_site, phone=not phone)
    _accounts(own_site, visitor)
    if language == "en":
        in_english(page)
    sign_in(page, "street")
    expecting(page, 422)
    project = _open(page)
    _compare(page, project)
    _shortlist(page, project)

    visitor.goto(f"/projects/{project}")
    shows(visitor, WHY_IN, WHY_OUT)
    check_page(visitor)
    reasons = [_result_of(open_page(own_site, phone=not phone), email) for email in WATCHING.values()]
    assert sorted(reasons) == sorted([WHY_IN, WHY_OUT])


def _accounts(site: Site, page: Page) -> None:
    """Give two applicants an account, as an operator does by command."""
    for name, email in WATCHING.items():
        page.goto(f"/partners?q={name}")
        card = page.locator("main .who__name a[href^='/partners/']").filter(has_text=name)
        address = card.first.get_attribute("href") or ""
        site.flask(
            "users", "create", "--email", email, "--name", "示例 申报员", "--role", "partner",
            "--organisation", address.rsplit("/", 1)[-1], "--password-stdin", typed=f"{PASSWORD}\n",
        )  # fmt: skip


def _open(page: Page) -> str:
    page.goto("/street/openings")
    check_page(page)
    waiting = page.locator("#waiting")
    waiting.locator("h3 a[href^='/street/openings/']").first.click()
    expect(page.locator("main a[href$='/open']")).to_be_visible()
    project = page.url.rsplit("/", 1)[-1]
    page.goto(f"/projects/{project}")
    for name in (*ENGLISH, *ENGLISH.values()):
        expect(page.locator("main")).not_to_contain_text(name)
    page.goto(f"/street/openings/{project}")
    for name in (*ENGLISH, *ENGLISH.values()):
        expect(page.locator("main")).not_to_contain_text(name)
    check_page(page)
    page.locator("main a[href$='/open']").click()
    check_page(page)
    other = page.context.new_page()
    other.goto(f"/street/openings/{project}/open")
    page.locator("main form[method=post] button.button--primary").dblclick()
    _minutes(page)
    check_page(page)
    first = page.locator("#minutes code").all_inner_texts()
    other.locator("main form[method=post] button.button--primary").click()
    _minutes(other)
    assert other.locator("#minutes code").all_inner_texts() == first
    other.close()
    return project


def _minutes(page: Page) -> None:
    """See three envelopes, each with the commitment that was given when it was sealed."""
    expect(page.locator("#minutes .minutes__line")).to_have_count(3)
    expect(page.locator("#minutes .minutes__equal")).to_have_count(3)
    for line in page.locator("#minutes .minutes__line").all():
        given, counted = line.locator("code").all_inner_texts()
        assert len(given) == 64
        assert given == counted


def _compare(page: Page, project: str) -> None:
    page.goto(f"/street/openings/{project}/proposals")
    check_page(page)
    page.goto(f"/street/openings/{project}/compare")
    shows(page, *(ENGLISH.values() if is_english(page) else ENGLISH))
    check_page(page)
    page.goto(f"/street/openings/{project}/proposals")
    page.locator("main h2 a[href*='/proposals/']").first.click()
    expect(page.locator("main .receipt")).to_be_visible()
    check_page(page)


def _shortlist(page: Page, project: str) -> None:
    page.goto(f"/street/openings/{project}/shortlist")
    check_page(page)
    ids = [
        (field.get_attribute("name") or "").removeprefix("reason-")
        for field in page.locator("main textarea[name^='reason-']").all()
    ]
    assert len(ids) == 3
    fill(page, {f"choice-{ids[0]}": "pass_over", f"reason-{ids[0]}": WHY_OUT, f"reason-{ids[1]}": "好"})
    act(page, "look")
    refused(page, f"choice-{ids[1]}", f"reason-{ids[1]}", f"choice-{ids[2]}", f"reason-{ids[2]}")
    expect(page.locator(f"[name='reason-{ids[0]}']")).to_have_value(WHY_OUT)
    for each in ids:
        fill(page, {f"choice-{each}": "pass_over", f"reason-{each}": WHY_OUT})
    act(page, "look")
    expect(page.locator("main [data-error-summary]")).to_contain_text(
        say(page, "至少要有一份方案入围。如果都不合适，请选择“宣布未成交”。")
    )
    check_page(page, status=422)
    for each in ids:
        name = page.locator(f"#verdict-{each}").inner_text()
        is_in = "老街" not in name and "Old Street" not in name
        fill(page, {f"choice-{each}": "shortlist" if is_in else "pass_over"})
        fill(page, {f"reason-{each}": WHY_IN if is_in else WHY_OUT})
    act(page, "look")
    shows(page, WHY_IN, WHY_OUT)
    check_page(page)
    press(page, "确认公布")
    told(page, "入围结果已公布，全部申请单位已同时收到结果和理由。")
    check_page(page)


def _result_of(page: Page, email: str) -> str:
    """Sign in as an applicant; see the result in the inbox and on the proposal's page; return its reason."""
    page.goto("/sign-in")
    fill(page, {"email": email, "password": PASSWORD})
    send(page)
    arrives(page, "/inbox", CLOSED)
    check_page(page)
    page.goto("/partner/proposals")
    check_page(page)
    page.locator("main h2 a[href^='/partner/proposals/']").filter(has_text=CLOSED).click()
    check_page(page)
    text = page.locator("main").inner_text()
    return next(reason for reason in (WHY_IN, WHY_OUT) if reason in text)
