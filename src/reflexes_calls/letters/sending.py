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
    outbox: Path, *, public_id: str, recipient: str, subject: str, body: str, at: dt.datetime
) -> Path:
    """Write a letter as `.eml`, whole or not at all."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = SENDER, recipient, subject
    message["Date"] = at
    message["Message-ID"] = f"<{public_id}@reflexes.invalid>"
    message.set_content(body)
    outbox.mkdir(parents=True, exist_ok=True)
    path = outbox / f"{public_id}.eml"
    # Two requests may send the same letter at once: each writes a file of its own beforehand.
    partial = outbox / f".{public_id}.{secrets.token_hex(8)}"
    partial.write_bytes(message.as_bytes())
    partial.replace(path)
    return path
