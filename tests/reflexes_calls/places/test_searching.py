"""A territory is found by its name however it is written, and homonyms are told apart."""

import pytest

from reflexes_calls.places.searching import folded, search_territories

pytestmark = pytest.mark.unit


def codes(text: str, limit: int = 20) -> list[str]:
    """The codes that are found, in their order."""
    return [one.territory.code for one in search_territories(text, limit)]


def test_homonyms_come_first_and_say_their_department() -> None:
    found = search_territories("Saint-Denis")
    told = [(one.territory.code, one.territory.department) for one in found if not one.through]
    assert told[:4] == [
        ("93066", "Seine-Saint-Denis (93)"),
        ("97411", "La Réunion (974)"),
        ("11339", "Aude (11)"),
        ("30247", "Gard (30)"),
    ]


@pytest.mark.parametrize(
    "typed", ["saint-denis", "SAINT DENIS", "St Denis", "st-denis", "  saint   denis "]
)
def test_case_hyphens_and_short_forms_do_not_matter(typed) -> None:
    assert codes(typed)[:4] == codes("Saint-Denis")[:4]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("oeuf en ternois", "62633"),
        ("ŒUF-EN-TERNOIS", "62633"),
        ("Œuf", "62633"),
        ("Saint-Étienne", "42218"),
        ("SAINT-ETIENNE", "42218"),
        ("l’haÿ-les-roses", "94038"),
        ("L'Hay les Roses", "94038"),
        ("havre", "76351"),
        ("Le Havre", "76351"),
        ("Sainte Rose 974", "97419"),
        ("ste-rose 974", "97419"),
        ("y", "80829"),
        ("Paris", "75056"),
        ("paris 15", "75115"),
        ("marseille 1er", "13201"),
        ("Bretagne", "R-53"),
        ("Ajaccio", "2A004"),
        ("Nouméa", "98818"),
        ("Plaine Commune", "200057867"),
        ("Rennes Métropole", "243500139"),
        ("Faucigny Glières", "200000172"),
    ],
)
def test_the_one_that_is_meant_comes_first(typed, code) -> None:
    assert codes(typed)[0] == code


def test_names_that_begin_so_come_before_those_that_hold_the_word() -> None:
    names = [one.territory.name for one in search_territories("Rennes")]
    assert names[0] == "Rennes"
    assert all(name.startswith("Rennes") for name in names)
    assert codes("etables")[-1] == "76582"  # Saint-Germain-d'Étables


def test_the_department_narrows_homonyms() -> None:
    assert codes("Saint-Denis 97") != codes("Saint-Denis 974")
    assert codes("Saint-Denis 974") == ["97411"]
    assert codes("Saint-Denis 30") == ["30247"]


def test_a_merged_commune_gives_the_present_one() -> None:
    (found,) = search_territories("Pierrefitte-sur-Seine")
    assert found.territory.named == "Saint-Denis (93066)"
    assert found.through is not None
    assert found.through.named == "Pierrefitte-sur-Seine (93059)"


def test_a_delegated_commune_under_the_same_code_is_found_too() -> None:
    (found,) = search_territories("Étables-sur-Mer")
    assert found.territory.named == "Binic-Étables-sur-Mer (22055)"
    assert found.through is not None
    assert found.through.name == "Étables-sur-Mer"


def test_a_code_comes_before_a_postal_code() -> None:
    assert codes("35238") == ["35238"]
    assert codes("35000") == ["35238"]
    # The code of Moutiers is also a postal code of Rennes.
    assert codes("35200") == ["35200", "35238"]
    assert codes("93") == ["93"]
    assert codes("20004") == ["2A004"]


def test_a_siren_or_a_siret_finds_who_bears_it() -> None:
    assert codes("213502388") == ["35238"]
    assert codes("213 502 388 00019") == ["35238"]
    assert codes("243500139") == ["243500139"]


def test_nothing_is_found_twice_and_no_more_than_asked() -> None:
    for typed in ("Saint", "sa", "Saint-Denis", "Paris", "35200"):
        found = codes(typed, 50)
        assert len(found) == len(set(found)) <= 50
    assert len(codes("Saint", 7)) == 7


@pytest.mark.parametrize(
    "typed",
    ["", " ", "zzzz", "-", "\0", "'", "(", "x" * 10_000, "\n", "\t", "😀", "%", "٣٥", "\ud800"],
)
def test_whatever_is_typed_is_searched(typed) -> None:
    assert codes(typed) == []


def test_names_are_folded_as_they_are_searched() -> None:
    assert folded("L’Haÿ-les-Roses") == " l hay les roses \n"
    assert folded("Cœur\nSt-Æ") == " coeur \n saint ae \n"
    assert folded("E\u0301tables") == folded("Étables")
