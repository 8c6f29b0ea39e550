"""What binds a juror to a file: found between organisations, declared, lifted."""

import datetime as dt

import pytest

from reflexes.records import changed
from reflexes_calls.domain.bonds import BarredKind, FileTies, Party, Seated, barred_pairs
from reflexes_calls.domain.jury import Bond, BondKind, Juror, JurorKind, JurorState, JuryKind

AT = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
RENNES, RENNES_CCAS = "21350238800019", "21350238800027"
REDON, VITRE, FOUNDATION = "21350236200014", "21350360000017", "77566569900013"
JUROR = Juror(
    id=1,
    public_id="j1",
    call_id=1,
    jury=JuryKind.PROJECT,
    person_id=7,
    name="Nadia Ferrand",
    email="contact@redon.example",
    is_chair=False,
    kind=JurorKind.AGENT,
    state=JurorState.ACCEPTED,
    expertise=(),
    words="",
    languages=("fr",),
    least=0,
    most=None,
    free_from=None,
    free_until=None,
    territory="",
    invited_by=1,
    invited_at=AT,
    answered_at=AT,
    reason="",
    charter="",
    charter_signed_at=None,
    link_digest="",
)


def a_file(
    key: int, lead: Party, *partners: Party, funded_with: tuple[Party, ...] = ()
) -> FileTies:
    return FileTies(application=key, lead=lead, partners=partners, funded_with=funded_with)


def a_bond(kind: BondKind, **said: object) -> Bond:
    known = {
        "id": 1,
        "public_id": "b1",
        "juror_id": 1,
        "application_id": None,
        "siret": "",
        "organisation": "",
        "kind": kind,
        "note": "",
        "declared_by": 7,
        "declared_at": AT,
        "lifted_at": None,
        "lifted_why": "",
    }
    return Bond(**(known | said))  # type: ignore[arg-type]  # a maker of tests


TOWN = Party(name="Ville de Rennes", siret=RENNES)
FILES = (
    a_file(1, TOWN),
    a_file(2, Party(name="CCAS de Rennes", siret=RENNES_CCAS)),
    a_file(3, Party(name="Ville de Redon", siret=REDON), Party(name="Rennes", siret=RENNES)),
    # Redon signs the file before beside Rennes.
    a_file(4, Party(name="Ville de Redon", siret=REDON)),
    a_file(5, Party(name="Ville de Vitré", siret=VITRE), funded_with=(TOWN,)),
    a_file(6, Party(name="Ville de Vitré", siret=VITRE)),
)


def met(seated: Seated, *bonds: Bond) -> set[tuple[int, BarredKind]]:
    return {(each.application, each.kind) for each in barred_pairs((seated,), bonds, FILES)}


def test_ties_are_found_between_organisations_and_no_file_is_barred_without_one() -> None:
    assert met(Seated(juror=JUROR, parties=(TOWN,))) == {
        (1, BarredKind.OWN),
        (2, BarredKind.GROUPING),
        (3, BarredKind.PARTNER),
        (4, BarredKind.CO_SIGNER),
        (5, BarredKind.FUNDING),
    }


def test_a_mail_address_alone_ties_nobody() -> None:
    assert met(Seated(juror=JUROR)) == set()


def test_an_organisation_without_a_number_is_known_by_its_name() -> None:
    found = met(Seated(juror=JUROR, parties=(Party(name="VILLE DE VITRE"),)))
    assert found == {(5, BarredKind.OWN), (6, BarredKind.OWN)}


def test_files_of_a_team_one_belongs_to_are_barred() -> None:
    assert met(Seated(juror=JUROR, joined=frozenset({6}))) == {(6, BarredKind.TEAM)}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (BondKind.PAST_EMPLOYER, {3, 4}),
        (BondKind.FUNDER, {3, 4}),
        (BondKind.OTHER, {3, 4}),
    ],
)
def test_what_is_declared_of_an_administration_holds_for_its_files(
    kind: BondKind, expected: set[int]
) -> None:
    found = barred_pairs((Seated(juror=JUROR),), (a_bond(kind, siret=REDON),), FILES)
    assert {each.application for each in found} == expected
    assert {each.kind.value for each in found} == {kind.value}
    assert {each.bond for each in found} == {"b1"}


def test_a_declared_employer_counts_as_ones_own_organisation() -> None:
    found = met(Seated(juror=JUROR), a_bond(BondKind.EMPLOYER, siret=RENNES, organisation="Rennes"))
    assert (4, BarredKind.CO_SIGNER) in found
    assert (2, BarredKind.GROUPING) in found


def test_a_recusal_and_a_bond_with_one_file_bar_that_file_alone() -> None:
    recusal = a_bond(BondKind.RECUSAL, application_id=6, note="un ami l’a écrit")
    assert met(Seated(juror=JUROR), recusal) == {(6, BarredKind.RECUSAL)}
    assert met(Seated(juror=JUROR), changed(recusal, lifted_at=AT)) == set()


def test_a_manager_lifts_a_found_tie_but_neither_ones_own_file_nor_a_recusal() -> None:
    lifts = [
        a_bond(BondKind.FOUND, application_id=key, lifted_at=AT, lifted_why="autre service")
        for key in (1, 2, 3, 4, 5)
    ]
    found = met(Seated(juror=JUROR, parties=(TOWN,)), *lifts)
    assert found == {(1, BarredKind.OWN), (3, BarredKind.PARTNER)}


def test_what_binds_one_juror_binds_no_other() -> None:
    other = changed(JUROR, id=2, public_id="j2", person_id=8)
    pair = (Seated(juror=JUROR, parties=(TOWN,)), Seated(juror=other))
    bond = a_bond(BondKind.PAST_EMPLOYER, juror_id=2, siret=VITRE)
    found = barred_pairs(pair, (bond,), FILES)
    assert {each.application for each in found if each.juror == 2} == {5, 6}
    assert {each.application for each in found if each.juror == 1} == {1, 2, 3, 4, 5}
