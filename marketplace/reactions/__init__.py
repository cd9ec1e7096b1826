"""What follows from an event: index, messages, mail; at least once, safe to repeat."""
