"""The shipped file says where it comes from, and stays small."""

from importlib.resources import files

import pytest

from reflexes_calls.places.listing import FILE, LOOKED_FOR, Listing, listing

pytestmark = pytest.mark.unit
CONTENT = b"# Vintage: 2031.\n# Licence: Licence Ouverte 2.0.\n" + b"".join(
    b"\t".join((kind, code, name, b"", b"", b"", b"", b"3", postal)) + b"\n"
    for kind, code, name, postal in (
        (b"commune", b"01001", "Œuf".encode(), b"01400 01410"),
        (b"commune", b"01400", b"Un", b"01001"),
        (b"region", b"01", b"Deux", b""),
    )
)


def test_the_file_says_its_vintage_its_sources_and_its_licence() -> None:
    told = listing().told
    assert listing().vintage == 2026
    assert "@etalab/decoupage-administratif 6.0.0" in told
    assert "Licence: Licence Ouverte 2.0" in told
    for source in ("INSEE", "DGCL", "La Poste"):
        assert source in told


def test_the_file_is_small() -> None:
    assert len((files("reflexes_calls.places") / FILE).read_bytes()) < 700_000


def test_a_row_is_found_by_its_kind_and_its_code() -> None:
    made = Listing(CONTENT)
    assert made.vintage == 2031
    for kind, code, name in (
        ("commune", "01001", "Œuf"),
        ("commune", "01400", "Un"),
        ("region", "01", "Deux"),
    ):
        row = made.row(kind, code)
        assert row is not None
        assert (row.kind, row.code, row.name) == (kind, code, name)
    for kind, code in (("commune", "01000"), ("a", "01"), ("region", "99"), ("z", "1")):
        assert made.row(kind, code) is None


def test_a_row_is_found_by_a_word_of_one_column_alone() -> None:
    made = Listing(CONTENT)
    assert [row.name for row in made.rows_saying("01400", "postal")] == ["Œuf"]
    assert [row.name for row in made.rows_saying("01001", "postal")] == ["Un"]
    assert list(made.rows_saying("0140", "postal")) == []


def test_what_could_not_be_in_the_file_is_not_looked_for() -> None:
    assert LOOKED_FOR.fullmatch("2A004")
    assert listing().row("commune", "35238\tRennes") is None
    assert list(listing().rows_saying("\n", "postal")) == []
    assert list(listing().rows_saying("", "postal")) == []


def test_a_row_is_found_by_its_siren_as_a_search_through_all_of_them_finds_it() -> None:
    known = [row for row in map(listing().row_at, starts()) if row.siren]
    for row in known[::97]:
        number = row.siren.split()[0]
        assert listing().row_of_siren(number) == next(listing().rows_saying(number, "siren"))
    for unknown in ("000000000", "999999999", "21350238", "2135023880", "abcdefghi", ""):
        assert listing().row_of_siren(unknown) is None


def starts() -> list[int]:
    """Where each row begins."""
    rows = listing().rows
    return [place + 1 for place in range(len(rows) - 1) if rows[place : place + 1] == b"\n"]
