"""Documents to look for."""

from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.search.port import Query, SearchDocument

PUBLIC = frozenset({"public"})
START = datetime(2026, 1, 1, tzinfo=UTC)


def document(public_id: str, title: str = "示例项目", *, day: int = 0, **fields: Any) -> SearchDocument:
    """A public project, unless said otherwise; ``day`` dates its publication."""
    defaults: dict[str, Any] = {
        "kind": "project",
        "version": 1,
        "audience": PUBLIC,
        "published_at": START + timedelta(days=day),
    }
    return SearchDocument(public_id=public_id, title=title, **{**defaults, **fields})


def question(text: str = "", **fields: Any) -> Query:
    """A question of the public."""
    return Query(text, **{"audience": PUBLIC, **fields})


MARKET = [
    document(
        "market",
        "红火集市",
        day=1,
        tags=("夜市",),
        body="广场上的固定摊位与后备箱摊位",
        facets={"sector": "night_market"},
    ),
    document("childcare", "萌宝驿站托育中心", day=2, body="委托公立幼儿园运营", facets={"sector": "childcare"}),
    document(
        "moxa", "艾草养生馆", day=3, body="艺术教育培训，中医茶饮", facets={"sector": ("moxa_wellness", "training")}
    ),
    document(
        "firm", "星光传媒", day=4, kind="organisation", body="承办夜市与集市活动", facets={"sector": "night_market"}
    ),
    document("secret", "内部夜市方案", day=5, audience=frozenset({"org:7"}), facets={"sector": "night_market"}),
]
