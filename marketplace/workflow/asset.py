"""What may happen to an asset 资产."""

from __future__ import annotations

from marketplace.kernel.machine import Machine, Move, State
from marketplace.kernel.words import N_

ASSET = Machine(
    noun="asset",
    label=N_("资产"),
    initial="registered",
    states=(
        State("registered", N_("已登记"), N_("已登记"), "neutral"),
        State("listed", N_("可招商"), N_("可招商"), "open"),
        State("suspended", N_("已暂停招商"), N_("已暂停招商"), "warn"),
        State("in_use", N_("使用中"), N_("使用中"), "good"),
        State("returned", N_("已收回"), N_("已收回"), "neutral"),
        State("retired", N_("已注销"), N_("已注销"), "done"),
    ),
    moves=(
        Move("list", ("registered", "returned"), "listed", N_("列入可招商"), "asset:manage", "asset.listed",
             N_("这项资产可以用来发布项目。权属不清的资产不能列入。")),
        Move("suspend", ("listed",), "suspended", N_("暂停招商"), "asset:manage", "asset.suspended",
             N_("新项目不能再选用这项资产，已发布的项目不受影响。"), needs_reason=True),
        Move("resume", ("suspended",), "listed", N_("恢复招商"), "asset:manage", "asset.resumed",
             N_("新项目可以重新选用这项资产。")),
        Move("occupy", ("listed",), "in_use", N_("交付使用"), "asset:manage", "asset.occupied",
             N_("资产已交给合作方使用，不再出现在可招商清单里。")),
        Move("take_back", ("in_use",), "returned", N_("收回"), "asset:manage", "asset.returned",
             N_("资产已由社区收回，可以重新列入可招商。")),
        Move("retire", ("registered", "listed", "suspended", "returned"), "retired", N_("注销"), "asset:manage",
             "asset.retired", N_("资产从登记簿移出，历史记录保留。"), needs_reason=True, dangerous=True),
    ),
)  # fmt: skip
