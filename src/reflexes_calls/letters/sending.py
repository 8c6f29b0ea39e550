"""A letter leaves as a file of the outbox folder, under a name that never changes.

A crash between the file and the mark writes the same file again: nothing is lost or sent twice.
"""

import datetime as dt
import secrets
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

SENDER = "reflexes@example.invalid"


def write_letter(  # noqa: PLR0913  # the parts of a letter
    outbox: Path,
    *,
    public_id: str,
    recipient: str,
    subject: str,
    body: str,
    at: dt.datetime,
    sender: str = SENDER,
) -> Path:
    """Write a letter as `.eml`, whole or not at all."""
    message = letter_message(
        public_id=public_id,
        recipient=recipient,
        subject=subject,
        body=body,
        at=at,
        sender=sender,
    )
    outbox.mkdir(parents=True, exist_ok=True)
    path = outbox / f"{public_id}.eml"
    # Two requests may send the same letter at once: each writes a file of its own beforehand.
    partial = outbox / f".{public_id}.{secrets.token_hex(8)}"
    try:
        partial.write_bytes(message.as_bytes())
        partial.replace(path)
    finally:
        # On a full disk, what could be written of it would take the last place.
        partial.unlink(missing_ok=True)
    return path


def letter_message(  # noqa: PLR0913  # the parts of a letter
    *, public_id: str, recipient: str, subject: str, body: str, at: dt.datetime, sender: str
) -> EmailMessage:
    """A letter as mail programs read it."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Date"] = at
    message["Message-ID"] = f"<{public_id}@{_domain(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def _domain(sender: str) -> str:
    """What a letter's id ends with: the sender's domain, or ours while there is none."""
    return "reflexes.invalid" if sender == SENDER else sender.rpartition("@")[2]
