"""Fixtures that both `tests/` and `specs/` may ask for."""

import os
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from reflexes_calls.actions import passwords

# The matrices of the tests are small, and several programs share the processors: threads would wait
# for each other longer than they compute. Said before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

pytest_plugins = ["tests.chromium", "tests.object_storage", "tests.postgres_server"]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash as cheaply as argon2 allows: what is tested is not how long a guess takes.

    For the whole run, so that what modules share is as quick. Programs that tests start hash as
    they do for people, and so does the test that looks at this strength.
    """
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", lambda: cheap)
        yield
