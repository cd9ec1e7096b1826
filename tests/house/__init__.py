"""The shape of the code, tested: what HOUSE rules say, a machine checks, in seconds."""
