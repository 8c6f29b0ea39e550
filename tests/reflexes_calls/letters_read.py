"""Reading the letters of a test as their receivers do."""

import email
import email.policy
import re
from pathlib import Path


def letters_to(outbox: Path, address: str) -> list[str]:
    """The texts of the letters to an address, in no order."""
    known = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in outbox.glob("*.eml")
    ]
    return [each.get_content() for each in known if each["To"] == address]


def link_in(text: str) -> str:
    """The token at the end of the first link of a letter."""
    found = re.search(r"https?://\S+/(\S+)", text)
    assert found is not None, text
    return found[1]
