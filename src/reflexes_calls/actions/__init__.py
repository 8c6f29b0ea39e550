"""Decide, keep, note in the journal, queue the letter: one transaction for each action."""
