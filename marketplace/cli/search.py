"""`flask search`: rebuild the index beside the live one, and compare it with the database."""

from __future__ import annotations

import click

from marketplace.cli.installation import installation
from marketplace.cli.speaking import WRONG, MarketGroup, Progress, _, fail, say, show_json
from marketplace.kernel.words import N_
from marketplace.reactions import healing, indexing

group = MarketGroup("search", help=N_("搜索索引。 The search index."))


@group.command()
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def rebuild(as_json: bool) -> None:
    """重建索引；重建期间搜索照常。 Build the next generation and swap it in; search goes on meanwhile."""
    here = installation()
    with here.database.read() as session:
        total = sum(1 for _row in indexing.expected(session, here.clock.now()))
    progress = Progress(_("已写入"), total)
    report = healing.rebuild(here.database, here.clock, here.search, progress)
    progress.end()
    if as_json:
        show_json({"generation": report.generation, "documents": report.documents, "seconds": report.seconds})
        return
    say(
        _("索引 %(generation)s：%(documents)s 条，用时 %(seconds)s 秒。", generation=report.generation,
          documents=report.documents, seconds=f"{report.seconds:.1f}")
    )  # fmt: skip


@group.command()
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def check(as_json: bool) -> None:
    """核对索引与数据库是否一致。 Compare the index with the database."""
    here = installation()
    with here.database.read() as session:
        drift = healing.drift(session, here.search, here.clock.now())
    counts = {"missing": len(drift.missing), "stale": len(drift.stale), "surplus": len(drift.surplus)}
    if as_json:
        show_json(
            {"ok": drift.none, "generation": drift.health.generation, "documents": drift.health.documents,
             "problem": drift.health.problem, **counts}
        )  # fmt: skip
        raise SystemExit(0 if drift.none else WRONG)
    if not drift.health.ok:
        fail(_("索引不可用：%(why)s。请运行 search rebuild。", why=drift.health.problem))
    if not drift.none:
        for key in (*drift.missing, *drift.stale, *drift.surplus)[:20]:
            click.echo(f"{key.kind} {key.public_id}", err=True)
        fail(_("索引与数据库不一致：缺 %(missing)s，旧 %(stale)s，多 %(surplus)s。请运行 search rebuild。", **counts))
    say(_("索引与数据库一致：%(documents)s 条。", documents=drift.health.documents))
