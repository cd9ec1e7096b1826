"""`flask jobs` and `flask worker`: what follows from events, looked at and run."""

from __future__ import annotations

import signal
from types import FrameType

import click
from flask.cli import with_appcontext

from marketplace.cli.installation import installation, unit_of_work
from marketplace.cli.speaking import MarketGroup, _, fail, guarded, say, show_json, table
from marketplace.db import outbox_queries
from marketplace.db.outbox import DEAD, DONE, PENDING
from marketplace.kernel.words import N_
from marketplace.migrations import run
from marketplace.reactions.sealed import hidden_jobs

group = MarketGroup("jobs", help=N_("事件引发的任务：等待、完成、放弃。 Reactions to events: waiting, done, given up."))


@group.command("list")
@click.option("--status", type=click.Choice([PENDING, DONE, DEAD]), default=None, help="Only these.")
@click.option("--after", default=None, help="Go on from this cursor.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 500))
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def list_jobs(status: str | None, after: str | None, limit: int, as_json: bool) -> None:
    """列出任务，新的在前。 List jobs, newest first."""
    here = installation()
    with here.database.read() as session:
        page = outbox_queries.page(session, hidden=hidden_jobs(), status=status or "", after=after, limit=limit)
        state = outbox_queries.queue_state(session, here.clock.now())
    if as_json:
        rows = [row.as_map() for row in page.rows]
        show_json({"rows": rows, "next": page.next_cursor, "late_seconds": state.late_seconds})
        return
    table(
        ["#", _("事件"), _("对象"), _("状态"), _("次数"), _("下次"), _("错误")],
        [
            (row.id, row.event, row.public_id, row.status, row.attempts,
             row.available_at.isoformat(timespec="seconds"), row.last_error[:80])
            for row in page.rows
        ],
    )  # fmt: skip
    if page.next_cursor:
        click.echo(f"--after {page.next_cursor}", err=True)


@group.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help="All that were given up.")
def retry(ids: tuple[int, ...], every: bool) -> None:
    """让放弃的任务重新来过。 Give jobs that were given up a fresh start."""
    if not ids and not every:
        raise click.UsageError("IDS or --all")
    with unit_of_work() as uow:
        count = outbox_queries.retry(uow, None if every else ids, hidden=hidden_jobs())
    say(_("%(count)s 个任务重新排队。", count=count))


@group.command("run")
@click.option("--limit", default=None, type=click.IntRange(1), help="At most so many.")
def run_jobs(limit: int | None) -> None:
    """立即处理到期的任务。 Run what is due, once."""
    worker = installation().worker
    count = worker.run_once(limit)
    if limit is None:
        worker.do_duties()
    say(_("完成 %(count)s 个任务。", count=count))


@click.command()
@with_appcontext
def worker() -> None:
    """持续处理任务，直到收到停止信号。 Run reactions until told to stop."""
    here = installation()
    present, newest = guarded(lambda: run.present(here.database)), run.newest()
    if present != newest:
        fail(
            _("结构版本是 %(present)s，程序需要 %(newest)s。请运行 db upgrade。", present=present or "-", newest=newest)
        )

    def stop(_number: int, _frame: FrameType | None) -> None:
        here.worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    say(_("任务进程已启动，按 Ctrl-C 停止。"))
    here.worker.run_forever()
