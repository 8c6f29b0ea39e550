"""Secrets that must be read again are sealed, where the instance was given a key for it."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from reflexes_calls.domain.errors import Refused

SEALED = "sealed:"


def seal(key: str, secret: str) -> str:
    """What is kept of a secret; without a key, the secret itself."""
    return SEALED + _fernet(key).encrypt(secret.encode()).decode() if key else secret


def unseal(key: str, kept: str) -> str:
    """The secret again; `Refused` when it was sealed with a key that is no longer there."""
    if not kept.startswith(SEALED):
        return kept
    try:
        return _fernet(key).decrypt(kept.removeprefix(SEALED)).decode()
    except InvalidToken:
        raise Refused("factor-unreadable") from None


def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
