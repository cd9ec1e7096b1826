"""From the opening to the shortlist: unsealing in view, a reason for everyone."""
