"""What a jury's figures mean, in sentences for anyone, in French or in English."""

from collections.abc import Callable, Sequence

from reflexes.jury.calibration import Calibration, Caution, Model, Notice
from reflexes.jury.second_jury import SecondJury
from reflexes.plotting import number_said, percent_said
from reflexes.wording import translator

_CAUTIONS = {
    Caution.ONE_REVIEWER: (
        "One person read everything (%(who)s). A severe reader and weak files look the same: the "
        "scores are plain means, and nothing says how far another reader would agree."
    ),
    Caution.ONE_APPLICATION: (
        "One file alone was read (%(who)s): there is nothing to compare it with."
    ),
    Caution.ALL_EQUAL: (
        "Every mark is the same. Nothing ranks the files: another way to choose is needed."
    ),
    Caution.SAME_MARK: (
        "The same mark was given to every file read by: %(who)s. These marks tell no file from "
        "another."
    ),
    Caution.UNSCORED: "Nobody has given these files a full set of marks: %(who)s.",
    Caution.PANELS: (
        "The jury falls into %(count)s groups that have no reader and no file in common. Scores "
        "are compared inside a group, never from one to another. One shared reader would tie them."
    ),
    Caution.GUARD: (
        "The better files went to some readers rather than others. The usual correction would "
        "punish them for it: each reader’s severity is therefore taken as it is, without "
        "shrinking (fixed effects). Intervals are a little wider."
    ),
    Caution.NO_ERROR: "There are too few marks to say how uncertain each score is.",
    Caution.SINGLE_REVIEWS: (
        "No file was read twice. Severity, quality and chance cannot be told apart: the scores "
        "are the marks given."
    ),
}
_MODELS = {
    Model.RANDOM: (
        "Each score is corrected for how severe its readers are, and drawn a little towards the "
        "middle where few people read."
    ),
    Model.FIXED: "Each score is corrected for how severe its readers are, each taken as it is.",
    Model.NONE: "The scores are plain means: nothing could be corrected.",
}
CAN = (
    "What this can do: it takes away what a file owes to severe or generous readers, and says how "
    "far each score can be trusted."
)
CANNOT = (
    "What it cannot do: it mends no criterion on which readers disagree, and makes no mark right. "
    "With severity as real juries have it, it brings one or two more of the true best twenty in "
    "a hundred; two more readers for each file bring five."
)
AMONG_FEW = (
    "Agreement is measured on the files that were read. Among a few files chosen beforehand it is "
    "lower, for that reason alone."
)
LIMITS = (CAN, CANNOT, AMONG_FEW)
"""What calibration can and cannot do; message ids."""
_SECOND = (
    "If another jury of the same make read the same files, about %(same)s of those chosen would be "
    "the same. By drawing lots it would be %(chance)s."
)
_ALPHA = (
    (0.8, "strong agreement"),
    (2 / 3, "fair agreement"),
    (1 / 3, "weak agreement"),
    (float("-inf"), "hardly any agreement"),
)
"""The bounds of Krippendorff, « Content Analysis », and one of ours below them."""

Translate = Callable[[str], str]


def caution_said(notice: Notice, names: Sequence[str], language: str = "fr") -> str:
    """A caution in words; `names` are those of whom it concerns, in its order."""
    facts = {"who": ", ".join(names), "count": len(notice.concerned)}
    return translator(language)(_CAUTIONS[notice.caution]) % facts


def model_said(calibration: Calibration, language: str = "fr") -> str:
    """How the scores were made."""
    return translator(language)(_MODELS[calibration.model])


def limits_said(language: str = "fr") -> tuple[str, ...]:
    """What calibration can and cannot do."""
    return tuple(map(translator(language), LIMITS))


def second_jury_said(found: SecondJury, language: str = "fr") -> str:
    """How much of the choice another jury would share."""
    return translator(language)(_SECOND) % {
        "same": percent_said(found.same, language),
        "chance": percent_said(found.by_chance, language),
    }


def agreement_said(alpha: float, language: str = "fr") -> str:
    """An alpha in words; nothing for what is not known."""
    found = next((said for bound, said in _ALPHA if alpha >= bound), "")
    return translator(language)(found) if found else ""


def points_said(value: float, language: str, decimals: int = 1) -> str:
    """A number of points."""
    return number_said(value, language, decimals)


def counted(number: int, words: tuple[str, str, str], translate: Translate) -> str:
    """A number of things, from the words for none, for one and for several."""
    return translate(words[min(number, 2)]) % {"count": number}
