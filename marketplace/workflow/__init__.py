"""What may happen, in which order: one short file per noun, readable by people who do not program."""
