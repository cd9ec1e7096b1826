"""四议两公开: the steps by which a community resolves to offer an asset."""
