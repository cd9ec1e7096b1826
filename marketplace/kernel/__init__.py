"""Plain Python that every floor may use; it knows no framework and no noun of the market."""
