"""What may happen to an organisation 单位: nobody submits a proposal before a street office has looked at who they are."""

from __future__ import annotations

from marketplace.kernel.machine import Machine, Move, State
from marketplace.kernel.words import N_

ORGANISATION = Machine(
    noun="organisation",
    label=N_("单位"),
    initial="pending",
    states=(
        State("pending", N_("待核验"), N_("待核验"), "warn"),
        State("returned", N_("已退回，待补正"), N_("待核验"), "bad"),
        State("verified", N_("已核验"), N_("已核验"), "good"),
        State("suspended", N_("已停用"), N_("已停用"), "bad"),
    ),
    moves=(
        Move("verify", ("pending",), "verified", N_("核验通过"), "organisation:verify", "organisation.verified",
             N_("单位公开展示，可以提交方案或发布项目。")),
        Move("send_back", ("pending",), "returned", N_("退回补正"), "organisation:verify", "organisation.returned",
             N_("单位会看到你写的理由，修改后可以再次提交。"), needs_reason=True),
        Move("resubmit", ("returned",), "pending", N_("重新提交核验"), "organisation:edit", "organisation.resubmitted",
             N_("街道会再次核验。")),
        Move("suspend", ("verified",), "suspended", N_("停用"), "organisation:verify", "organisation.suspended",
             N_("单位不能再提交新方案，已提交的方案不受影响。"), needs_reason=True, dangerous=True),
        Move("reinstate", ("suspended",), "verified", N_("恢复"), "organisation:verify", "organisation.reinstated",
             N_("单位恢复正常。"), needs_reason=True),
    ),
)  # fmt: skip
