"""The engines behind the port. Callers name the port, and only the composition root names an engine."""
