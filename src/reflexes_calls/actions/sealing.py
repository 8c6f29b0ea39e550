"""Secrets that must be read again are sealed, where the instance was given a key for it."""

import base64
import hashlib
from typing import TYPE_CHECKING

from reflexes_calls.domain.errors import Refused

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

SEALED = "sealed:"


def seal(key: str, secret: str) -> str:
    """What is kept of a secret; without a key, the secret itself."""
    return SEALED + _fernet(key).encrypt(secret.encode()).decode() if key else secret


def unseal(key: str, kept: str) -> str:
    """The secret again; `Refused` when it was sealed with a key that is no longer there."""
    if not kept.startswith(SEALED):
        return kept
    from cryptography.fernet import InvalidToken  # noqa: PLC0415  # late, as below

    try:
        return _fernet(key).decrypt(kept.removeprefix(SEALED)).decode()
    except InvalidToken:
        raise Refused("factor-unreadable") from None


def _fernet(key: str) -> "Fernet":
    # Late: an instance without second factors starts without this library.
    from cryptography.fernet import Fernet  # noqa: PLC0415  # see above

    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
