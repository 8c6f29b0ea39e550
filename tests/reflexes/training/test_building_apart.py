"""Files built by another process are the same to the byte, and so are refusals."""

import pytest

import reflexes
from reflexes import RefusedError, training
from reflexes.records import changed
from reflexes.training import Module, building_apart
from reflexes.training.archives import pack


def test_the_bytes_are_those_of_the_library(
    day: Module, day_files: dict[str, bytes], shipped: reflexes.Catalogue
) -> None:
    assert training.archive_apart(day, shipped) == pack(day_files)


def test_refusals_come_back_whole(day: Module, shipped: reflexes.Catalogue) -> None:
    module = changed(day, minutes=999)
    with pytest.raises(RefusedError) as refused:
        training.archive_apart(module, shipped)
    assert refused.value.refusals == training.check_module(module, shipped)


def test_a_process_that_fails_says_why(
    day: Module, shipped: reflexes.Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building_apart.sys, "executable", "/bin/false")
    with pytest.raises(training.TrainingError, match="could not be built"):
        training.archive_apart(day, shipped)
