"""`flask doctor`: look at everything an installation stands on, and say in words what is wrong and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.cli.installation import Installation, installation
from marketplace.cli.speaking import WRONG, _, say, show_json
from marketplace.db import audit, outbox_queries
from marketplace.files.models import StoredFile
from marketplace.files.service import damaged
from marketplace.identity.models import User
from marketplace.migrations import run
from marketplace.reactions import healing

#: Below this much free space the site says so before it is too late.
LOW_DISK_BYTES = 500 * 1024 * 1024
#: A queue that waits longer than this has no worker.
LATE_SECONDS = 120


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `level` is good, warn or bad."""

    part: str
    level: str
    told: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """检查设置、数据库、索引、文件、任务、审计和磁盘。 Check everything the site stands on."""
    findings = list(examine(installation()))
    if as_json:
        show_json([asdict(finding) for finding in findings])
    else:
        marks = {"good": "✓", "warn": "!", "bad": "✗"}
        for finding in findings:
            say(f"{marks[finding.level]} {finding.part}: {finding.told}")
    raise SystemExit(WRONG if any(finding.level == "bad" for finding in findings) else 0)


def examine(here: Installation) -> Iterator[Finding]:
    """Yield what was found; a part that cannot be looked at is a finding too, and the others go on."""
    checks: tuple[Callable[[Installation], Iterator[Finding]], ...] = (
        _settings, _schema, _accounts, _audit, _queue, _index, _files, _disk,
    )  # fmt: skip
    for check in checks:
        part = check.__name__.strip("_")
        try:
            yield from check(here)
        except SQLAlchemyError as error:
            yield Finding(part, "bad", _("数据库打不开：%(why)s", why=type(error).__name__))
        except OSError as error:
            yield Finding(part, "bad", _("读不到：%(why)s", why=error.strerror or type(error).__name__))


def _settings(here: Installation) -> Iterator[Finding]:
    settings = here.settings
    yield Finding("settings", "good", _("模式 %(mode)s，地址 %(url)s", mode=settings.mode, url=settings.base_url))
    if settings.production and not settings.tls:
        yield Finding("settings", "warn", _("生产环境没有开启 MARKETPLACE_TLS，登录凭证可能被窃听。"))
    if settings.production and settings.mail_url.startswith(("file:", "console:")):
        yield Finding("settings", "warn", _("MAIL_URL 没有指向邮件服务器，邮件不会发出。"))
    if settings.production and here.database.is_sqlite:
        yield Finding("settings", "warn", _("生产环境用的是 SQLite，只适合一台服务器。"))


def _schema(here: Installation) -> Iterator[Finding]:
    with here.database.read() as session:
        session.execute(text("SELECT 1"))
    present, newest = run.present(here.database), run.newest()
    if present != newest:
        told = _(
            "结构版本是 %(present)s，程序需要 %(newest)s。请运行 db upgrade。", present=present or "-", newest=newest
        )
        yield Finding("schema", "bad", told)
    else:
        yield Finding("schema", "good", _("结构已是最新：%(revision)s", revision=newest))


def _accounts(here: Installation) -> Iterator[Finding]:
    with here.database.read() as session:
        demo = session.execute(select(func.count()).select_from(User).where(User.is_demo)).scalar_one()
    if demo and not here.settings.demo:
        yield Finding("accounts", "bad", _("有 %(count)s 个演示账户；非演示模式下不应存在。", count=demo))
    else:
        yield Finding("accounts", "good", _("没有不该有的账户。"))


def _audit(here: Installation) -> Iterator[Finding]:
    with here.database.read() as session:
        good, fault = audit.verify(session)
    if fault:
        yield Finding("audit", "bad", _("审计链在第 %(number)s 条断开：%(why)s", number=fault.number, why=fault.why))
    else:
        yield Finding("audit", "good", _("审计链完好，共 %(rows)s 条。", rows=good))


def _queue(here: Installation) -> Iterator[Finding]:
    with here.database.read() as session:
        state = outbox_queries.queue_state(session, here.clock.now())
    if state.dead:
        told = _("%(count)s 个任务已放弃。请看 jobs list --status dead，修好后 jobs retry --all。", count=state.dead)
        yield Finding("queue", "warn", told)
    if state.late_seconds > LATE_SECONDS:
        seconds = round(state.late_seconds)
        yield Finding("queue", "bad", _("任务已积压 %(seconds)s 秒，任务进程可能没有运行。", seconds=seconds))
    else:
        yield Finding("queue", "good", _("等待 %(count)s 个任务，没有积压。", count=state.waiting))


def _index(here: Installation) -> Iterator[Finding]:
    with here.database.read() as session:
        drift = healing.drift(session, here.search, here.clock.now())
    if not drift.health.ok:
        yield Finding("index", "bad", _("索引不可用：%(why)s。请运行 search rebuild。", why=drift.health.problem))
    elif not drift.none:
        told = _("索引与数据库不一致：缺 %(missing)s，旧 %(stale)s，多 %(surplus)s。请运行 search rebuild。",
                 missing=len(drift.missing), stale=len(drift.stale), surplus=len(drift.surplus))  # fmt: skip
        yield Finding("index", "bad", told)
    else:
        yield Finding("index", "good", _("索引与数据库一致：%(documents)s 条。", documents=drift.health.documents))


def _files(here: Installation) -> Iterator[Finding]:
    with here.database.read() as session:
        total = session.execute(select(func.count(StoredFile.sha256.distinct()))).scalar_one()
        broken = list(damaged(session, here.store))
    for one in broken[:20]:
        told = _("%(id)s（%(name)s）%(why)s。请从备份恢复。", id=one.public_id, name=one.name, why=one.why)
        yield Finding("files", "bad", told)
    if not broken:
        yield Finding("files", "good", _("%(count)s 个文件的指纹全部相符。", count=total))


def _disk(here: Installation) -> Iterator[Finding]:
    place = here.settings.var_dir if here.settings.var_dir.exists() else here.settings.var_dir.parent
    free = shutil.disk_usage(place).free
    level = "bad" if free < LOW_DISK_BYTES else "good"
    yield Finding("disk", level, _("剩余 %(free)s MB", free=free // 1_000_000))
