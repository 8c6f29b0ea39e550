"""Two states of a module are told apart in words, whatever moved."""

import pytest

from reflexes import RefusedError, training
from reflexes.records import changed
from reflexes.training import Module, differences
from reflexes.writing import to_toml
from tests.reflexes.training.made import with_activity


def test_each_change_is_told_where_it_stands(day: Module) -> None:
    module = with_activity(day, "welcome", title="Café")
    (one,) = differences(day, module, "fr")
    assert (one.before, one.after) == ("Accueil", "Café")
    assert one.where.endswith("Accueil – Titre")


def test_a_sequence_that_moved_is_one_change(day: Module) -> None:
    (one,) = differences(day, training.moved(day, "sequence-1-1", 1), "en")
    assert one.before.startswith("Ouvrir, ")
    assert not one.after.startswith("Ouvrir, ")


def test_what_comes_and_what_leaves_is_named(day: Module) -> None:
    item = changed(day.items[0], code="new", question="Nouvelle ?")
    module = changed(day, items=(*day.items[1:], item))
    told = [(each.before, each.after) for each in differences(day, module, "en")]
    assert ("", "Nouvelle ?") in told
    assert (day.items[0].question[:60], "") in [(before[:60], after) for before, after in told]
    assert differences(day, day, "en") == ()


def test_a_text_keeps_the_code_that_it_had(day: Module) -> None:
    read = training.read_text(to_toml(day), "other", file="other.toml")
    assert read.module == changed(day, code="other")
    with pytest.raises(RefusedError) as refused:
        training.read_text("x" * 300_000, "other", file="other.toml")
    assert [each.kind for each in refused.value.refusals] == ["too-big-file"]
