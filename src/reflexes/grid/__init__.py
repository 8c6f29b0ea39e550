"""The grid « résilient par conception »: questions over the four principles, answers, a profile.

The grid is this project's own: the authors of the inquiry list the four principles without defining
them, and made no grid. It reads a piste, a proposal or an administration, and gives a profile in
which every level stands beside what it rests on. It never gives a mark: levels of different
questions are not of one kind, so nothing here adds them up, averages them or ranks what was read.

`commands.grid` speaks all this on the command line.
"""

from reflexes.grid.answers import Answer, Answers, Support, check_answers, questions
from reflexes.grid.changes import (
    Change,
    Comparison,
    Moved,
    Why,
    compare_profiles,
    comparison_to_plain,
)
from reflexes.grid.profiles import (
    Placed,
    PrincipleProfile,
    Profile,
    Standing,
    profile,
    profile_to_plain,
)
from reflexes.grid.reading import catalogue_of, read_answers

__all__ = [
    "Answer",
    "Answers",
    "Change",
    "Comparison",
    "Moved",
    "Placed",
    "PrincipleProfile",
    "Profile",
    "Standing",
    "Support",
    "Why",
    "catalogue_of",
    "check_answers",
    "compare_profiles",
    "comparison_to_plain",
    "profile",
    "profile_to_plain",
    "questions",
    "read_answers",
]
