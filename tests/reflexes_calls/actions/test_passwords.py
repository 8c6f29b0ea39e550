"""Passwords are hashed with the whole strength that argon2-cffi advises, outside these tests."""

import subprocess
import sys

from argon2 import PasswordHasher, extract_parameters

HASHING = """
from reflexes_calls.actions.passwords import hash_password
print(hash_password("une phrase de passe d’essai"))
"""


def test_the_service_hashes_with_the_strength_that_argon2_advises() -> None:
    # In a process of its own: in this one, `quick_passwords` hashes as cheaply as it may.
    done = subprocess.run(
        [sys.executable, "-c", HASHING], capture_output=True, text=True, check=True
    )
    advised = extract_parameters(PasswordHasher().hash("une autre"))
    assert extract_parameters(done.stdout.strip()) == advised
    assert advised.memory_cost >= 64 * 1024
