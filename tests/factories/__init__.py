"""Make rows for tests, one module per room; a factory fills what a test does not care about and returns the row."""
