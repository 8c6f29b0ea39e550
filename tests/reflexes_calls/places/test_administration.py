"""A SIRET is checked, and its SIREN named offline when the lists know it."""

import pytest

from reflexes_calls.places.administration import find_administration, name_of_siren
from reflexes_calls.places.errors import PlaceError

pytestmark = pytest.mark.unit
RENNES = "21350238800019"


def refusal(typed: str) -> tuple[str, str, str]:
    """The key, what was met and what was expected."""
    with pytest.raises(PlaceError) as caught:
        find_administration(typed)
    return caught.value.kind, caught.value.met, caught.value.expected


@pytest.mark.parametrize(
    "typed",
    [
        RENNES,
        "213 502 388 00019",
        "213502388 00019",
        "213.502.388.00019",
        "213\u202f502\u202f388\u00a000019",
        f" {RENNES}\n",
    ],
)
def test_a_siret_is_read_with_its_spaces_and_named(typed) -> None:
    found = find_administration(typed)
    assert found.siret == RENNES
    assert found.name == "Rennes"
    assert found.territory is not None
    assert found.territory.code == "35238"


@pytest.mark.parametrize("typed", ["35600000049837", "356 000 000 49837", "35600000000048"])
def test_la_poste_has_its_own_rule(typed) -> None:
    found = find_administration(typed)
    assert found.siret == typed.replace(" ", "")
    assert found.territory is None


def test_a_siren_that_the_lists_do_not_know_has_no_name() -> None:
    found = find_administration("130 025 265 00013")
    assert (found.siret, found.name) == ("13002526500013", "")


def test_any_digit_that_is_wrong_is_seen() -> None:
    for at, digit in enumerate(RENNES):
        for other in set("0123456789") - {digit}:
            wrong = f"{RENNES[:at]}{other}{RENNES[at + 1 :]}"
            kind, met, _ = refusal(wrong)
            assert met.replace(" ", "") == wrong
            assert kind == ("siret-wrong-siren" if at < 9 else "siret-wrong-end")


def test_a_wrong_length_says_both_lengths() -> None:
    assert refusal("2135023880001") == ("siret-length", "13", "14")
    assert refusal("213502388000190") == ("siret-length", "15", "14")
    assert refusal("") == ("siret-length", "0", "14")


def test_a_siren_alone_is_told_from_a_siret_cut_short() -> None:
    assert refusal("213502388") == ("siren-alone", "213 502 388", "14")
    assert refusal("213502389") == ("siret-length", "9", "14")


@pytest.mark.parametrize("typed", ["2135023880001O", "abc", "²1350238800019", "٢١٣٥٠٢٣٨٨٠٠٠١٩"])
def test_letters_are_refused_as_typed(typed) -> None:
    assert refusal(typed) == ("siret-letters", typed, "14")


@pytest.mark.parametrize(
    ("siren", "name"),
    [
        ("213502388", "Rennes"),
        ("243 500 139", "Rennes Métropole"),
        ("200057867", "Plaine Commune"),
        ("219740115", "Saint-Denis"),
        ("356000000", ""),
        ("35238", ""),
        ("", ""),
    ],
)
def test_a_siren_gives_a_name_or_nothing(siren, name) -> None:
    assert name_of_siren(siren) == name
