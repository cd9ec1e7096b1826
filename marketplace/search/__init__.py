"""Finding things: documents go in, identifiers come out.

This package knows no noun of the market. Who may see what is decided by the database after the hits are read again.
"""
