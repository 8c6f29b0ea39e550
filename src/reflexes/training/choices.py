"""What is chosen before a module is made: the subject, the public, the length, where people are."""

from reflexes.catalogue import Catalogue
from reflexes.controversy import Controversy
from reflexes.errors import Refusal, RefusedError, SpokenError
from reflexes.fields import CODE_PATTERN, choice, line, references, whole
from reflexes.piste import Piste
from reflexes.records import record
from reflexes.texts import Language
from reflexes.training.module import SHELVES, Length, Modality, Public
from reflexes.training.template import MAINS, read_data

MAIN = "main"
"""What stands, in a plan, for an activity to be chosen."""


class TrainingError(SpokenError):
    """A module cannot be made; the message names the cause and how to mend it."""


@record
class Choices:
    """What a trainer chooses; everything has a sensible default.

    `about` holds codes of pistes, phenomena, controversies or other records; `activities` the codes
    of templates, in order, for the places that the length leaves open; an empty one leaves its
    place to what is usual there. `group` is how many people are expected, when that is known.
    """

    code: str = line("Code", default="module", pattern=CODE_PATTERN, max_length=60)
    about: tuple[str, ...] = references("About", default=(), refers=SHELVES)
    public: Public = choice("Public", default=Public.MANAGERS)
    length: Length = choice("Length", default=Length.HALF_DAY)
    modality: Modality | None = choice("Modality", default=None)
    language: Language = choice("Language", default=Language.FRENCH)
    activities: tuple[str, ...] = references("Activities", default=())
    group: int | None = whole("People expected", default=None, minimum=1, maximum=200)

    @property
    def where(self) -> Modality:
        """The modality chosen, or that of the length: a course of six weeks is remote."""
        if self.modality is not None:
            return self.modality
        return Modality.REMOTE if self.length is Length.SIX_WEEKS else Modality.ROOM


def check_choices(catalogue: Catalogue, choices: Choices) -> None:
    """Raise `RefusedError` with every code that cannot be used."""
    refusals = [
        refusal
        for place, code in enumerate(choices.about)
        if (refusal := refuse_code(catalogue, code, SHELVES, f"about[{place}]")) is not None
    ]
    refusals += [
        Refusal(
            kind="not-a-choice",
            path=f"activities[{place}]",
            met=code,
            expected=", ".join(MAINS),
        )
        for place, code in enumerate(choices.activities)
        if code and code not in MAINS
    ]
    if refusals:
        raise RefusedError(refusals)


def refuse_code(
    catalogue: Catalogue, code: str, shelves: tuple[str, ...], path: str, *, file: str = ""
) -> Refusal | None:
    """The refusal of a code that the catalogue does not hold, or has withdrawn.

    None when it may be used.
    """
    known = {
        each: shelf
        for shelf in shelves
        if shelf in catalogue.shelves
        for each in catalogue.shelf(shelf).all_codes
    }
    if code not in known:
        # Late, because nobody who names what exists needs it.
        from difflib import get_close_matches  # noqa: PLC0415 - see above

        near = get_close_matches(code, known, n=3, cutoff=0.6)
        return Refusal(
            kind="dangling-code-near" if near else "dangling-code",
            file=file,
            path=path,
            met=code,
            expected=", ".join(near or shelves),
        )
    shelf = catalogue.shelf(known[code])
    if code not in shelf.gone:
        return None
    withdrawn = shelf.everything[code].withdrawn
    instead = ", ".join(withdrawn.replaced_by) or "—"
    return Refusal(kind="points-to-withdrawn", file=file, path=path, met=code, expected=instead)


def controversy_of(catalogue: Catalogue, choices: Choices) -> Controversy:
    """The tension that a module is about: the one chosen, or the one its records answer."""
    shelf = catalogue.controversies
    if not len(shelf):
        raise TrainingError(
            "The catalogue holds no controversy, on which a module rests. Choose another edition."
        )
    for code in choices.about:
        if code in shelf:
            return shelf[code]
        for near in _towards(catalogue, code):
            return shelf[near]
    preferred = read_data("plans.toml")["controversies"][choices.public.value]
    return shelf[preferred] if preferred in shelf.codes else next(iter(shelf))


def _towards(catalogue: Catalogue, code: str) -> tuple[str, ...]:
    """The controversies to which a record leads, the nearest first."""
    shelf = catalogue.shelf_of(code)
    record_ = catalogue.shelf(shelf)[code]
    ties: tuple[str, ...] = ()
    if shelf == "phenomena":
        ties = (record_.controversy,)
    elif shelf == "pistes":
        ties = tuple(tie.to for tie in record_.answers)
    elif shelf == "observations":
        ties = record_.about
    elif shelf in {"evidence", "experiments"}:
        ties = record_.pistes
    found: list[str] = []
    for tie in ties:
        found += [tie] if tie in catalogue.controversies else _towards(catalogue, tie)
    return tuple(dict.fromkeys(found))


def piste_of(catalogue: Catalogue, choices: Choices, controversy: Controversy) -> Piste | None:
    """The piste to study: the one chosen, or the first by rank that answers the tension.

    A piste known by its name alone cannot be studied.
    """
    for code in choices.about:
        if code in catalogue.pistes and not catalogue.pistes[code].is_name_alone:
            return catalogue.pistes[code]
    phenomena = {each.code for each in catalogue.phenomena if each.controversy == controversy.code}
    wanted = {controversy.code, *phenomena, *choices.about}
    return next(
        (
            piste
            for piste in catalogue.pistes
            if not piste.is_name_alone and any(tie.to in wanted for tie in piste.answers)
        ),
        None,
    )


def activities_of(choices: Choices) -> tuple[str, ...]:
    """The templates chosen, or those of the public for that length."""
    mains = read_data("plans.toml")["mains"][choices.length.value]
    usual = list(mains.get(choices.public.value) or mains["all"])
    if not any(choices.activities):
        return tuple(usual)
    if "" not in choices.activities:
        return choices.activities
    free = [each for each in (*usual, *MAINS) if each not in choices.activities]
    return tuple(each or free.pop(0) for each in choices.activities)


def places_of(length: Length) -> int:
    """How many activities are to be chosen for a module of that length."""
    sessions = read_data("plans.toml")[length.value]["sessions"]
    return sum(
        code == MAIN
        for session in sessions
        for sequence in session["sequences"]
        for code, _ in sequence["activities"]
    )
