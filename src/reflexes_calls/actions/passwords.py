"""Passwords: argon2, and nothing else."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
# Verified when nobody bears the address, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def check_password(kept: str | None, password: str) -> bool:
    """Whether `password` is the one that was kept."""
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
