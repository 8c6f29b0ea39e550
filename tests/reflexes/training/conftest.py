"""The modules that several tests look at, and all their files, each made once."""

from collections.abc import Mapping

import pytest

import reflexes
from reflexes.texts import Language
from reflexes.training import Choices, Length, Module, Public, build, compose

DAY = Choices(code="jour", length=Length.DAY)
TWO_DAYS = Choices(
    code="two-days", length=Length.TWO_DAYS, public=Public.ELECTED, language=Language.ENGLISH
)


@pytest.fixture(scope="session")
def day(shipped: reflexes.Catalogue) -> Module:
    """A day for managers, in French."""
    return compose(shipped, DAY)


@pytest.fixture(scope="session")
def two_days(shipped: reflexes.Catalogue) -> Module:
    """Two days for elected officials, in English: every activity stands in it."""
    return compose(shipped, TWO_DAYS)


@pytest.fixture(scope="session")
def day_files(day: Module, shipped: reflexes.Catalogue) -> Mapping[str, bytes]:
    """All the files of the day."""
    return build(day, shipped)


@pytest.fixture(scope="session")
def two_days_files(two_days: Module, shipped: reflexes.Catalogue) -> Mapping[str, bytes]:
    """All the files of the two days."""
    return build(two_days, shipped)
