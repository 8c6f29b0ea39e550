"""Reading blind: what identifies an applicant is taken out of what a juror is given.

Texts that people wrote freely are shown as they are: nobody can promise that they name nobody.
"""

from collections.abc import Collection, Mapping
from typing import Any

from reflexes.fields import yes
from reflexes.records import changed, record
from reflexes_calls.domain.application import Application, Version
from reflexes_calls.domain.form import Form, Kind, Question
from reflexes_calls.domain.jury import Jury, JuryPhase
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.people import Organisation

NOBODY_NAMED = Organisation(id=0, public_id="", name="–", siret=None)
"""Who applies, for whoever may not know it."""
SHORTEST_NAME = 4
"""A shorter name would be met in any text."""


@record
class ReadingSettings:
    """Whether a jury knows who applies, in each of its phases."""

    blind_reading: bool = yes(
        "While it reads, the jury does not see who applies",
        default=False,
        help="Hidden: the administration, its SIRET number, partners, names of attached files, "
        "and the answers marked in the form as telling who applies.",
    )
    blind_deliberation: bool = yes(
        "While it deliberates, the jury does not see who applies either", default=False
    )


def reading_settings(jury: Jury) -> ReadingSettings:
    """How a jury reads, as it is kept."""
    kept = jury.settings
    return ReadingSettings(
        blind_reading=bool(kept.get("blind_reading")),
        blind_deliberation=bool(kept.get("blind_deliberation")),
    )


def is_blind(settings: Mapping[str, Any], phase: JuryPhase, stage: ApplicationStage) -> bool:
    """Whether a jury that stands in a phase does not see who applies.

    Once a file is decided, who was selected is public.
    """
    if stage is not ApplicationStage.SUBMITTED:
        return False
    if phase in {JuryPhase.FORMING, JuryPhase.READING}:
        return bool(settings.get("blind_reading"))
    return bool(settings.get("blind_deliberation"))


def is_hidden(question: Question) -> bool:
    """Whether an answer is hidden from a jury that reads blind."""
    return question.identifies or question.kind is Kind.ADMINISTRATION


def hidden_questions(form: Form) -> tuple[Question, ...]:
    """The questions of a form whose answers are hidden from a jury that reads blind."""
    return tuple(each for each in form.questions() if is_hidden(each) and not each.internal)


def hides_title(form: Form) -> bool:
    """Whether the title itself is said to tell who applies."""
    title = form.find("title")
    return title is not None and is_hidden(title)


def without_names(version: Version, form: Form) -> Version:
    """A submission without what tells who sent it: some answers, partners, names of files."""
    hidden = {each.code for each in hidden_questions(form)}
    said = {
        code: _unnamed(form.find(code), answer)
        for code, answer in version.said.items()
        if code not in hidden
    }
    kept = {
        key: value for key, value in version.answers.items() if key not in {"partners", "brought"}
    }
    return changed(version, answers=kept | {"answers": said}, submitted_by=0)


def application_without_names(known: Application, form: Form) -> Application:
    """An application without what tells who it is from."""
    hidden = {each.code for each in hidden_questions(form)}
    return changed(
        known,
        organisation_id=0,
        created_by=0,
        title="" if "title" in hidden else known.title,
        territory=None if "territory" in hidden else known.territory,
        amount=None if "budget" in hidden else known.amount,
    )


def _unnamed(question: Question | None, answer: Any) -> Any:
    """An answer; files keep their ending and lose their name."""
    if question is None or question.kind is not Kind.FILE or not isinstance(answer, list):
        return answer
    return [
        {**each, "name": unnamed_file(rank, str(each.get("name", "")))}
        for rank, each in enumerate(answer, start=1)
    ]


def unnamed_file(rank: int, name: str) -> str:
    """The name under which a file is given to whoever may not know who sent it."""
    _, dot, ending = name.rpartition(".")
    is_plain = bool(dot) and ending.isalnum() and len(ending) <= SHORTEST_NAME
    return f"piece-{rank}{f'.{ending.lower()}' if is_plain else ''}"


def names_met(texts: Collection[str], names: Collection[str]) -> tuple[str, ...]:
    """The names that are met in some texts, whatever their capitals."""
    read = " ".join(texts).casefold().replace("'", "’")
    return tuple(
        name
        for name in dict.fromkeys(each.strip() for each in names)
        if len(name) >= SHORTEST_NAME and name.casefold().replace("'", "’") in read
    )
