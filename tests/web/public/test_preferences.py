"""Language, size and theme: remembered in cookies, and never a way to another site."""

import pytest
from flask.testing import FlaskClient

ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
    "http:///evil.example", "javascript:alert(1)", "/\t/evil.example", "\t//evil.example", "/\n/evil.example",
    "evil.example", "@evil.example", "//evil.example@a", "/%09/evil.example", "/%5cevil.example", "／／evil.example",
    "/%2f/evil.example" * 40, "", "?x=1", "//", "///evil.example", "/.\\evil.example",
)  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_other_sites_are_never_gone_to(client: FlaskClient, target: str) -> None:
    answer = client.get("/preferences", query_string={"lang": "en", "next": target})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"


def test_the_page_is_gone_back_to_with_its_filters(client: FlaskClient) -> None:
    answer = client.get("/preferences", query_string={"lang": "en", "next": "/projects?state=open&q=夜市"})
    assert answer.headers["Location"].startswith("/projects?state=open&q=")


def test_choices_are_remembered_and_nonsense_is_not(client: FlaskClient) -> None:
    answer = client.get("/preferences?lang=en&text_size=large&theme=dark")
    cookies = answer.headers.getlist("Set-Cookie")
    assert [cookie.split(";")[0] for cookie in cookies] == ["lang=en", "text_size=large", "theme=dark"]
    assert all("SameSite=Lax" in cookie and "HttpOnly" in cookie and "Path=/" in cookie for cookie in cookies)
    page = client.get("/").text
    assert '<html lang="en" data-theme="dark" data-text-size="large">' in page
    assert client.get("/preferences?lang=fr&text_size=9&theme=<x>").headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("path", ["/", "/projects", "/partners", "/experts", "/roadshows", "/ledger", "/search"])
def test_every_page_speaks_both_languages(client: FlaskClient, path: str) -> None:
    chinese = client.get(path, headers={"Accept-Language": "zh-CN"}).text
    english = client.get(path, headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="zh-Hans"' in chinese
    assert '<html lang="en"' in english
    main = english.split("<main")[1].split("</main>")[0]
    assert [mark for mark in main if "\u4e00" <= mark <= "\u9fff"] == []
