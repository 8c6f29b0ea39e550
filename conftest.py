"""Fixtures that both `tests/` and `specs/` may ask for."""

pytest_plugins = ["tests.chromium", "tests.postgres_server"]
