"""The shipped catalogue: what decisions settle, and how one looks things up."""

from collections import Counter

import attrs
import pytest

import reflexes
from reflexes.texts import Says, Status

ALONE = ("comites-liaison-citoyenne", "plateformes-engagement-citoyen")


def test_the_counts_are_those_the_sources_allow(shipped: reflexes.Catalogue) -> None:
    assert len(shipped.controversies) == 6
    assert Counter(p.status for p in shipped.phenomena) == {
        Status.ATTESTED: 11,
        Status.RECONSTRUCTED: 2,
    }
    assert Counter(p.status for p in shipped.pistes) == {Status.ATTESTED: 9, Status.OURS: 11}
    assert shipped.principles.codes == ("robustesse", "agilite", "decentralisation", "entraide")
    assert len(shipped.orientations) == 3
    assert 65 <= len(shipped.observations) <= 85
    assert len(shipped.disagreements) >= 8


def test_two_pistes_keep_a_name_and_nothing_more(shipped: reflexes.Catalogue) -> None:
    assert tuple(p.code for p in shipped.pistes if p.is_name_alone) == ALONE
    for code in ALONE:
        piste = shipped.pistes[code]
        assert piste.title.sources == ("billet-anglais-2021-01",)
        assert piste.title.translated == ("fr",)
        assert shipped.linked(piste, "phenomena") == ()


def test_every_other_piste_is_whole(shipped: reflexes.Catalogue) -> None:
    for piste in shipped.pistes:
        if piste.is_name_alone:
            continue
        assert piste.problem, piste.code
        assert piste.answers, piste.code
        assert piste.strengthens, piste.code
        assert piste.who, piste.code
        assert piste.first_steps, piste.code
        assert piste.proof_wrong, piste.code
        assert piste.indicators, piste.code
        assert piste.risks, piste.code


def test_what_is_ours_is_never_given_to_the_inquiry(shipped: reflexes.Catalogue) -> None:
    for piste in shipped.pistes:
        assert all(s.how.says is Says.OURS for s in piste.strengthens), piste.code
        assert piste.proof_wrong is None or piste.proof_wrong.says is Says.OURS, piste.code
    for principle in shipped.principles:
        assert principle.definition.says is Says.OURS


def test_every_phenomenon_is_answered_and_observed(shipped: reflexes.Catalogue) -> None:
    for phenomenon in shipped.phenomena:
        assert shipped.linked(phenomenon, "pistes"), phenomenon.code
        assert shipped.linked(phenomenon, "observations"), phenomenon.code


def test_links_are_followed_both_ways(shipped: reflexes.Catalogue) -> None:
    piste = shipped.pistes["micro-mobilite-professionnelle"]
    phenomenon = shipped.phenomena["reaffectation-agents"]

    assert phenomenon in shipped.linked(piste, "phenomena")
    assert piste in shipped.linked(phenomenon, "pistes")
    assert shipped["reaffectation-agents"] is phenomenon
    assert "reaffectation-agents" in shipped
    assert shipped.shelf_of("reaffectation-agents") == "phenomena"


def test_an_unknown_code_suggests_near_ones(shipped: reflexes.Catalogue) -> None:
    with pytest.raises(reflexes.UnknownCodeError) as caught:
        shipped.pistes["micro-mobilite"]

    assert caught.value.near[0] == "micro-mobilite-professionnelle"
    assert "Did you mean 'micro-mobilite-professionnelle'" in str(caught.value)
    with pytest.raises(LookupError):
        shipped["nulle-part"]
    with pytest.raises(reflexes.UnknownShelfError, match="the shelves are controversies"):
        shipped.shelf("piste")


def test_records_are_frozen(shipped: reflexes.Catalogue) -> None:
    piste = shipped.pistes["data-labs"]

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        piste.rank = 3  # type: ignore[misc]  # what must fail
    with pytest.raises(AttributeError):
        shipped.edition = "x"  # type: ignore[misc]  # what must fail


def test_texts_say_their_language(shipped: reflexes.Catalogue) -> None:
    debate = shipped.controversies["pilotage"].debate

    assert debate.in_language("fr") == debate.fr
    assert debate.in_language("en") == debate.en
    assert attrs.evolve(debate, en="").language("en") == "fr"
    assert repr(shipped.pistes) == "<Shelf pistes: 20>"
