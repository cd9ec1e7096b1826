"""Come as one of the demo world's people, through the sign-in page like everybody."""

from playwright.sync_api import Page, expect

#: Role → what the demo account signs in with; the sign-in page lists the same in demo mode.
ACCOUNTS: dict[str, str] = {}
PASSWORD = ""


def sign_in(page: Page, role: str) -> None:
    """Sign in with the demo account of this role and wait for the answer.

    :raises KeyError: where the demo world has nobody of this role.
    """
    page.goto("/account/sign-in")
    page.locator("input[name=email]").fill(ACCOUNTS[role])
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("input[name=password]")).to_have_count(0)
