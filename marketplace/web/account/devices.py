"""Name a device from what its browser says, for the owner's list of sessions; nothing is decided by it."""

from __future__ import annotations

from marketplace.kernel.words import N_
from marketplace.web.i18n import translate

#: The first that occurs wins; browsers claim to be their forebears.
BROWSERS = (
    ("MicroMessenger", N_("微信")), ("DingTalk", N_("钉钉")), ("Edg", "Edge"), ("OPR", "Opera"),
    ("QQBrowser", N_("QQ 浏览器")), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_name(user_agent: str) -> str:
    """Return `Chrome · Windows` or the like, in the reader's language."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    named = [translate(part) for part in (browser, system) if part]
    return " · ".join(named) if named else translate(N_("未知设备"))
