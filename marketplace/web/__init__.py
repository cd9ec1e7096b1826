"""Pages and the JSON API: the only floor that knows HTTP."""
