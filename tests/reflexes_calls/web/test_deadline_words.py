"""The one sentence about a deadline, at every moment around it, in both languages."""

import datetime as dt

import pytest

from reflexes_calls.domain.deadlines import Outage, deadline_of, stand
from reflexes_calls.domain.form import Phase
from reflexes_calls.web.deadline_words import deadline_sentence, grace_sentences

AT = dt.datetime(2027, 1, 30, 16, tzinfo=dt.UTC)
SECOND, MINUTE, HOUR = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)
OUTAGE = Outage(started_at=AT - HOUR, ended_at=AT + HOUR)
SAID = "30 January 2027 at 17:00, Paris time"


def said(
    now: dt.datetime,
    *,
    phase: Phase = Phase.FULL,
    grace: int = 0,
    outages: tuple[Outage, ...] = (),
    **known: dt.datetime,
) -> str:
    standing = stand(deadline_of(AT, grace=grace, outages=outages), now, **known)
    return deadline_sentence(standing, str, "en", phase=phase)


def test_a_second_before_at_and_after() -> None:
    assert said(AT - SECOND) == said(AT) == f"Applications close on {SAID}."
    assert said(AT + SECOND) == f"Applications closed on {SAID}."


def test_before_the_opening() -> None:
    opens = AT - 10 * HOUR
    assert said(opens - SECOND, opens_at=opens) == (
        "Applications open on 30 January 2027 at 07:00, Paris time."
    )


def test_the_grace_is_said_before_during_and_after() -> None:
    end = "30 January 2027 at 17:15, Paris time"
    assert said(AT, grace=15) == (
        f"Applications close on {SAID}. What arrives up to {end} is still taken."
    )
    during = said(AT + 15 * MINUTE, grace=15)
    assert during.startswith(f"The deadline of {SAID} has passed.")
    assert end in during
    assert said(AT + 15 * MINUTE + SECOND, grace=15) == (
        f"Applications closed on {SAID}. What arrived up to {end} was still taken."
    )


def test_a_deadline_moved_by_an_outage_is_said_to_everyone() -> None:
    moved = "30 January 2027 at 19:00, Paris time"
    assert said(AT + HOUR, outages=(OUTAGE,)).endswith(f"For everyone, it is now {moved}.")
    assert said(AT + 3 * HOUR, outages=(OUTAGE,)).endswith(f"up to {moved} was still taken.")


def test_a_late_application_that_was_admitted_says_until_when() -> None:
    until = AT + 48 * HOUR
    assert "1 February 2027 at 17:00" in said(AT + HOUR, admitted_until=until)


@pytest.mark.parametrize(
    ("now", "verb"), [(AT, "close"), (AT + SECOND, "closed")], ids=["in time", "late"]
)
def test_letters_of_intent_have_their_own_words(now: dt.datetime, verb: str) -> None:
    assert said(now, phase=Phase.LETTER) == f"Letters of intent {verb} on {SAID}."


def test_the_rule_is_told_with_or_without_grace() -> None:
    assert "one second later" in grace_sentences(0, str)[0]
    assert grace_sentences(15, str)[0].startswith("After each deadline, 15 minutes")
    assert grace_sentences(0, str)[1] == grace_sentences(15, str)[1]
