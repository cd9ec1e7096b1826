"""`flask backup`: one file with everything but keys and settings, and its way back into an empty installation."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from marketplace.cli import archive, rows
from marketplace.cli.archive import BadArchive, Manifest
from marketplace.cli.installation import Installation, installation
from marketplace.cli.speaking import MarketGroup, Progress, _, fail, say
from marketplace.db import audit
from marketplace.db.audit import GENESIS, AuditRow
from marketplace.kernel.words import N_
from marketplace.migrations import run
from marketplace.migrations.schema import metadata
from marketplace.reactions import healing

group = MarketGroup("backup", help=N_("备份和恢复。 Backup and restore."))


@group.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def create(path: Path) -> None:
    """把全部数据和文件写进一个文件；网站照常运行。 Write rows and files into one file; the site goes on."""
    here = installation()
    revision = run.present(here.database)
    if revision is None or revision != run.newest():
        fail(
            _(
                "结构版本是 %(present)s，程序需要 %(newest)s。请运行 db upgrade。",
                present=revision or "-",
                newest=run.newest(),
            )
        )
    with archive.writing(path) as writer, rows.snapshot(here.database) as session:
        progress = Progress(_("行数"), rows.count(session))
        counts, total = {}, 0
        for table in rows.tables():
            counts[table.name] = writer.add_rows(table.name, rows.dump(session, table))
            total += counts[table.name]
            progress(total)
        progress.end()
        last = session.execute(select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)).first()
        files = sorted(
            place for place in here.store.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*") if place.is_file()
        )
        progress = Progress(_("文件数"), len(files))
        for number, place in enumerate(files, start=1):
            writer.add_file(place, here.store.root)
            progress(number)
        progress.end()
        writer.close(
            Manifest(
                format=archive.FORMAT, made_at=here.clock.now().isoformat(), revision=revision,
                audit_rows=last.number if last else 0, audit_hash=last.hash if last else GENESIS, rows=counts,
                members=dict(writer.members),
            )
        )  # fmt: skip
    say(_("备份完成：%(path)s（%(rows)s 行，%(files)s 个文件）", path=path, rows=total, files=len(files)))
    say(_("密钥和环境变量不在备份里，请另行保管：SECRET_KEY、DATABASE_URL、MAIL_URL。"))


@group.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(path: Path) -> None:
    """恢复到空的安装；先核对全部指纹，再写入。 Restore into an empty installation, after checking every hash."""
    here = installation()
    progress = Progress(_("已核对"))
    manifest = archive.read_manifest(path, progress)
    progress.end()
    _refuse_unfit(here, manifest)
    run.upgrade(here.database)
    files = _restore(here, path, manifest)
    with here.database.read() as session:
        good, fault = audit.verify(session)
        last = session.execute(select(AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)).scalar() or GENESIS
    if fault or good != manifest.audit_rows or last != manifest.audit_hash:
        why = fault.why if fault else _("最后一条与清单不符")
        fail(
            _("数据已恢复，但审计链有问题：第 %(number)s 条，%(why)s", number=fault.number if fault else good, why=why)
        )
    report = healing.rebuild(here.database, here.clock, here.search)
    say(
        _("已恢复 %(rows)s 行、%(files)s 个文件，审计链完好（%(audit)s 条），索引 %(documents)s 条。",
          rows=sum(manifest.rows.values()), files=files, audit=good, documents=report.documents)
    )  # fmt: skip


def _refuse_unfit(here: Installation, manifest: Manifest) -> None:
    """Refuse before anything is changed.

    :raises BadArchive: where the schema differs or the installation is not empty.
    """
    newest = run.newest()
    if manifest.revision != newest:
        raise BadArchive(
            N_("备份的结构版本是 %(theirs)s，程序是 %(ours)s。请用当时的程序恢复，再升级。"),
            theirs=manifest.revision,
            ours=newest,
        )
    present = run.present(here.database)
    with here.database.engine.connect() as connection:
        if present is not None and (present != newest or not rows.is_empty(connection)):
            raise BadArchive(N_("数据库不是空的，不会覆盖。请恢复到新的数据库。"))
    if here.store.root.exists() and any(here.store.root.iterdir()):
        raise BadArchive(N_("文件目录不是空的，不会覆盖：%(path)s"), path=str(here.store.root))


def _restore(here: Installation, path: Path, manifest: Manifest) -> int:
    """Put rows in by one transaction, with the files in place just before it ends."""
    total = sum(manifest.rows.values())
    waiting = here.store.root.with_name(f"{here.store.root.name}.restoring")
    progress = Progress(_("行数"), total)
    with here.database.write_engine.begin() as connection:
        done = 0
        for table in rows.tables():
            done += rows.load(connection, table, archive.rows_of(path, table.name))
            progress(done)
        progress.end()
        rows.continue_numbering(connection, metadata())
        files = archive.extract_files(path, waiting, Progress(_("文件数")))
        if files:
            if here.store.root.exists():
                here.store.root.rmdir()
            here.store.root.parent.mkdir(parents=True, exist_ok=True)
            waiting.replace(here.store.root)
    return files
