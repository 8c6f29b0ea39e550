"""What an official code stands for today."""

import datetime as dt

import pytest

from reflexes_calls.places.listing import listing
from reflexes_calls.places.territory import (
    Merged,
    Territory,
    TerritoryKind,
    find_territory,
    territory_of,
)

pytestmark = pytest.mark.unit


def standing(code: str) -> Territory:
    """The territory of a code that stands."""
    found = find_territory(code)
    assert isinstance(found, Territory), code
    return found


def ceased(code: str) -> Merged:
    """The commune of a code that ceased."""
    found = find_territory(code)
    assert isinstance(found, Merged), code
    return found


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ("35238", TerritoryKind.COMMUNE, "Rennes"),
        ("01001", TerritoryKind.COMMUNE, "L'Abergement-Clémenciat"),
        ("62633", TerritoryKind.COMMUNE, "Œuf-en-Ternois"),
        ("2A004", TerritoryKind.COMMUNE, "Ajaccio"),
        ("2B033", TerritoryKind.COMMUNE, "Bastia"),
        ("97411", TerritoryKind.COMMUNE, "Saint-Denis"),
        ("97608", TerritoryKind.COMMUNE, "Dzaoudzi"),
        ("97502", TerritoryKind.COMMUNE, "Saint-Pierre"),
        ("98818", TerritoryKind.COMMUNE, "Nouméa"),
        ("75056", TerritoryKind.COMMUNE, "Paris"),
        ("75115", TerritoryKind.DISTRICT, "Paris 15e Arrondissement"),
        ("69381", TerritoryKind.DISTRICT, "Lyon 1er Arrondissement"),
        ("13216", TerritoryKind.DISTRICT, "Marseille 16e Arrondissement"),
        ("243500139", TerritoryKind.EPCI, "Rennes Métropole"),
        ("200046977", TerritoryKind.EPCI, "Métropole de Lyon"),
        ("200057867", TerritoryKind.EPT, "Plaine Commune"),
        ("35", TerritoryKind.DEPARTMENT, "Ille-et-Vilaine"),
        ("2A", TerritoryKind.DEPARTMENT, "Corse-du-Sud"),
        ("2B", TerritoryKind.DEPARTMENT, "Haute-Corse"),
        ("976", TerritoryKind.DEPARTMENT, "Mayotte"),
        ("987", TerritoryKind.COLLECTIVITY, "Polynésie française"),
        ("975", TerritoryKind.COLLECTIVITY, "Saint-Pierre-et-Miquelon"),
        ("R-53", TerritoryKind.REGION, "Bretagne"),
        ("R-04", TerritoryKind.REGION, "La Réunion"),
    ],
)
def test_a_code_stands_for_a_territory_of_its_kind(code, kind, name) -> None:
    found = standing(code)
    assert (found.code, found.kind, found.name) == (code, kind, name)


@pytest.mark.parametrize(
    ("typed", "code"),
    [(" 35238 ", "35238"), ("2a004", "2A004"), ("35 238", "35238"), ("r53", "R-53")],
)
def test_a_code_is_read_in_small_letters_and_with_spaces(typed, code) -> None:
    assert standing(typed).code == code


@pytest.mark.parametrize(
    "typed",
    [
        *("99999", "3523", "352380", "R-99", "R-35", "20", "97", "000000000", "", "Rennes"),
        *("35238x", "commune\t35238", "٣٥٢٣٨", "²²", "\0", "(" * 200),
    ],
)
def test_what_is_no_code_gives_nothing(typed) -> None:
    assert find_territory(typed) is None


def test_the_same_figures_tell_a_region_from_a_department() -> None:
    assert standing("53").name == "Mayenne"
    assert standing("R-53").name == "Bretagne"
    assert standing("11").name == "Aude"
    assert standing("R-11").name == "Île-de-France"


def test_a_territory_says_where_it_is() -> None:
    rennes = standing("35238")
    assert rennes.departments == ("35",)
    assert rennes.department == "Ille-et-Vilaine (35)"
    assert rennes.region == "R-53"
    assert rennes.siren == "213502388"
    assert rennes.within == "243500139"
    assert standing("75115").within == "75056"
    assert standing("35").region == "R-53"
    assert standing("97411").departments == ("974",)
    assert standing("2A004").region == "R-94"
    assert standing("98818").department == "Nouvelle-Calédonie (988)"


def test_an_epci_over_several_departments_names_first_that_of_the_most_communes() -> None:
    assert standing("200054807").departments[0] == "13"
    assert set(standing("200054807").departments) == {"13", "83", "84"}


def test_an_island_may_have_no_epci() -> None:
    assert standing("29155").name == "Ouessant"
    assert not standing("29155").within


def test_a_merged_commune_leads_to_the_one_of_today() -> None:
    pierrefitte = ceased("93059")
    assert pierrefitte.named == "Pierrefitte-sur-Seine (93059)"
    assert pierrefitte.present.named == "Saint-Denis (93066)"
    # The lists of 2024 and of 2025 frame the day and do not tell it.
    assert (pierrefitte.day, pierrefitte.is_exact) == (dt.date(2025, 1, 1), False)
    assert not pierrefitte.is_same


def test_each_merger_since_2019_is_framed_by_its_year() -> None:
    assert ceased("69152").present.name == "Oullins-Pierre-Bénite"
    assert ceased("69152").day == dt.date(2024, 1, 1)
    assert ceased("16351").day == dt.date(2021, 1, 1)


def test_a_merger_before_2019_has_its_day() -> None:
    binic = ceased("22007")
    assert binic.present.name == "Binic-Étables-sur-Mer"
    assert (binic.day, binic.is_exact) == (dt.date(2016, 3, 1), True)


def test_a_merged_commune_that_merged_again_leads_to_the_one_of_today() -> None:
    assert ceased("01458").name == "Vouvray"
    assert ceased("01458").present.named == "Valserhône (01033)"


@pytest.mark.parametrize(
    ("old", "new", "name"), [("20004", "2A004", "Ajaccio"), ("27058", "27676", "Les Trois Lacs")]
)
def test_a_commune_that_only_changed_its_code_is_the_same(old, new, name) -> None:
    found = ceased(old)
    assert found.is_same
    assert (found.name, found.present.code) == (name, new)


def test_a_code_whose_name_is_lost_still_leads_somewhere() -> None:
    assert ceased("50649").named == "50649"
    assert ceased("50649").present.name == "Tessy-Bocage"


def test_every_row_can_be_read() -> None:
    """The present commune of what ceased stands, and each territory has its own code."""
    rows = listing().rows[1:-1].decode().split("\n")
    codes = set()
    for line in rows:
        kind, code, *_ = line.split("\t")
        row = listing().row(kind, code)
        assert row is not None, line
        if kind in {"former", "recoded"}:
            assert listing().row("commune", row.within) is not None, line
            continue
        found = territory_of(row)
        assert find_territory(found.code) == found
        codes.add(found.code)
    assert len(codes) == sum(not line.startswith(("former", "recoded")) for line in rows)
