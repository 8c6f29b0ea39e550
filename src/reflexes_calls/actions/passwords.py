"""Passwords: argon2, and nothing else."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """Verified when nobody bears the address, so that the answer takes as long."""
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _hasher().hash(password)


def check_password(kept: str | None, password: str) -> bool:
    """Whether `password` is the one that was kept."""
    try:
        _hasher().verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
