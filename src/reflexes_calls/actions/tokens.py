"""Links of letters: what the address holds, and what is kept of it."""

import hashlib
import secrets


def new_token() -> str:
    """A secret of 256 bits, for an address."""
    return secrets.token_urlsafe(32)


def digest_of_token(token: str) -> str:
    """What is kept of a token: who reads the database learns no link."""
    return hashlib.sha256(token.encode()).hexdigest()
