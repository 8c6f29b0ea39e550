"""Identity providers: those who say who an agent is, and of which administration."""
