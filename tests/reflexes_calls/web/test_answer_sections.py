"""Every kind of question: how it is drawn to be filled in, and how what was submitted is read."""

import datetime as dt
import re
from typing import Any

import pytest

from reflexes_calls.domain.answering import NoRegisters, Reading, read_answers
from reflexes_calls.domain.errors import FieldRefusal
from reflexes_calls.domain.form import Form, Phase, form_of
from reflexes_calls.web.answer_sections import (
    Drawing,
    answers_of,
    refusal_named,
    section_shown,
    sections_shown,
)
from reflexes_calls.web.templating import environment
from reflexes_calls.web.translating import translations

WORDS = translations("fr").gettext
FILE = {
    "public_id": "a" * 32,
    "name": "plan.pdf",
    "digest": "d" * 64,
    "size": 2048,
    "media_type": "application/pdf",
    "scan": "none",
}


def said(fr: str) -> dict[str, str]:
    return {"fr": fr}


def choices(count: int) -> list[dict[str, Any]]:
    return [{"code": f"c{rank}", "label": said(f"Choix {rank}")} for rank in range(1, count + 1)]


FORM = form_of(
    {
        "sections": [
            {
                "code": "all",
                "title": said("Tout"),
                "questions": [
                    {"code": "title", "kind": "line", "label": said("Titre"), "max_length": 120},
                    {
                        "code": "story",
                        "kind": "prose",
                        "label": said("Récit"),
                        "help": said("Racontez."),
                        "example": said("Un jour de mars."),
                        "optional": True,
                    },
                    {"code": "count", "kind": "whole", "label": said("Nombre"), "minimum": 1},
                    {
                        "code": "budget",
                        "kind": "money",
                        "label": said("Montant"),
                        "maximum": 500000,
                    },
                    {"code": "start_on", "kind": "day", "label": said("Début")},
                    {"code": "few", "kind": "choice", "label": said("Peu"), "choices": choices(3)},
                    {
                        "code": "many",
                        "kind": "choice",
                        "label": said("Beaucoup"),
                        "choices": choices(7),
                        "optional": True,
                    },
                    {
                        "code": "some",
                        "kind": "choices",
                        "label": said("Plusieurs"),
                        "choices": choices(4),
                        "maximum": 2,
                    },
                    {
                        "code": "costs",
                        "kind": "table",
                        "label": said("Dépenses"),
                        "total": "amount",
                        "columns": [
                            {"code": "item", "kind": "line", "label": said("Poste")},
                            {
                                "code": "amount",
                                "kind": "money",
                                "label": said("Somme"),
                                "minimum": 0,
                            },
                            {"code": "by", "kind": "day", "label": said("Pour"), "optional": True},
                        ],
                    },
                    {"code": "papers", "kind": "file", "label": said("Pièces"), "optional": True},
                    {"code": "territory", "kind": "territory", "label": said("Territoire")},
                    {"code": "administration", "kind": "administration", "label": said("Qui")},
                    {"code": "agreed", "kind": "yes", "label": said("D’accord")},
                    {
                        "code": "later",
                        "kind": "line",
                        "label": said("Ensuite"),
                        "when": [{"question": "few", "test": "is", "value": "c2"}],
                    },
                ],
            },
            {
                "code": "next",
                "title": said("Suite"),
                "questions": [
                    {
                        "code": "other",
                        "kind": "line",
                        "label": said("Autre"),
                        "when": [{"question": "few", "test": "is", "value": "c3"}],
                    }
                ],
            },
        ]
    },
    1,
)
TYPED = {
    "title": "=1+1",
    "count": "12",
    "budget": "1 200,50",
    "start_on": "01/04/2027",
    "few": "c1",
    "some.c1": "yes",
    "some.c4": "yes",
    "costs.r1.item": "Location",
    "costs.r1.amount": "100",
    "costs.k2.item": "<b>Repas</b>",
    "costs.k2.amount": "20,50",
    "territory": "35238",
    "administration": "21350238800019",
    "administration.name": "Ville de Rennes",
    "agreed": "yes",
}


def drawn(typed: dict[str, str], **more: Any) -> str:
    """The section « Tout », as HTML."""
    drawing = Drawing(language="fr", words=WORDS, values=typed, figures={}, **more)
    shown = section_shown(FORM, Phase.FULL, FORM.sections[0], drawing)
    fields: Any = environment("fr").get_template("fields.html").module
    return "".join(str(fields.field(each)) for each in shown.fields)


def read(typed: dict[str, str], files: dict[str, Any] | None = None) -> str:
    """What is submitted, as its readers see it."""
    reading = Reading(
        today=dt.date(2026, 12, 1), figures={}, registers=NoRegisters(), files=files or {}
    )
    answers = read_answers(FORM, Phase.FULL, typed, reading)
    sections = answers_of(FORM, answers.said, "fr", WORDS, not_asked=answers.not_asked)
    parts: Any = environment("fr").get_template("applications/parts.html").module
    html = str(parts.submitted(sections))
    return html.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def answer(html: str, label: str) -> str:
    """The words under a question."""
    match = re.search(rf"<dt>{label}</dt>\s*<dd>(.*?)</dd>", html, re.DOTALL)
    assert match is not None, label
    return " ".join(re.sub(r"<[^>]+>", " ", match[1]).split())


def test_each_kind_is_drawn_with_what_it_needs() -> None:
    html = drawn(TYPED)
    assert '<textarea id="story" name="story"' in html
    assert 'aria-describedby="story-hint story-example"' in html
    assert "Par exemple" in html
    assert (
        html.index('id="story-hint"') < html.index('id="story-example"') < html.index("<textarea")
    )
    assert html.count('type="radio" ') == 3
    assert '<select id="many"' in html
    assert html.count('<option value="c') == 7
    assert re.search(r'id="some" name="some.c1" value="yes" checked', html)
    assert not re.search(r'name="some.c2" value="yes" checked', html)
    assert "2 au plus" in html
    assert 'name="costs.r1.item"' in html
    assert 'name="costs.k2.amount"' in html
    assert "&lt;b&gt;Repas&lt;/b&gt;" in html
    assert "120,50\N{NO-BREAK SPACE}€</strong>" in html
    assert 'inputmode="numeric"' in html
    assert 'name="administration.name" type="text" value="Ville de Rennes"' in html
    assert html.count("</fieldset>") == html.count("<fieldset") == 5
    for group in re.findall(r"<fieldset.*?</legend>", html, re.DOTALL):
        assert "<legend>" in group


def test_an_optional_choice_can_be_taken_back() -> None:
    form = form_of(
        {
            "sections": [
                {
                    "code": "s",
                    "questions": [
                        {"code": "few", "kind": "choice", "optional": True, "choices": choices(2)}
                    ],
                }
            ]
        },
        1,
    )
    ((section,), words) = (
        sections_shown(form, Phase.FULL, "fr", WORDS, values={"few": "c1"}, figures={}),
        "Sans réponse",
    )
    assert section.fields[0].choices[-1] == ("", words)


def test_a_question_that_waits_is_drawn_hidden_only_where_a_script_can_show_it() -> None:
    drawing = Drawing(language="fr", words=WORDS, values=TYPED, figures={})
    first = section_shown(FORM, Phase.FULL, FORM.sections[0], drawing)
    later = first.fields[-1]
    assert (later.name, later.is_asked) == ("later", False)
    assert '"question": "few"' in later.when
    assert section_shown(FORM, Phase.FULL, FORM.sections[1], drawing).fields == ()


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Titre", "=1+1"),
        ("Récit", "sans réponse"),
        ("Nombre", "12"),
        ("Montant", "1 200,50 €"),
        ("Début", "1er avril 2027"),
        ("Peu", "Choix 1"),
        ("Beaucoup", "sans réponse"),
        ("Plusieurs", "Choix 1 Choix 4"),
        ("Pièces", "sans réponse"),
        ("Territoire", "35238"),
        ("Qui", "Ville de Rennes (SIRET 21350238800019)"),
        ("D’accord", "Oui"),
        ("Ensuite", "question non posée"),
    ],
)
def test_each_kind_is_read_in_words(label: str, words: str) -> None:
    assert answer(read(TYPED), label) == words


def test_a_table_is_read_with_its_total_and_its_silences() -> None:
    html = read(TYPED)
    assert "&lt;b&gt;Repas&lt;/b&gt;" in html
    assert "120,50 €" in answer(html, "Dépenses")
    assert answer(html, "Dépenses").count("sans réponse") == 2


def test_files_are_read_with_their_digests() -> None:
    html = read(TYPED, {"papers": [FILE]})
    assert "plan.pdf" in answer(html, "Pièces")
    assert "d" * 64 in html


def test_what_the_form_does_not_have_says_nothing() -> None:
    sections = answers_of(FORM, {"title": "T"}, "fr", WORDS)
    assert [[one.label for one in each.answers] for each in sections] == [["Titre"]]


def test_a_section_of_which_nothing_was_asked_is_left_out() -> None:
    assert "Suite" not in read(TYPED)
    assert "Suite" in read(TYPED | {"few": "c3", "other": "x"})


def test_a_refusal_away_from_its_field_says_which_it_is() -> None:
    refusal = FieldRefusal(field="costs.k2.amount", kind="too-small", met="-100", expected="0")
    words = refusal_named(FORM, refusal, TYPED, "fr", WORDS)
    assert words.startswith("Dépenses, ligne 2, Somme")
    assert "€" in words
    missing = FieldRefusal(field="costs", kind="missing")
    assert refusal_named(FORM, missing, TYPED, "fr", WORDS).startswith("Dépenses")


def test_a_form_of_another_day_is_read_by_its_own_words() -> None:
    older: Form = form_of(
        {
            "sections": [
                {
                    "code": "s",
                    "questions": [
                        {
                            "code": "q",
                            "kind": "choice",
                            "label": said("Avant"),
                            "choices": [{"code": "a", "label": said("Ancien")}],
                        }
                    ],
                }
            ]
        },
        1,
    )
    ((section,)) = answers_of(older, {"q": "a"}, "fr", WORDS)
    assert section.answers[0].value == "Ancien"
