"""How well readers fit files: by what they ticked, the ties of the catalogue, their words."""

from typing import Any

import attrs
import pytest

import reflexes
from reflexes_calls.actions.fitting import Degree, common_of, degree_of, fits_of, subject_of
from reflexes_calls.domain.jury import Juror

PISTE = "micro-mobilite-professionnelle"


@pytest.fixture(scope="module")
def catalogue() -> reflexes.Catalogue:
    return reflexes.load()


def reader(*expertise: str, words: str = "") -> Juror:
    said: dict[str, Any] = dict.fromkeys((each.name for each in attrs.fields(Juror)), "")
    return Juror(**said | {"expertise": expertise, "words": words})


def test_the_subject_itself_counts_more_than_what_is_tied_to_it(
    catalogue: reflexes.Catalogue,
) -> None:
    subject = subject_of((PISTE,), catalogue)
    tied = min(subject.tied)
    found = fits_of([subject], [""], [reader(PISTE), reader(tied), reader()], catalogue)
    assert found == [[500, 300, 0]]
    assert PISTE not in subject.tied


def test_the_nearest_words_of_the_call_count_as_half(catalogue: reflexes.Catalogue) -> None:
    subject = subject_of((), catalogue)
    texts = ["prêter des agents entre mairies", "un jardin partagé au collège", "rien de cela"]
    readers = [reader(words="agents prêtés par des mairies"), reader(words="jardin de collège")]
    found = fits_of([subject] * 3, texts, readers, catalogue)
    assert max(max(line) for line in found) == 500
    assert found[0][0] > found[0][1]
    assert found[1][1] > found[1][0]
    assert found[2] == [0, 0]


def test_nobody_and_nothing_make_no_fit(catalogue: reflexes.Catalogue) -> None:
    assert fits_of([], [], [reader(words="un jardin")], catalogue) == []
    assert fits_of([subject_of((), catalogue)], ["texte"], [reader()], catalogue) == [[0]]


def test_a_pair_is_told_by_what_it_has_in_common(catalogue: reflexes.Catalogue) -> None:
    subject = subject_of((PISTE,), catalogue)
    found = common_of(subject, "Des CRÈCHES et un jardin", reader(PISTE, words="crèche, potager"))
    assert (found.own, found.tied, found.words) == ((PISTE,), (), ("crèche",))


@pytest.mark.parametrize(
    ("fit", "expected"),
    [
        (1000, Degree.MUCH),
        (650, Degree.MUCH),
        (500, Degree.WELL),
        (300, Degree.LITTLE),
        (0, Degree.NOT),
    ],
)
def test_a_fit_is_said_in_a_word(fit: int, expected: Degree) -> None:
    assert degree_of(fit) is expected
