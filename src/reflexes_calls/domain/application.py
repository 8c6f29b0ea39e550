"""Application: a team's answer to a call, and its versions since the first submission."""

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from reflexes.digests import SCHEMA, digest_of
from reflexes.records import record
from reflexes_calls.domain.answering import Answers
from reflexes_calls.domain.form import Phase
from reflexes_calls.domain.lifecycle import ApplicationStage


class Completeness(StrEnum):
    """Whether the call's team found in a file all that it asks for."""

    UNCHECKED = "unchecked"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


@record
class Application:
    """An application. `draft` is what was typed; `revision` counts what was saved.

    `touched` says who typed each answer last: key → [revision, public id of the person, instant].
    `submitted_revision` is the one that was submitted last; `form_number` is the version of the
    form that the draft answers. `session` is the closing that it was submitted for, from 1.
    `internal` is what the programme's team typed for itself, which applicants never see.
    """

    id: int
    public_id: str
    call_id: int
    organisation_id: int
    created_by: int
    stage: ApplicationStage
    phase: Phase
    form_number: int
    session: int | None
    draft: dict[str, str]
    touched: dict[str, list[Any]]
    internal: dict[str, str]
    revision: int
    submitted_revision: int | None
    receipt: str | None
    title: str
    amount: int | None
    territory: str | None
    admitted_until: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    submitted_at: dt.datetime | None

    def draft_title(self) -> str:
        """The title as typed so far, perhaps empty."""
        return self.draft.get("title", "").strip()

    @property
    def has_unsent_changes(self) -> bool:
        """Whether something was saved since the last submission."""
        return self.submitted_revision is not None and self.revision > self.submitted_revision


@record
class Unsent:
    """What says until when an application may still be sent, and nothing of what it holds."""

    id: int
    stage: ApplicationStage
    phase: Phase
    session: int | None
    admitted_until: dt.datetime | None


@record
class Version:
    """What was submitted: raw JSON with its schema and questions version, and its digest."""

    id: int
    application_id: int
    number: int
    phase: Phase
    form_number: int
    request_key: str | None
    entry_seq: int | None
    answers: dict[str, Any]
    digest: str
    submitted_at: dt.datetime
    submitted_by: int

    @property
    def said(self) -> dict[str, Any]:
        """The answers alone."""
        said: dict[str, Any] = self.answers["answers"]
        return said


def frozen_answers(
    read: Answers,
    form_number: int,
    partners: Sequence[Mapping[str, Any]] = (),
    brought: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], str]:
    """The raw JSON to keep for submitted answers, and its digest.

    The partners stand beside the answers as they were then, when there are any; and so does, for
    what was `brought` from another service, what that service states of it.
    """
    kept: dict[str, Any] = {
        "schema": SCHEMA,
        "form": form_number,
        "answers": read.said,
        "not_asked": list(read.not_asked),
    }
    if partners:
        kept["partners"] = [dict(each) for each in partners]
    if brought is not None:
        kept["brought"] = dict(brought)
    return kept, digest_of(kept)


def receipt_number(year: int, rank: int) -> str:
    """The receipt of the `rank`-th submission of a call: `2026-001`."""
    return f"{year}-{rank:03}"


def rank_of(receipt: str) -> int:
    """The rank in a receipt, counted from 1."""
    return int(receipt.rpartition("-")[2])
