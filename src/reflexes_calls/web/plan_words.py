"""The words of the pages of a plan; message ids."""

from reflexes.evaluation.designs import Says
from reflexes.evaluation.plan import Direction, Frequency, Seen
from reflexes_calls.web.notices import N_

HEADINGS = {
    "but": N_("What it is for"),
    "qui": N_("Who takes part"),
    "mesures": N_("What is measured"),
    "dates": N_("When, and what would stop it"),
    "suite": N_("People, costs, publication"),
    "verifier": N_("Read again and lock"),
}
DIRECTIONS = {
    Direction.UP: N_("up"),
    Direction.DOWN: N_("down"),
    Direction.EITHER: N_("either way"),
}
FREQUENCIES = {
    Frequency.BEFORE_AND_AFTER: N_("once before and once after"),
    Frequency.ONCE: N_("once"),
    Frequency.DAILY: N_("every day"),
    Frequency.WEEKLY: N_("every week"),
    Frequency.MONTHLY: N_("every month"),
    Frequency.QUARTERLY: N_("every quarter"),
    Frequency.YEARLY: N_("every year"),
}
SEEN = {
    Seen.NOTHING: N_("None"),
    Seen.BASELINE: N_("Those of before the start"),
    Seen.PARTLY: N_("Some of those of the pilot"),
}
SAYS = {
    Says.NOTHING: N_("The report will tell what people say and what was seen, and no figure."),
    Says.CHANGE: N_("The report will tell how much it changed, not what made it change."),
    Says.DIFFERENCE: N_("The report will tell how far the two groups differ, not why."),
    Says.EFFECT: N_("The report will be able to tell what the pilot changed, with its margin."),
}
