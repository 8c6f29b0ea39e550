"""Which step sends which letter to whom; the words stand in `texts/`."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from reflexes.records import record

SENT = {
    "submit": "receipt",
    "withdraw": "withdrawn",
    "assign": "to-review",
    "select": "selected",
    "decline": "declined",
    "shortlist": "shortlisted",
    "set_aside": "set-aside",
    "start": "started",
    "propose": "proposed",
    "invite": "invitation",
    "link_to_resume": "resume-link",
    "ask_partner": "partner-asked",
    "sign_partner": "partner-signed",
    "refuse_partner": "partner-declined",
    "terrain_message": "terrain-message",
    "move_deadline": "deadline-moved",
    "put_deadline_back": "deadline-back",
    "amend": "amended",
    "remind": "reminder",
    "remind_changes": "reminder-changes",
    "remind_readers": "reading-reminder",
    "apply_assignment": "to-review-several",
    "ask": "question-asked",
    "answer": "question-answered",
    "admit": "admitted",
    "ask_missing": "missing-asked",
    "find_inadmissible": "inadmissible",
    "write_message": "message",
    "readmit": "readmitted",
    "appeal": "appeal-lodged",
    "uphold": "appeal-upheld",
    "overturn": "selected",
    "call_up": "selected",
    "close_waiting_list": "waiting-list-closed",
    "reinstate": "shortlisted",
    "issue_agreement": "agreement-issued",
    "sign_agreement": "agreement-signed",
    "sign_in_link": "sign-in-link",
    "password_link": "password-link",
    "password_changed": "password-changed",
    "invite_account": "account-invitation",
    "change_address": "address-changed",
    "remove_factor": "factor-removed",
    "make_token": "token-made",
    "erase_account": "account-erased",
    "invite_juror": "jury-invitation",
    "remind_juror": "jury-reminder",
    "ask_charter": "jury-charter",
    "join_jury": "jury-accepted",
    "decline_jury": "jury-declined",
    "declare_bond": "jury-tie",
    "recuse": "jury-recusal",
    "leave_jury": "jury-left",
    "ask_peers": "peer-asked",
    "follow_up": "follow-up-near",
    "call_to_mind": "pilot-days",
    "suspend": "pilot-suspended",
    "resume": "pilot-resumed",
    "extend": "pilot-extended",
    "hand_over": "pilot-handed-over",
}
"""For each step that sends one, its letter; the action says to whom."""


@record
class Letter:
    """The words of a letter."""

    kind: str
    subject: str
    body: str


def letter_for(step: str, facts: Mapping[str, str]) -> Letter | None:
    """The letter of a step, French first and English below; None when it sends none."""
    if step not in SENT:
        return None
    kind = SENT[step]
    subject, _, body = _text_of(kind).partition("\n")
    # A subject is one line whatever people typed in a title.
    said = " ".join(subject.format_map(facts).split())
    # A fact with nothing to say leaves no hole.
    written = re.sub(r"\n{3,}", "\n\n", body.strip().format_map(facts))
    return Letter(kind=kind, subject=said, body=written + "\n")


@cache
def _text_of(kind: str) -> str:
    return files("reflexes_calls.letters").joinpath("texts", f"{kind}.txt").read_text("utf-8")
