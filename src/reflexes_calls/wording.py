"""The sentence of every refusal: English message ids here, French words in `locale/`."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from reflexes_calls.domain.clock import PLACE
from reflexes_calls.domain.errors import FieldRefusal, Refused

SENTENCES = {
    "not-found": "Nothing bears this address. Check it, or start from the list.",
    "not-allowed": "This belongs to another role. Ask the manager of the call if you "
    "should hold it.",
    "not-your-organisation": "You do not belong to %(organisation)s. Choose one of your "
    "own administrations.",
    "not-assigned": "This application was not given to you to review. Ask the manager of the call.",
    "not-open": "This step is no longer open, or not yet. Go back to the page to see what "
    "can be done now.",
    "too-late": "Applications closed on %(deadline)s. Your draft is kept, but it can no "
    "longer be submitted.",
    "form-amended": "The questions of this call have changed (version %(expected)s). Carry your "
    "draft over first: nothing of it is lost.",
    "not-letter": "This is for letters of intent only.",
    "not-full": "Only a full application can be read and decided. This one is a letter of intent.",
    "missing-file": "Attach a file here.",
    "not-between": "%(met)s is outside the period %(expected)s.",
    "part-missing": "Write this part: %(expected)s.",
    "too-early": "Applications open on %(opens)s. Come back then.",
    "before-deadline": "Applications may arrive until %(deadline)s. Reviews and decisions "
    "come afterwards.",
    "own-administration": "This application comes from the reviewer’s own administration. "
    "Choose another reviewer.",
    "already-reviewed": "Your review was already submitted, and is final.",
    "changed-elsewhere": "This draft was saved elsewhere in the meantime. Both texts are "
    "kept: compare them, then save again.",
    "too-few-reviews": "%(met)s reviews are in; %(expected)s are needed before deciding.",
    "undecided": "%(count)s applications are not decided yet. Decide them first.",
    "piste-without-content": "Only the name of this piste is public. Choose another one.",
    "wrong-sign-in": "The address or the password is wrong. Check both and try again.",
    "too-many-attempts": "Too many attempts. Wait %(minutes)s minutes and try again.",
    "invalid": "Some answers are to mend: %(count)s.",
    "missing": "Fill this in.",
    "too-long": "This is %(met)s characters long; shorten it to %(expected)s at most.",
    "too-short": "This is too short: write at least %(expected)s characters.",
    "several-lines": "Write this on one line.",
    "unreadable": "This text holds a character that cannot be read. Type it again.",
    "not-a-number": "“%(met)s” is not a number. Write it in figures, such as %(expected)s.",
    "not-a-day": "“%(met)s” is not a day. Write it such as 01/12/2026.",
    "past-day": "%(met)s is past. Choose a later day.",
    "future-day": "%(met)s is yet to come. Write the day it was recorded, %(expected)s at "
    "the latest.",
    "not-after": "%(met)s must come after %(expected)s. Choose a later day.",
    "too-small": "%(met)s is too little: write %(expected)s at least.",
    "too-large": "%(met)s is too much: write %(expected)s at most.",
    "too-many": "There are %(met)s; keep %(expected)s at most.",
    "not-ticked": "Tick this box to submit.",
    "not-a-choice": "Choose one of the values of the list.",
    "not-a-mark": "Choose a mark from 0 to 4.",
    "malformed": "“%(met)s” does not have the expected form.",
    "unanswered-promise": "Answer this promise, if only by “not measured”.",
    "already-used": "“%(met)s” already has an account.",
}
"""One sentence for each kind: what is refused, and how to mend it."""


def sentence(refusal: Refused | FieldRefusal, translate: Callable[[str], str]) -> str:
    """What a refusal says to people, in the language of `translate`."""
    if isinstance(refusal, FieldRefusal):
        facts: dict[str, object] = {"met": refusal.met, "expected": refusal.expected}
        cents = {"too-small", "too-large"}
        if refusal.field in {"budget", "budget_cap", "costs"} and refusal.kind in cents:
            facts = {key: _euros(str(value)) for key, value in facts.items()}
    else:
        facts = refusal.facts
    said = {key: _shown(value) for key, value in facts.items()}
    return translate(SENTENCES[refusal.kind]) % said


def _shown(value: object) -> object:
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(ZoneInfo(PLACE)):%d/%m/%Y %H:%M:%S}"
    return value


def _euros(cents: str) -> str:
    whole, rest = divmod(int(cents), 100)
    figures = f"{whole:,}".replace(",", "\u202f")
    return f"{figures},{rest:02} €" if rest else f"{figures} €"
