"""资产: what is idle, and whose it is."""
