"""The tables of the field: what is seen during a pilot, and what people answer about it."""
