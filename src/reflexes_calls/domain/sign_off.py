"""What a partner reads before signing: the present state of the file, and its digest.

A partner signs what is shown and nothing else: the title, the summary, the amounts and the budget
lines as typed, and their own part. When one of these changes, the signature is of an earlier text.
"""

from collections.abc import Mapping

from reflexes.digests import SCHEMA, digest_of
from reflexes.records import record
from reflexes_calls.domain.answering import questions_asked, rows_typed
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.form import ALWAYS_ASKED, Form, Kind, Phase, Question
from reflexes_calls.domain.partner import Partner


@record
class Shown:
    """One answer as a partner reads it: a text, or the rows of a table under its headings."""

    code: str
    label: Bilingual
    text: str = ""
    headings: tuple[Bilingual, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def shown_to_partner(form: Form, phase: Phase, typed: Mapping[str, str]) -> tuple[Shown, ...]:
    """The answers that every partner reads, in the order of the form."""
    asked = questions_asked(form, phase, typed)
    return tuple(_shown(question, typed) for question in asked if _concerns(question))


def _concerns(question: Question) -> bool:
    if question.code in ALWAYS_ASKED or question.kind is Kind.MONEY:
        return True
    return any(column.kind is Kind.MONEY for column in question.columns)


def _shown(question: Question, typed: Mapping[str, str]) -> Shown:
    if question.kind is not Kind.TABLE:
        text = typed.get(question.code, "").strip()
        return Shown(code=question.code, label=question.label, text=text)
    codes = [column.code for column in question.columns]
    return Shown(
        code=question.code,
        label=question.label,
        headings=tuple(column.label for column in question.columns),
        rows=tuple(
            tuple(typed.get(f"{question.code}.{row}.{code}", "").strip() for code in codes)
            for row in rows_typed(question, typed)
        ),
    )


def sign_off_digest(shown: tuple[Shown, ...], partner: Partner) -> str:
    """The digest of what a partner signs. Labels are left out: their English may be mended."""
    return digest_of(
        {
            "schema": SCHEMA,
            "answers": {each.code: each.text or [list(row) for row in each.rows] for each in shown},
            "name": partner.name,
            "role": partner.role.value,
            "part": partner.part,
        }
    )
