"""Answers as JSON: what is given back is what was sent, whatever the kind of question."""

from typing import Any

import pytest

from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import Invalid
from reflexes_calls.domain.form import Choice, Condition, Form, Kind, Phase, Question, Section
from reflexes_calls.web.api.answers import (
    answers_of_draft,
    place_of_key,
    schema_of_answers,
    typed_of,
)

pytestmark = pytest.mark.unit

CHOICES = (Choice(code="a", label=Bilingual(fr="A")), Choice(code="b", label=Bilingual(fr="B")))


def asked(kind: Kind, code: str = "", **said: Any) -> Question:
    """A question of a kind."""
    more = {"choices": CHOICES} if kind in {Kind.CHOICE, Kind.CHOICES} else {}
    return Question(code=code or kind.value, kind=kind, label=Bilingual(fr="Q"), **more | said)


COLUMNS = tuple(asked(kind) for kind in (Kind.LINE, Kind.WHOLE, Kind.MONEY, Kind.DAY, Kind.CHOICE))
FORM = Form(
    number=1,
    sections=(
        Section(
            code="all",
            title=Bilingual(fr="Tout"),
            questions=tuple(
                asked(kind, columns=COLUMNS if kind is Kind.TABLE else ()) for kind in Kind
            ),
        ),
    ),
)
ANSWERS = {
    "line": "Une ligne",
    "prose": "Deux\nlignes",
    "whole": 12,
    "money": 1_250_050,
    "day": "2027-04-05",
    "choice": "a",
    "choices": ["a", "b"],
    "table": [
        {"line": "x", "whole": 3, "money": 100, "day": "2027-01-01", "choice": "b"},
        {"line": "y"},
    ],
    "territory": {"code": "35238"},
    "administration": {"siret": "21350238800019", "name": "Rennes"},
    "yes": True,
}


def test_every_kind_of_question_goes_both_ways() -> None:
    assert set(ANSWERS) == {kind.value for kind in Kind} - {"file"}
    typed = typed_of(FORM, {}, ANSWERS)
    assert answers_of_draft(FORM, typed) == ANSWERS
    assert set(schema_of_answers(FORM, Phase.FULL, {}, "fr")["properties"]) == set(ANSWERS)


def test_null_takes_an_answer_away_and_silence_keeps_it() -> None:
    draft = typed_of(FORM, {}, ANSWERS)
    draft |= typed_of(FORM, draft, dict.fromkeys(("table", "choices", "yes", "whole")))
    left = {name: said for name, said in ANSWERS.items() if name not in {"table", "choices", "yes"}}
    del left["whole"]
    assert answers_of_draft(FORM, {key: text for key, text in draft.items() if text}) == left


def test_a_shorter_table_replaces_the_longer_one() -> None:
    draft = typed_of(FORM, {}, ANSWERS)
    draft |= typed_of(FORM, draft, {"table": [{"line": "z"}]})
    kept = answers_of_draft(FORM, {key: text for key, text in draft.items() if text})
    assert kept["table"] == [{"line": "z"}]


def test_what_cannot_be_read_is_given_as_it_was_typed() -> None:
    assert answers_of_draft(FORM, {"whole": "douze", "money": "cher"}) == {
        "whole": "douze",
        "money": "cher",
    }


@pytest.mark.parametrize(
    ("said", "place", "kind"),
    [
        ({"whole": 1.5}, "answers.whole", "wrong-type"),
        ({"whole": True}, "answers.whole", "wrong-type"),
        ({"choices": ["a", "z"]}, "answers.choices", "not-a-choice"),
        ({"choices": "a"}, "answers.choices", "wrong-type"),
        ({"table": [{"line": 1}]}, "answers.table.0.line", "wrong-type"),
        ({"table": [{}, {"autre": 1}]}, "answers.table.1.autre", "unknown-field"),
        ({"table": [1]}, "answers.table.0", "wrong-type"),
        ({"table": [{}] * 61}, "answers.table", "too-many"),
        ({"territory": "35238"}, "answers.territory", "wrong-type"),
        ({"administration": {"nom": "x"}}, "answers.administration.nom", "unknown-field"),
        ({"yes": "oui"}, "answers.yes", "wrong-type"),
        ({"file": []}, "answers.file", "file-elsewhere"),
        ({"autre": 1}, "answers.autre", "no-such-question"),
        ({"prose": "x" * 20_001}, "answers.prose", "too-long"),
        ([], "answers", "wrong-type"),
    ],
)
def test_what_is_of_another_type_is_refused_with_its_place(
    said: Any, place: str, kind: str
) -> None:
    with pytest.raises(Invalid) as refused:
        typed_of(FORM, {}, said)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [(place, kind)]


def test_a_question_of_the_team_is_none_of_an_applicant_s() -> None:
    own = asked(Kind.LINE, "note", internal=True)
    form = Form(number=1, sections=(Section(code="s", title=Bilingual(), questions=(own,)),))
    with pytest.raises(Invalid):
        typed_of(form, {}, {"note": "x"})
    assert answers_of_draft(form, {"note": "secret"}) == {}
    assert schema_of_answers(form, Phase.FULL, {}, "fr")["properties"] == {}


def test_a_typed_key_has_its_place_in_the_answers() -> None:
    draft = {"table.r1.line": "x", "table.k7.line": "y"}
    assert place_of_key(FORM, draft, "table.k7.money") == "/answers/table/1/money"
    assert place_of_key(FORM, draft, "table") == "/answers/table"
    assert place_of_key(FORM, draft, "choices.a") == "/answers/choices"
    assert place_of_key(FORM, draft, "partners") == "/partners"


def test_what_depends_on_another_answer_is_not_required() -> None:
    first, then = asked(Kind.LINE, "first"), asked(Kind.LINE, "then")
    then = Question(
        code="then", kind=Kind.LINE, label=then.label, when=(Condition(question="first"),)
    )
    parts = (Section(code="s", title=Bilingual(), questions=(first, then)),)
    assert schema_of_answers(Form(number=1, sections=parts), Phase.FULL, {}, "fr")["required"] == [
        "first"
    ]
