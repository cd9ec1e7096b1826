"""Writing a proposal for a night market, as journeys do it: the answers, the terms, and checking a sealed copy."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.support.acts import act, record_id

SUMMARY = "六十个摊位，三成留给本社区居民，收摊一小时内扫净。"
ANSWERS = {
    "need_fit": "418 位居民想要的夜宵和手作都有，业态不和楼下小店重复。",
    "feasibility": "签约一个月划线配电，第二个月试开 30 摊，第三个月满摊。",
    "sustainability": "入秋后客流少一半，我们转做年货集和火锅小院。",
    "budget": "一次性投入 26 万元，每月成本 3.1 万元，约 14 个月回本。",
    "jobs": "18",
    "noise_plan": "22 点断扩音电源，全部餐饮摊上净化器，23 点收摊。",
    "offered_stall_fee": "28",
}
TERMS = {"term_months": "36", "rent_per_year": "9.6万", "escalation_percent": "3", "deposit": "2万"}


def fields(summary: str = SUMMARY, **terms: str) -> dict[str, str]:
    """Return what is typed, by the names of the fields."""
    typed = {f"answer-{key}": text for key, text in ANSWERS.items()}
    return {"summary": summary, **typed, **{f"term-{key}": text for key, text in (TERMS | terms).items()}}


def begin(page: Page, project: str) -> str:
    """Check the conditions of a project and begin to write; return the proposal's id."""
    page.goto(f"/partner/projects/{project}/proposals")
    page.locator("main form[method=post] button").first.click()
    expect(page.locator("main [name=summary]")).to_be_visible()
    return record_id(page, "proposals")


def seal(page: Page) -> str:
    """Go from the form over the preview to the receipt; return the commitment on it."""
    act(page, "check")
    page.locator("main form[action$='/submit'] button").click()
    return (page.locator("main .receipt__hash").first.text_content() or "").strip()


def recompute(copy: Path) -> tuple[str, Mapping[str, object]]:
    """Return the commitment over a downloaded sealed copy, counted here, and what was sealed."""
    held = json.loads(copy.read_text("utf-8"))
    sealed = base64.b64decode(held["sealed_base64"])
    return hashlib.sha256(bytes.fromhex(held["nonce"]) + sealed).hexdigest(), json.loads(sealed)
