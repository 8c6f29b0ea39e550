"""A rule on a kind of reviewers, held by the reviews of every application."""

from reflexes.records import record


@record
class Share:
    """How many of an application's reviews a set of reviewers gives, at least and at most.

    `reviewers` are indices; `at_most` None is no limit. « At least one practitioner » is
    ``Share(name="practitioner", reviewers=(0, 3, 7), at_least=1)``; « never two of one house » is
    ``Share(name="house", reviewers=(4, 5), at_most=1)``.
    """

    name: str
    reviewers: tuple[int, ...]
    at_least: int = 0
    at_most: int | None = None
