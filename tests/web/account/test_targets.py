"""Where a sign-in may lead: the corpus of ways to another host."""

import pytest

from marketplace.web.account.targets import safe_target

EVIL = [
    "https://evil.example", "HTTPS://evil.example", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\\/evil.example", "https:evil.example",
    "https:/evil.example", "http:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
    "vbscript:x", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example",
    "/ /evil.example\x00", "/%09/evil.example", "/%0a/evil.example", "/%0d%0aSet-Cookie:x=1", "/%5cevil.example",
    "/%2f/evil.example", "%2f%2fevil.example", "／／evil.example", "/／evil.example", "/%ef%bc%8fevil.example",
    "//evil。example", "//user@evil.example", "@evil.example", "evil.example", "evil.example/a", "..//evil.example",
    ".", "?next=//evil.example", "#//evil.example", "//[::1]", "//[", "/\u2028/evil.example", "/\u202eevil",
    "/\ufeff/evil.example", "/\u00ad/evil.example", "", None, "/" + "a" * 600, "mailto:a@b", "file:///etc/passwd",
    "ftp://evil.example", "/\x0b/evil.example", "http:\\\\evil.example", "/%c0%af/evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_a_target_on_another_host_is_forgotten(target: str | None) -> None:
    assert safe_target(target) is None


@pytest.mark.parametrize(
    "target",
    ["/", "/todo", "/projects?sector=night_market&after=abc", "/search?q=%E5%A4%9C%E5%B8%82", "/search?q=夜市",
     "/projects/abc#questions", "/search?q=https://a.example/b"],
)  # fmt: skip
def test_a_path_on_this_site_is_kept(target: str) -> None:
    assert safe_target(target) == target
