"""Four kinds of silence, and none of them is ever shown as « non »."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reflexes_calls.domain.answering import questions_asked, read_answers, refusals_of
from reflexes_calls.domain.carrying import code_of
from reflexes_calls.domain.form import Form, Kind, Phase, form_of
from reflexes_calls.web.answer_sections import answers_of
from reflexes_calls.web.templating import environment
from reflexes_calls.web.translating import translations
from tests.reflexes_calls.domain.forms_drawn import forms, typed_for
from tests.reflexes_calls.domain.test_form_properties import READING, without_requirements

NO = re.compile(r"\b(?:non|no)\b", re.IGNORECASE)
SAID_OF_SILENCE = re.compile(r"no answer|question not asked|question non posée", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
EXAMPLES = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def shown(form: Form, typed: dict[str, str], language: str) -> str:
    """The text of a submitted application, as every page shows it."""
    read = read_answers(form, Phase.FULL, typed, READING)
    words = translations(language).gettext
    sections = answers_of(form, read.said, language, words, not_asked=read.not_asked)
    template = environment(language).get_template("applications/parts.html")
    drawn = str(template.module.submitted(sections))  # type: ignore[attr-defined]  # a macro of it
    return SAID_OF_SILENCE.sub("", TAG.sub(" ", drawn))


@EXAMPLES
@given(st.data(), forms(), st.sampled_from(["fr", "en"]))
def test_no_silence_is_ever_shown_as_no(data: st.DataObject, drawn: Form, language: str) -> None:
    form = without_requirements(drawn)
    typed = data.draw(typed_for(form))
    wrong = {code_of(each.field) for each in refusals_of(form, Phase.FULL, typed, READING)}
    good = {key: text for key, text in typed.items() if code_of(key) not in wrong}
    if refusals_of(form, Phase.FULL, good, READING):
        return  # taking a wrong answer away changed what is asked: another draft shows it
    # What people wrote themselves, and the words of questions, may of course say no.
    if NO.search(" ".join((*good.values(), *labels_of(form)))):
        return
    assert not NO.search(shown(form, good, language))


def labels_of(form: Form) -> list[str]:
    found = []
    for section in form.sections:
        found += [section.title.fr, section.title.en]
        for question in section.questions:
            for each in (question, *question.choices, *question.columns):
                found += [each.label.fr, each.label.en, each.code]
            for column in question.columns:
                found += [one.label.fr + " " + one.label.en + one.code for one in column.choices]
    return found


CONSENT = {"code": "agreed", "kind": "yes", "label": {"fr": "Publier"}, "optional": True}
LAW = {
    "code": "law",
    "kind": "choice",
    "label": {"fr": "Une règle ?"},
    "optional": True,
    "choices": [
        {"code": "yes", "label": {"fr": "Oui"}},
        {"code": "no", "label": {"fr": "Non"}},
    ],
}
WHICH = {
    "code": "which",
    "kind": "line",
    "label": {"fr": "Laquelle ?"},
    "when": [{"question": "law", "test": "is", "value": "yes"}],
}
FORM = form_of({"sections": [{"code": "s", "questions": [CONSENT, LAW, WHICH]}]}, 1)


def test_only_a_choice_labelled_so_says_no() -> None:
    assert not NO.search(shown(FORM, {}, "fr"))
    assert NO.findall(shown(FORM, {"law": "no"}, "fr")) == ["Non"]
    asked = [each.code for each in questions_asked(FORM, Phase.FULL, {"law": "no"})]
    assert asked == ["agreed", "law"]
    assert FORM.find("agreed") is not None
    assert {each.kind for each in FORM.questions()} == {Kind.CONSENT, Kind.CHOICE, Kind.LINE}


def test_a_total_over_words_is_no_total() -> None:
    columns = [{"code": "aa", "kind": "line"}]
    table = {"code": "ad", "kind": "table", "columns": columns, "total": "aa"}
    form = form_of({"sections": [{"code": "s", "questions": [table]}]}, 1)
    assert "0" in shown(form, {"ad.r1.aa": "0"}, "fr")
