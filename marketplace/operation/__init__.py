"""What came of it: the ledger 明白账 of a community's collective economy."""
