"""What an evaluation's arithmetic refuses, each with its cause and a way to mend it."""

from reflexes.errors import SpokenError


class EvaluationError(SpokenError):
    """What was asked cannot be computed; the message names the cause and how to mend it."""
