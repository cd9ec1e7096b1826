"""共建集市 · Co-build Market: idle community assets, sealed proposals, public decisions."""
