"""Application: a team's answer to a call, and its versions since the first submission."""

import datetime as dt
from typing import Any

from reflexes.digests import SCHEMA, digest_of
from reflexes.records import record
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.questions import QUESTIONS_VERSION


@record
class Application:
    """An application. `draft` is what was typed; `revision` counts what was saved."""

    id: int
    public_id: str
    call_id: int
    organisation_id: int
    created_by: int
    stage: ApplicationStage
    draft: dict[str, str]
    revision: int
    receipt: str | None
    created_at: dt.datetime
    updated_at: dt.datetime

    def draft_title(self) -> str:
        """The title as typed so far, perhaps empty."""
        return self.draft.get("title", "").strip()


@record
class Version:
    """What was submitted: raw JSON with its schema and questions version, and its digest."""

    id: int
    application_id: int
    number: int
    answers: dict[str, Any]
    digest: str
    submitted_at: dt.datetime
    submitted_by: int

    @property
    def said(self) -> dict[str, Any]:
        """The answers alone."""
        said: dict[str, Any] = self.answers["answers"]
        return said


def frozen_answers(said: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The raw JSON to keep for submitted answers, and its digest."""
    kept = {"schema": SCHEMA, "questions": QUESTIONS_VERSION, "answers": said}
    return kept, digest_of(kept)


def receipt_number(year: int, rank: int) -> str:
    """The receipt of the `rank`-th submission of a call: `2026-001`."""
    return f"{year}-{rank:03}"
