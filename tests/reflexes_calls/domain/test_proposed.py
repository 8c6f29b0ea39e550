"""The English that we propose stands only beside the French that it translates."""

import pytest

from reflexes.records import changed
from reflexes_calls.domain.call import usual_criteria
from reflexes_calls.domain.proposed import (
    criterion_that_matches,
    is_astray,
    terms_that_match,
    title_that_matches,
)
from reflexes_calls.domain.terms import starting_terms


@pytest.mark.parametrize("funded", [True, False])
def test_what_is_proposed_stands_as_it_is(*, funded: bool) -> None:
    terms = dict(starting_terms(funded=funded))
    assert terms_that_match(terms) == terms
    assert tuple(map(criterion_that_matches, usual_criteria())) == usual_criteria()


@pytest.mark.parametrize("french", ["", "Trois règles, et pas d’autre."])
def test_proposed_english_goes_away_with_its_french(french: str) -> None:
    kept = terms_that_match({**starting_terms(), "eligibility_fr": french})
    assert "eligibility_en" not in kept
    assert kept["jury_en"] == starting_terms()["jury_en"]


def test_english_that_someone_wrote_stays() -> None:
    terms = {**starting_terms(), "eligibility_fr": "Deux.", "eligibility_en": "Two."}
    assert terms_that_match(terms) == terms
    assert not is_astray("", "Two.")


def test_the_english_of_a_criterion_follows_its_french_mark_by_mark() -> None:
    first = usual_criteria()[0]
    said = changed(first, fr="Autre chose", levels_fr=(*first.levels_fr[:4], "Tout autre"))
    kept = criterion_that_matches(said)
    assert (kept.en, kept.levels_en) == ("", (*first.levels_en[:4], ""))


def test_the_english_title_of_a_piste_follows_its_french_one() -> None:
    known = (("La vague", "The wave"), ("Le phare", "The beacon"))
    assert title_that_matches(("La vague", "The wave"), known) == ("La vague", "The wave")
    assert title_that_matches(("La mer", "The wave"), known) == ("La mer", "")
    assert title_that_matches(("La mer", "The sea"), known) == ("La mer", "The sea")
