"""项目: offers to the market."""
