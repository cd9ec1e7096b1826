"""`flask audit`: verify the chain, and read it."""

from __future__ import annotations

import click

from marketplace.cli.installation import installation
from marketplace.cli.speaking import WRONG, MarketGroup, _, fail, say, show_json, table
from marketplace.db import audit, audit_queries
from marketplace.kernel.words import N_
from marketplace.reactions.sealed import hidden_audit

group = MarketGroup("audit", help=N_("审计记录。 The audit log."))


@group.command()
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def verify(as_json: bool) -> None:
    """从头核对审计链，指出第一条有问题的记录。 Walk the chain and name the first bad row."""
    with installation().database.read() as session:
        good, fault = audit.verify(session)
    if as_json:
        problem = {"number": fault.number, "why": fault.why} if fault else None
        show_json({"ok": fault is None, "rows": good, "fault": problem})
        raise SystemExit(WRONG if fault else 0)
    if fault:
        fail(
            _(
                "审计链在第 %(number)s 条断开：%(why)s（之前 %(good)s 条完好）",
                number=fault.number,
                why=fault.why,
                good=good,
            )
        )
    say(_("审计链完好，共 %(rows)s 条。", rows=good))


@group.command("list")
@click.option("--event", default="", help="Only this event, or all of a noun: project.*")
@click.option("--subject", default="", help="Only this public id.")
@click.option("--after", default=None, help="Go on from this cursor.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 500))
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def list_rows(event: str, subject: str, after: str | None, limit: int, as_json: bool) -> None:
    """列出审计记录，新的在前；密封方案的不显示。 List rows, newest first, without those of sealed proposals."""
    with installation().database.read() as session:
        page = audit_queries.page(
            session, hidden=hidden_audit(), event=event, public_id=subject, after=after, limit=limit
        )
    if as_json:
        show_json({"rows": [row.as_map() for row in page.rows], "next": page.next_cursor})
        return
    table(
        [_("时间"), _("事件"), _("对象"), _("操作人"), _("内容")],
        [
            (row.at.isoformat(timespec="seconds"), row.event, row.public_id, row.actor_name, row.data)
            for row in page.rows
        ],
    )
    if page.next_cursor:
        click.echo(f"--after {page.next_cursor}", err=True)
