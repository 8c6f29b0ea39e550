"""What the marks of a jury mean: a ranking with its uncertainty, severity, agreement, pictures.

The arithmetic and its pictures are those of `reflexes.jury`, imported when first needed.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from reflexes.records import changed, record
from reflexes_calls.actions.calibrating import SEED, JuryMarks, Triple, jury_marks, opening_for
from reflexes_calls.actions.desk import Desk, need_call, roles_on
from reflexes_calls.actions.recusing import hidden_files
from reflexes_calls.actions.seating import check_leads
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import NotAllowed, NotFound, NotOpen
from reflexes_calls.domain.jury import Computation, JuryKind, Stage
from reflexes_calls.domain.jury_results import Opening
from reflexes_calls.domain.lifecycle import CHOOSING_STEPS
from reflexes_calls.domain.people import Person, Role
from reflexes_calls.domain.rights import check_manages
from reflexes_calls.storage import computations
from reflexes_calls.storage.marks import files_of_jury, juries_chaired

if TYPE_CHECKING:
    from reflexes.jury import Agreement, Calibration, SecondJury
    from reflexes.jury.picturing import CriterionFound
    from reflexes.plotting import Picture

DRAWS = 4000
"""Of the chances to be among the first; the same as those of a selection."""
_RESAMPLES = ((1_000, 100), (3_000, 60))
"""How many samples an interval of agreement rests on, by how many readings there are."""
_FEWEST_RESAMPLES = 40
_KEPT_IN_MEMORY = 8
Plain = dict[str, Any]


@attrs.frozen(kw_only=True)
class Measured:
    """What `reflexes.jury` finds in some marks."""

    calibration: "Calibration"
    chances: tuple[float, ...]
    total: "Agreement"
    criteria: tuple["CriterionFound", ...]
    second: "SecondJury | None"
    grey: tuple[int, ...]


@record
class Told:
    """A notice: what it says, and the groups that it names, if any."""

    kind: str
    text: str
    groups: tuple[tuple[str, ...], ...] = ()


@attrs.frozen(kw_only=True)
class Results:
    """All that the page of a jury's results shows; nothing is measured unless `opening` is open.

    `hidden` files are those to which the one who looks is bound: they are counted nowhere.
    """

    call: Call
    jury: JuryKind
    juries: tuple[JuryKind, ...]
    opening: Opening
    hidden: int
    given: int
    places: int
    marks: JuryMarks
    manages: bool
    measured: Measured | None = None
    pictures: "dict[str, Picture]" = attrs.field(factory=dict)
    notices: tuple[Told, ...] = ()
    grey: tuple[int, ...] = ()
    model: str = ""
    limits: tuple[str, ...] = ()
    second: str = ""
    kept: Computation | None = None
    is_fresh: bool = False
    awaited: tuple[tuple[str, str], ...] = ()


def results_page(desk: Desk, actor: Person, call_id: str, jury: JuryKind, language: str) -> Results:
    """The results of a jury, for the managers of a call and for whoever chairs it."""
    now = desk.clock.now()
    with desk.look() as connection:
        call = need_call(connection, call_id)
        manages = Role.MANAGER in roles_on(connection, actor, call)
        check_leads(connection, actor, call)
        chaired = juries_chaired(connection, call.id, actor.id)
        juries = tuple(each for each in juries_of(call) if manages or each in chaired)
        if jury not in juries:
            raise NotFound("jury", jury)
        hidden = hidden_files(connection, actor, call)
        marks = jury_marks(connection, call, jury, hidden=hidden)
        everyone = files_of_jury(connection, call.id)
        opening = opening_for(connection, actor, call, jury, marks, now)
        kept = computations.computations_of(connection, call.id, jury=jury, stage=Stage.CALIBRATION)
    found = Results(
        call=call,
        jury=jury,
        juries=juries,
        opening=opening,
        hidden=len(everyone) - len(marks.files),
        given=len(marks.total),
        places=places_of(call, marks),
        marks=marks,
        manages=manages,
        kept=kept[-1] if kept else None,
        awaited=tuple(
            (marks.files[file].receipt, marks.readers[reader].name)
            for file, reader in marks.awaited
        ),
    )
    return _with_figures(found, language) if opening is Opening.OPEN else found


def juries_of(call: Call) -> tuple[JuryKind, ...]:
    """The juries for which a call has criteria."""
    asked = {each.jury for each in call.criteria}
    return tuple(kind for kind in JuryKind if kind.value in asked)


def places_of(call: Call, marks: JuryMarks) -> int:
    """How many files are to be chosen, as far as there are some."""
    return max(min(call.places, len(marks.files)), 1)


def measure(marks: JuryMarks, places: int) -> Measured:
    """What `reflexes.jury` finds in some marks; asked twice, it is found once."""
    each_one = tuple(
        (each.code, each.fr, each.en, marks.by_criterion[each.code]) for each in marks.criteria
    )
    return _measured(marks.total, each_one, (len(marks.files), len(marks.readers)), places)


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def _measured(
    total: tuple[Triple, ...],
    each_one: tuple[tuple[str, str, str, tuple[Triple, ...]], ...],
    size: tuple[int, int],
    places: int,
) -> Measured:
    from reflexes.jury import calibrate, expect_second_jury, measure_agreement  # noqa: PLC0415 - late: the service starts without numbers
    from reflexes.jury.picturing import criterion_found  # noqa: PLC0415 - the same

    found = calibrate(total, applications=size[0], reviewers=size[1], seed=SEED)
    resamples = next((n for most, n in _RESAMPLES if len(total) <= most), _FEWEST_RESAMPLES)
    # A weighted mean is no level: its differences count as they are.
    agreement = measure_agreement(
        total,
        applications=size[0],
        reviewers=size[1],
        scale="interval",
        resamples=resamples,
        seed=SEED,
    )
    scored = len(found.ranking())
    reliability = agreement.mean.value
    second = None
    if reliability == reliability and scored > places:  # noqa: PLR0124 - NaN alone differs from itself
        second = expect_second_jury(min(max(reliability, 0.0), 1.0), places / scored)
    return Measured(
        calibration=found,
        chances=found.chances(places, draws=DRAWS, seed=SEED),
        total=agreement,
        criteria=tuple(
            criterion_found((code, fr), scores, size, resamples=resamples, seed=SEED)
            for code, fr, _, scores in each_one
        ),
        second=second,
        grey=found.grey_zone(places, draws=DRAWS, seed=SEED),
    )


def _with_figures(found: Results, language: str) -> Results:
    from reflexes.jury.wording import limits_said, model_said, second_jury_said  # noqa: PLC0415 - late: the service starts without numbers

    measured = measure(found.marks, found.places)
    kept = found.kept
    fresh = kept is not None and kept.asked == _canonical(
        calibration_asked(found.marks, found.places)
    )
    return attrs.evolve(
        found,
        measured=measured,
        pictures=_pictures(found, measured, language),
        notices=_notices(found.marks, measured.calibration, language),
        grey=measured.grey,
        model=model_said(measured.calibration, language),
        limits=limits_said(language),
        second=second_jury_said(measured.second, language) if measured.second else "",
        is_fresh=fresh,
    )


def _pictures(found: Results, measured: Measured, language: str) -> "dict[str, Picture]":
    from reflexes.jury.picturing import (  # noqa: PLC0415 - late: the service starts without numbers
        picture_agreement,
        picture_ranking,
        picture_severity,
    )

    marks = found.marks
    read = [0] * len(marks.readers)
    for _, reader, _ in marks.total:
        read[reader] += 1
    labels = {each.code: each.label(language) for each in marks.criteria}
    return {
        "ranking": picture_ranking(
            measured.calibration,
            [each.receipt for each in marks.files],
            places=found.places,
            chances=measured.chances,
            # A title may say who applies: the chair of a jury that reads blind sees receipts alone.
            titles={each.receipt: each.title for each in marks.files} if found.manages else {},
            language=language,
        ),
        "severity": picture_severity(
            measured.calibration,
            [each.name for each in marks.readers],
            read=read,
            language=language,
        ),
        "agreement": picture_agreement(
            [changed(each, label=labels[each.code]) for each in measured.criteria],
            language=language,
        ),
    }


def _notices(marks: JuryMarks, calibration: "Calibration", language: str) -> tuple[Told, ...]:
    from reflexes.jury.calibration import Caution  # noqa: PLC0415 - late: the service starts without numbers
    from reflexes.jury.wording import caution_said  # noqa: PLC0415 - the same

    of_readers = {Caution.ONE_REVIEWER, Caution.SAME_MARK}
    told = []
    for each in calibration.notices:
        groups: tuple[tuple[str, ...], ...] = ()
        if each.caution is Caution.PANELS:
            names: list[str] = []
            groups = tuple(_panel(marks, calibration, n) for n in each.concerned)
        elif each.caution in of_readers:
            names = [marks.readers[n].name for n in each.concerned]
        else:
            names = [marks.files[n].receipt for n in each.concerned]
        text = caution_said(each, names, language)
        told.append(Told(kind=each.caution.value, text=text, groups=groups))
    return tuple(told)


def _panel(marks: JuryMarks, calibration: "Calibration", number: int) -> tuple[str, ...]:
    """The receipts of the files of a panel."""
    return tuple(
        each.receipt
        for each, panel in zip(marks.files, calibration.panels, strict=True)
        if panel == number
    )


def calibration_asked(marks: JuryMarks, places: int) -> Plain:
    """What the record's stage of calibration is asked, in codes: receipts, readers by number."""
    codes = [each.receipt for each in marks.files]
    readers = [f"J{rank:03}" for rank in range(1, len(marks.readers) + 1)]
    return {
        "applications": codes,
        "reviewers": readers,
        "scores": [[codes[file], readers[reader], mark] for file, reader, mark in marks.total],
        "model": "auto",
        "seed": SEED,
        "places": places,
        "draws": DRAWS,
    }


def keep_calibration(desk: Desk, actor: Person, call_id: str, jury: JuryKind) -> Computation:
    """Keep the calibration of a jury as it is now, so that anyone may compute it again.

    Raises `NotOpen` while reading goes on, and `NotAllowed` for whoever is bound to a file.
    """
    with desk.look() as connection:
        call = need_call(connection, call_id)
        check_manages(call, roles_on(connection, actor, call), "keep_calibration")
        everyone = jury_marks(connection, call, jury)
        bound = hidden_files(connection, actor, call)
    if any(each.public_id in bound for each in everyone.files):
        raise NotAllowed("recused-selection", step="keep_calibration", by=(Role.MANAGER,))
    found = results_page(desk, actor, call_id, jury, "fr")
    if found.opening is not Opening.OPEN:
        raise NotOpen("no-score-yet")
    asked = calibration_asked(found.marks, found.places)
    # Outside of any transaction: it may take seconds, and nobody waits for it.
    answered = _compute(asked)
    with desk.take(actor) as taking:
        call = taking.call(call_id)
        step = taking.step(CHOOSING_STEPS, "keep_calibration", call.stage, taking.roles(call), {})
        kept = computations.add_computation(
            taking.connection,
            call=call.id,
            jury=jury,
            stage=Stage.CALIBRATION,
            asked=_canonical(asked),
            answered=answered,
            made_by=actor.id,
            made_at=taking.now,
        )
        taking.note(step, call, call.public_id, {"digest": kept.digest})
    return kept


def _compute(asked: Plain) -> str:
    from reflexes.jury.record import canonical, compute  # noqa: PLC0415 - late: the service starts without numbers

    return canonical(compute("calibration", asked)).decode()


def _canonical(asked: Plain) -> str:
    from reflexes.jury.record import canonical  # noqa: PLC0415 - late: the service starts without numbers

    return canonical(asked).decode()
