"""Internal questions: those that the programme's team alone sees and fills in."""

from collections.abc import Mapping
from typing import Any

from reflexes.digests import digest_of
from reflexes.records import changed
from reflexes_calls.domain.answering import Reading, keep_known, read_answers
from reflexes_calls.domain.answers import Raw
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.form import Form, Kind, Phase, Question, Section

CODE_OF_SECTION = "internal"


def internal_form(form: Form) -> Form:
    """The internal questions of a form alone, as a form to be filled in; none is required."""
    asked = tuple(
        changed(each, internal=False, required=False, when=())
        for each in form.questions()
        if each.internal and each.kind is not Kind.FILE
    )
    section = Section(
        code=CODE_OF_SECTION, title=Bilingual(), phases=(Phase.LETTER, Phase.FULL), questions=asked
    )
    return Form(number=form.number, sections=(section,))


def internal_questions(form: Form) -> tuple[Question, ...]:
    """The internal questions of a form."""
    return tuple(internal_form(form).questions())


def keep_internal(form: Form, raw: Raw, known: Mapping[str, str]) -> dict[str, str]:
    """What is kept once the team has typed; answers to questions that are gone stay."""
    asked = internal_form(form)
    gone = {key: text for key, text in known.items() if not keep_known(asked, {key: text})}
    return gone | {key: text for key, text in keep_known(asked, raw).items() if text.strip()}


def read_internal(form: Form, typed: Raw, reading: Reading) -> dict[str, Any]:
    """The answers of the team, read; raises `Invalid` with every refusal."""
    return read_answers(internal_form(form), Phase.FULL, typed, reading).said


def internal_digest(typed: Mapping[str, str]) -> str:
    """The digest of what the team has typed, so that nobody replaces what they have not seen."""
    return digest_of(dict(typed))
