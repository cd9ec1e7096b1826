"""Come as one of the demo world's people, through the sign-in page like everybody."""

from functools import cache

import yaml
from playwright.sync_api import Page, expect

from tests.e2e.support.site import ROOT


@cache
def _people() -> tuple[dict[str, str], str]:
    """Return the first account of each role, and the password that all share."""
    data = yaml.safe_load((ROOT / "marketplace/cli/demo_world/accounts.yaml").read_text("utf-8"))
    accounts: dict[str, str] = {}
    for account in data["accounts"]:
        accounts.setdefault(account["roles"][0], account["email"])
        accounts[account["id"].removeprefix("acc-")] = account["email"]
    return accounts, data["demo_password"]


def sign_in(page: Page, who: str) -> None:
    """Sign in as a role (`community`, `street`, …) or as one account (`street-2`) and wait for the answer.

    :raises KeyError: where the demo world has nobody like that.
    """
    accounts, password = _people()
    page.goto("/sign-in")
    page.locator("main input[name=email]").fill(accounts[who])
    page.locator("main input[name=password]").fill(password)
    page.locator("main input[name=password]").press("Enter")
    expect(page.locator("main input[name=password]")).to_have_count(0)
