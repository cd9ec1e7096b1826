"""`flask db`: bring the schema up or down, and compare it with the models."""

from __future__ import annotations

import click

from marketplace.cli.installation import installation
from marketplace.cli.speaking import MarketGroup, _, fail, say
from marketplace.kernel.words import N_
from marketplace.migrations import run

group = MarketGroup("db", help=N_("数据库结构。 The database schema."))


@group.command()
def upgrade() -> None:
    """升级到最新结构，重复运行无害。 Bring the schema up; safe to repeat."""
    database = installation().database
    before, newest = run.present(database), run.newest()
    if before is not None and not run.knows(before):
        fail(_("数据库的结构版本 %(revision)s 比程序新，请先更新程序。", revision=before))
    run.upgrade(database)
    if before == newest:
        say(_("结构已是最新：%(revision)s", revision=newest))
    else:
        say(_("结构已从 %(before)s 升级到 %(revision)s", before=before or "-", revision=newest))


@group.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask; data of the newer schema is lost.")
def downgrade(revision: str, yes: bool) -> None:
    """退回旧结构，新结构里的数据会丢失。 Take the schema down; data of the newer schema is lost."""
    if not yes:
        click.confirm(_("退回结构会丢失数据。先做备份了吗？继续？"), abort=True)
    run.downgrade(installation().database, revision)
    say(_("结构已退回到 %(revision)s", revision=revision))


@group.command()
def check() -> None:
    """检查数据库结构是否与程序一致。 Check that the database has the schema of this code."""
    database = installation().database
    present, newest = run.present(database), run.newest()
    if present != newest:
        fail(
            _("结构版本是 %(present)s，程序需要 %(newest)s。请运行 db upgrade。", present=present or "-", newest=newest)
        )
    found = run.differences(database)
    if found:
        for difference in found:
            click.echo(str(difference), err=True)
        fail(_("结构与程序不一致。"))
    say(_("结构与程序一致：%(revision)s", revision=newest))


@group.command()
@click.argument("message")
def revision(message: str) -> None:
    """开发用：按模型的变化写一个迁移。 For developers: write a migration from the models' changes."""
    run.new_revision(installation().database, message)
