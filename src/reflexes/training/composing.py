"""From choices and a catalogue to a module: the same choices give the same module."""

from collections.abc import Iterator
from typing import Any

from reflexes.catalogue import Catalogue
from reflexes.errors import Refusal, RefusedError
from reflexes.records import changed
from reflexes.training.bank import TELLS_POLES, bank
from reflexes.training.choices import (
    MAIN,
    Choices,
    TrainingError,
    activities_of,
    check_choices,
)
from reflexes.training.filling import CASES_TAKEN, fill, objective_of
from reflexes.training.matter import Matter, gather
from reflexes.training.module import (
    Activity,
    Length,
    Modality,
    Module,
    Objective,
    Public,
    Sequence,
    Session,
)
from reflexes.training.template import MAINS, read_data, template
from reflexes.training.timing import replaced, with_true_sums

MOST_PEOPLE = 24


def compose(catalogue: Catalogue, choices: Choices | None = None) -> Module:
    """The module for those choices; without any, a half day for managers.

    Raises `RefusedError` for codes that cannot be used, `TrainingError` when the edition does not
    hold what an activity needs.
    """
    chosen = choices or Choices()
    check_choices(catalogue, chosen)
    matter = gather(catalogue, chosen)
    mains = activities_of(chosen)
    _check_matter(matter, mains)
    sessions = _Layout(matter, mains).sessions()
    used = tuple(
        dict.fromkeys(
            activity.template
            for session in sessions
            for sequence in session.sequences
            for activity in sequence.activities
        )
    )
    objectives = tuple(_objectives(matter, used))
    made = with_true_sums(_module(matter, sessions, objectives, used))
    return made if chosen.group is None else for_group(made, chosen.group)


def for_group(module: Module, people: int) -> Module:
    """The same module for so many people at most; raises `RefusedError` where one does not suit.

    Every activity that takes fewer, or needs more, is named at once.
    """
    refusals = [
        Refusal(
            "group-too-large" if people > activity.most else "group-too-small",
            path=f"activities.{activity.code}",
            met=str(people),
            expected=str(activity.most if people > activity.most else activity.fewest),
        )
        for activity in module.activities
        if not activity.is_break and not activity.fewest <= people <= activity.most
    ]
    if refusals:
        raise RefusedError(refusals)
    return changed(module, most=people, fewest=min(module.fewest, people))


def exchange(matter: Matter, module: Module, code: str, to: str) -> Module:
    """The module with another activity in the place of `code`, in the same minutes.

    The objective of the new one comes with its questions; objectives that nothing serves any more
    leave with theirs. Raises `LookupError` when no activity bears `code`, or no template `to`.
    """
    old = next((each for each in module.activities if each.code == code), None)
    if old is None:
        raise LookupError(code)
    _check_matter(matter, (to,))
    others = {each.code for each in module.activities if each.code != code}
    name = next(
        each
        for each in (to, *(f"{to}-{count}" for count in range(2, len(others) + 3)))
        if each not in others
    )
    minutes = max(old.minutes, template(to).least)
    made = replaced(module, code, fill(matter, to, minutes, name=name))
    served = {each for activity in made.activities for each in activity.objectives}
    new = objective_of(matter, to)
    known = {each.code for each in module.objectives}
    objectives = [each for each in module.objectives if each.code in served]
    objectives += [new] if new is not None and new.code not in known else []
    kept = [item for item in module.items if item.objective in served]
    codes = {item.code for item in kept}
    kept += [
        item
        for item in bank(matter, (to,), [TELLS_POLES, *(each.code for each in objectives)])
        if item.code not in codes
    ]
    return changed(
        made,
        objectives=tuple(objectives),
        items=tuple(kept),
        fewest=max(made.fewest, *(each.fewest for each in made.activities)),
        most=min(made.most, *(each.most for each in made.activities)),
    )


def _check_matter(matter: Matter, mains: tuple[str, ...]) -> None:
    if "piste-study" in mains and matter.piste is None:
        raise TrainingError(
            "No piste of edition %(edition)s answers “%(subject)s”: choose a piste with --about, "
            "or another activity than piste-study.",
            edition=matter.catalogue.edition or "—",
            subject=matter.facts["subject"],
        )
    if "evidence-reading" in mains and not matter.evidence:
        raise TrainingError(
            "Edition %(edition)s holds no evidence to read. Choose another edition, or another "
            "activity than evidence-reading.",
            edition=matter.catalogue.edition or "—",
        )


class _Layout:
    """Puts the chosen activities in the places that the length leaves open."""

    def __init__(self, matter: Matter, mains: tuple[str, ...]) -> None:
        self.matter = matter
        self.waiting = list(mains)
        self.last = mains[-1]
        self.case = 0
        self.names: dict[str, int] = {}

    def sessions(self) -> tuple[Session, ...]:
        plan = read_data("plans.toml")[self.matter.choices.length.value]
        return tuple(
            self._session(place, said) for place, said in enumerate(plan["sessions"], start=1)
        )

    def _session(self, place: int, said: dict[str, Any]) -> Session:
        sequences = tuple(
            self._sequence(f"{place}-{number}", each)
            for number, each in enumerate(said["sequences"], start=1)
        )
        return Session(
            code=f"session-{place}",
            title=said["title"][self.matter.language],
            starts=said["starts"],
            minutes=sum(sequence.minutes for sequence in sequences),
            sequences=sequences,
        )

    def _sequence(self, place: str, said: dict[str, Any]) -> Sequence:
        activities = tuple(self._activity(code, minutes) for code, minutes in said["activities"])
        return Sequence(
            code=f"sequence-{place}",
            title=said["title"][self.matter.language],
            minutes=sum(activity.minutes for activity in activities),
            activities=activities,
        )

    def _activity(self, code: str, minutes: int) -> Activity:
        if code == MAIN:
            code = self._next()
            minutes = max(minutes, template(code).least)
        count = self.names[code] = self.names.get(code, 0) + 1
        name = code if count == 1 else f"{code}-{count}"
        made = fill(self.matter, code, minutes, place=self.case, name=name)
        self.case += CASES_TAKEN.get(code, 0)
        return made

    def _next(self) -> str:
        """The next activity chosen; then those not yet used; then the last one again."""
        if self.waiting:
            return self.waiting.pop(0)
        unused = [code for code in MAINS if code not in self.names and self._holds(code)]
        return unused[0] if unused else self.last

    def _holds(self, code: str) -> bool:
        """Whether the edition holds what that activity needs."""
        needs = {"piste-study": self.matter.piste, "evidence-reading": self.matter.evidence}
        return bool(needs.get(code, True))


def _objectives(matter: Matter, used: tuple[str, ...]) -> Iterator[Objective]:
    for code in used:
        objective = objective_of(matter, code)
        if objective is not None:
            yield objective


def _module(
    matter: Matter,
    sessions: tuple[Session, ...],
    objectives: tuple[Objective, ...],
    used: tuple[str, ...],
) -> Module:
    choices = matter.choices
    activities = [a for s in sessions for q in s.sequences for a in q.activities]
    about = choices.about or (
        matter.controversy.code,
        *((matter.piste.code,) if matter.piste and "piste-study" in used else ()),
    )
    made = Module(
        code=choices.code,
        title=matter.translate("%(subject)s: deciding and acting in times of crisis")
        % matter.facts,
        edition=matter.catalogue.edition,
        language=choices.language,
        about=about,
        aim=matter.translate(AIMS[choices.public]) % matter.facts,
        public=choices.public,
        audience=matter.translate(AUDIENCES[choices.public]),
        prerequisites=matter.translate(PREREQUISITES),
        length=choices.length,
        modality=choices.where,
        minutes=sum(session.minutes for session in sessions),
        fewest=max(activity.fewest for activity in activities),
        most=min(MOST_PEOPLE, *(activity.most for activity in activities)),
        objectives=objectives,
        sessions=sessions,
        items=bank(matter, used, [each.code for each in objectives]),
    )
    if choices.where is Modality.REMOTE and choices.length is not Length.SIX_WEEKS:
        return changed(made, most=min(made.most, 16))
    return made


AIMS = {
    Public.ELECTED: "Decide, and have others decide, in times of crisis on the tension "
    "“%(subject)s”, knowing the arguments of both poles and what is really known.",
    Public.MANAGERS: "Lead a department through a crisis and after it, on the tension "
    "“%(subject)s”, turning what was improvised into a trial that can be judged.",
    Public.AGENTS: "Tell, discuss and improve what field work became in times of crisis, on the "
    "tension “%(subject)s”.",
    Public.LABS: "Equip a public innovation lab to work on the tension “%(subject)s”, from what "
    "is known to a trial that may fail.",
}
"""The training aim, for each public (message ids)."""
AUDIENCES = {
    Public.ELECTED: "Elected officials of local authorities, and those who prepare their "
    "decisions.",
    Public.MANAGERS: "Managers of public bodies: team leaders, heads of department, directors.",
    Public.AGENTS: "Field agents: reception, social action, technical services, schools, care.",
    Public.LABS: "Members of public innovation labs, and of transformation and data departments.",
}
"""Who the module is for, in words (message ids)."""
PREREQUISITES = (
    "None. To have lived through one episode of crisis at work, as a professional or an elected "
    "official, helps."
)
"""What is expected beforehand (a message id)."""
