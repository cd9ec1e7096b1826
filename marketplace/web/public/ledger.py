"""明白账: what communities earned and how it was shared, as bars, as a table, and as a file for Excel."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, request, url_for

from marketplace.kernel.words import N_
from marketplace.operation.queries import LedgerRow, ledger_rows, ledger_years
from marketplace.web import context, i18n
from marketplace.web.gate import public
from marketplace.web.public import lists
from marketplace.web.public.cache import kept
from marketplace.web.public.frames import framed
from marketplace.web.public.lists import Choice, Option, address
from marketplace.web.public.words import place_name, say

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")
#: A cell that begins with one of these would be run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _wanted() -> tuple[dict[str, str], list[LedgerRow], list[int]]:
    years = ledger_years(context.read_session())
    node = lists.territory(lists.tree())
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 and int(typed) in years else 0
    params = {"year": str(year or ""), "territory": node.slug if node else ""}
    rows = ledger_rows(context.read_session(), year=year, territory_path=node.path if node else "")
    return params, rows, years


@blueprint.get("", endpoint="list")
@public
@kept("year", "territory")
def ledger_list() -> str:
    """Show the accounts, by year and community."""
    params, rows, years = _wanted()
    places = lists.tree()
    here = url_for("public.ledger.list")
    return framed(
        "pages/public/ledger/list.html",
        rows=[(row, place_name(places, row.territory_id)) for row in rows],
        total_fen=sum(row.income_fen for row in rows),
        selects=(
            Choice("year", say(N_("年度")), [Option(str(year), str(year)) for year in years], params["year"]),
            Choice("territory", say(N_("区划")), lists.territory_options(places), params["territory"]),
        ),
        chosen=sum(1 for value in params.values() if value),
        csv_href=address(url_for("public.ledger.table"), params),
        here=here,
    )


@blueprint.get("/ledger.csv")
@public
@kept("year", "territory")
def table() -> Response:
    """Answer with the same rows as a file; amounts in yuan with two places, text never a formula."""
    _params, rows, _years = _wanted()
    places = lists.tree()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    heads = (N_("年度"), N_("单位"), N_("所在地"), N_("收入（元）"), N_("分配去向"), N_("比例（%）"), N_("金额（元）"))
    writer.writerow([say(head) for head in heads])
    for row in rows:
        begin = [
            row.year, _plain(i18n.localised(row, "organisation")), _plain(place_name(places, row.territory_id)),
            _yuan(row.income_fen),
        ]  # fmt: skip
        for share in row.shares or (None,):
            if share is None:
                writer.writerow([*begin, "", "", ""])
            else:
                label = _plain(i18n.localised(share, "label"))
                writer.writerow([*begin, label, f"{share.weight_bp / 100:.2f}", _yuan(share.amount_fen)])
    # Excel reads UTF-8 only with its mark.
    response = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="ledger.csv"'
    return response


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
