"""`flask territories`: the tree of places."""

from __future__ import annotations

from pathlib import Path

import click

from marketplace.cli.installation import installation, unit_of_work
from marketplace.cli.speaking import MarketGroup, _, say, show_json, table
from marketplace.kernel.words import N_
from marketplace.territory.importing import import_territories, read_lines
from marketplace.territory.queries import territory_tree
from marketplace.workflow.vocabulary import TERRITORY_LEVELS

group = MarketGroup("territories", help=N_("区划。 The tree of territories."))


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """从 YAML、JSON 或 CSV 导入，全部成功或全部不动。 Import from YAML, JSON or CSV: all or nothing."""
    lines = read_lines(file.read_text("utf-8"), file.suffix.lower())
    with unit_of_work() as uow:
        added, changed = import_territories(uow, lines)
    say(_("新增 %(added)s 个区划，更新 %(changed)s 个。", added=added, changed=changed))


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def list_all(as_json: bool) -> None:
    """列出区划树。 List the tree."""
    with installation().database.read() as session:
        nodes = territory_tree(session).nodes
    if as_json:
        show_json(
            [
                {"slug": node.slug, "level": node.level, "name_zh": node.name_zh, "name_en": node.name_en,
                 "depth": node.depth}
                for node in nodes
            ]
        )  # fmt: skip
        return
    table(
        [_("短名"), _("级别"), _("名称")],
        [(node.slug, _(TERRITORY_LEVELS[node.level]), "  " * node.depth + node.name_zh) for node in nodes],
    )
