"""Agreement: who signs with whom, for how much, paid when; two parties, or three with an evaluator.

It is written as a draft, then issued: its text is frozen with its digest. It is signed on paper or
by another service, and the signed copy is kept. What is paid is then noted, tranche by tranche.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from reflexes.fields import choice, day, line, money, prose
from reflexes.records import changed, record
from reflexes_calls.domain.answering import Registers
from reflexes_calls.domain.answers import Raw, UnreadableError, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import FieldRefusal, Invalid

MOST_TRANCHES = 6
TRANCHE_FIELDS = ("amount", "due", "condition")
SIRETS = ("funder_siret", "holder_siret", "evaluator_siret")
UNNAMED = "–"


class AgreementState(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    SIGNED = "signed"


class Nature(StrEnum):
    """What is granted, in the words of the French schema of grants."""

    CASH = "aide en numéraire"
    KIND = "aide en nature"
    BOTH = "aide en numéraire;aide en nature"


IN_ENGLISH = {
    Nature.CASH: "money",
    Nature.KIND: "support in kind",
    Nature.BOTH: "money and support in kind",
}


class Payment(StrEnum):
    """How it is paid, in the words of the French schema of grants."""

    ONCE = "unique"
    SPREAD = "échelonné"
    OTHER = "autre"


@record
class AgreementAnswers:
    """What the manager writes; the third party stands only when an evaluator is named."""

    reference: str = line(
        "Number of the agreement", max_length=40, help="As your administration numbers them."
    )
    decision_reference: str = line(
        "Number of the decision",
        default="",
        max_length=40,
        help="Of the deliberation or the order that grants it, if there is one.",
    )
    funder_name: str = line("Who grants", max_length=160)
    funder_siret: str = line("SIRET of who grants", max_length=24, help="Fourteen digits.")
    funder_signatory: str = line(
        "Who signs for it, and their function", max_length=160, help="Such as: A. Martin, director."
    )
    holder_siret: str = line(
        "SIRET of the administration that tries", max_length=24, help="Fourteen digits."
    )
    holder_signatory: str = line("Who signs for the administration that tries", max_length=160)
    evaluator_name: str = line(
        "Evaluator", default="", max_length=160, help="Leave empty for an agreement of two parties."
    )
    evaluator_siret: str = line("SIRET of the evaluator", default="", max_length=24)
    evaluator_signatory: str = line("Who signs for the evaluator", default="", max_length=160)
    begins_on: dt.date = day("The trial begins on")
    ends_on: dt.date = day("The trial ends on")
    nature: Nature = choice("What is granted", default=Nature.CASH)
    more: str = prose(
        "Articles of your own",
        default="",
        max_length=6000,
        help="They follow the usual articles. An empty line parts two paragraphs.",
    )


def nature_said(said: AgreementAnswers, language: str) -> str:
    """What is granted, in the words of an agreement in `language`."""
    return IN_ENGLISH[said.nature] if language == "en" else said.nature.value.replace(";", ", ")


@record
class TrancheAnswers:
    """One payment."""

    amount: int = money("Amount", minimum=1, maximum=10_000_000_00)
    due: dt.date = day("Paid by")
    condition: str = line(
        "On what condition", max_length=160, help="Such as: at signature, on the final account."
    )


@record
class Agreement:
    """An agreement; `amount` in cents. `document` is the frozen text once it is issued."""

    id: int
    public_id: str
    application_id: int
    state: AgreementState
    typed: dict[str, str]
    amount: int
    document: dict[str, Any] | None
    digest: str | None
    issued_at: dt.datetime | None
    signed_on: dt.date | None
    signed_at: dt.datetime | None
    created_at: dt.datetime


@record
class Tranche:
    """A payment of an agreement that was issued; `amount` in cents."""

    id: int
    agreement_id: int
    position: int
    amount: int
    due: dt.date
    condition: str
    paid_on: dt.date | None
    paid_despite: str | None = None


@record
class SignedCopy:
    """A signed copy that is kept."""

    id: int
    public_id: str
    agreement_id: int
    name: str
    digest: str
    size: int
    media_type: str
    uploaded_by: int
    uploaded_at: dt.datetime


@record
class Terms:
    """An agreement read whole: what was written, and its tranches."""

    said: AgreementAnswers
    tranches: tuple[TrancheAnswers, ...]

    @property
    def has_evaluator(self) -> bool:
        """Whether three parties sign."""
        return bool(self.said.evaluator_name)

    @property
    def payment(self) -> Payment:
        """How it is paid, as the schema of grants says it."""
        return Payment.ONCE if len(self.tranches) == 1 else Payment.SPREAD


def read_agreement(raw: Raw, call: Call, amount: int, registers: Registers) -> Terms:
    """The agreement that was typed, of so many cents; raises `Invalid` with every refusal."""
    refusals: list[FieldRefusal] = []
    said: list[AgreementAnswers] = []
    try:
        said.append(read_form(AgreementAnswers, raw))
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    sirets, wrong = _read_sirets(raw, registers)
    refusals.extend(wrong)
    refusals.extend(_check_evaluator(raw))
    if said:
        refusals.extend(_check_days(said[0]))
    tranches, wrong = _read_tranches(raw)
    refusals.extend(wrong)
    if call.funded and not wrong:
        refusals.extend(_check_sum(tranches, amount))
    if refusals:
        raise Invalid(tuple(refusals))
    return Terms(said=changed(said[0], **sirets), tranches=tranches if call.funded else ())


def _read_sirets(raw: Raw, registers: Registers) -> tuple[dict[str, str], list[FieldRefusal]]:
    said: dict[str, str] = {}
    refusals: list[FieldRefusal] = []
    for name in SIRETS:
        typed = raw.get(name, "").strip()
        if not typed:
            continue
        try:
            # The name is typed beside it: only the number is looked at.
            said[name] = registers.administration(typed, UNNAMED)["siret"]
        except UnreadableError as error:
            met = str(getattr(error, "met", typed))
            refusals.append(
                FieldRefusal(field=name, kind=error.kind, met=met, expected=error.expected)
            )
    return said, refusals


def _check_evaluator(raw: Raw) -> Iterable[FieldRefusal]:
    third = ("evaluator_name", "evaluator_siret", "evaluator_signatory")
    missing = [name for name in third if not raw.get(name, "").strip()]
    if len(missing) < len(third):
        for name in missing:
            yield FieldRefusal(field=name, kind="missing")


def _check_days(said: AgreementAnswers) -> Iterable[FieldRefusal]:
    if said.ends_on <= said.begins_on:
        yield FieldRefusal(
            field="ends_on",
            kind="not-after",
            met=f"{said.ends_on:%d/%m/%Y}",
            expected=f"{said.begins_on:%d/%m/%Y}",
        )


def _read_tranches(raw: Raw) -> tuple[tuple[TrancheAnswers, ...], list[FieldRefusal]]:
    said: list[TrancheAnswers] = []
    refusals: list[FieldRefusal] = []
    for at in range(MOST_TRANCHES):
        row = tranche_row(raw, at)
        if not any(value.strip() for value in row.values()):
            continue
        try:
            said.append(read_form(TrancheAnswers, row, at=f"{at}."))
        except Invalid as invalid:
            refusals.extend(invalid.refusals)
    return tuple(said), refusals


def tranche_row(raw: Raw, at: int) -> dict[str, str]:
    """What was typed of one tranche; its fields are named `0.amount`."""
    return {name: raw.get(f"{at}.{name}", "") for name in TRANCHE_FIELDS}


def _check_sum(tranches: Sequence[TrancheAnswers], amount: int) -> Iterable[FieldRefusal]:
    total = sum(each.amount for each in tranches)
    if total != amount:
        yield FieldRefusal(
            field="0.amount",
            kind="tranches-sum",
            met=f"{total / 100:.2f}",
            expected=f"{amount / 100:.2f}",
        )


def keep_agreement(raw: Mapping[str, str]) -> dict[str, str]:
    """What was typed for an agreement and its tranches, untouched, and nothing else."""
    names = list(AgreementAnswers.__annotations__)
    names += [f"{at}.{name}" for at in range(MOST_TRANCHES) for name in TRANCHE_FIELDS]
    return {name: raw[name] for name in names if name in raw}
