"""The waiting list: files that were declined, and called up when money or a place comes free."""

import datetime as dt

from reflexes.fields import money, prose, yes
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.errors import FieldRefusal, Invalid


@record
class WaitingPlace:
    """The place of a file, from 1. What was decided of it before it was called up is kept."""

    application_id: int
    rank: int
    declined_reasons: str
    declined_at: dt.datetime | None
    called_at: dt.datetime | None
    closed_at: dt.datetime | None

    @property
    def waits(self) -> bool:
        """Whether the file may still be called up."""
        return self.called_at is None and self.closed_at is None


@record
class CallUpAnswers:
    """The form by which a file is called up."""

    amount: int | None = money(
        "Amount granted",
        default=None,
        minimum=1,
        maximum=10_000_000_00,
        help="In euros. It may be less than what was asked: say so in the reasons.",
    )
    beyond: bool = yes("The programme adds the money that is missing", default=False)
    before: str = prose(
        "Why before those who come first",
        default="",
        max_length=1000,
        help="Only when others wait before this file. It is kept in the journal.",
    )
    reasons: str = prose("Reasons", max_length=2000, help="The applicant will read them.")


def read_call_up(
    raw: Raw, call: Call, *, left: int | None, is_first: bool, first: str
) -> CallUpAnswers:
    """What was typed to call up a file; raises `Invalid` with every refusal.

    `left` is the money that is free, in cents, None when nobody said a budget; `first` names the
    file that comes first.
    """
    grants = call.funded
    bounds = {"amount": {"maximum": call.budget_cap, "optional": False}} if grants else {}
    refusals: list[FieldRefusal] = []
    said: CallUpAnswers | None = None
    try:
        said = read_form(CallUpAnswers, raw if grants else {**raw, "amount": ""}, bounds=bounds)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    if not is_first and not raw.get("before", "").strip():
        refusals.append(FieldRefusal(field="before", kind="others-come-first", met=first))
    amount = said.amount if said else None
    if said and amount and left is not None and amount > left and not said.beyond:
        refusals.append(
            FieldRefusal(
                field="amount",
                kind="beyond-the-budget",
                met=f"{amount / 100:.2f}".replace(".", ","),
                expected=f"{max(left, 0) / 100:.2f}".replace(".", ","),
            )
        )
    if said is None or refusals:
        raise Invalid(tuple(refusals))
    return said
