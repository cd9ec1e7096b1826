"""方案: sealed answers to projects."""
