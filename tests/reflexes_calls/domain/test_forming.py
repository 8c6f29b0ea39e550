"""Each act on a form, and what no act may do."""

import pytest

from reflexes.records import changed
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import Invalid, NotFound, Refused
from reflexes_calls.domain.form import Kind, Question, ready_form
from reflexes_calls.domain.form_typed import read_condition, read_question, typed_question
from reflexes_calls.domain.forming import (
    MOST_QUESTIONS,
    MOST_SECTIONS,
    Bench,
    add_choice,
    add_column,
    add_question,
    add_section,
    bare,
    gone_labels,
    move_part,
    move_question,
    move_section,
    need_question,
    put_question,
    remove_question,
    remove_section,
    replace_form,
    replacing,
    restorable,
    send_question,
    take_back,
    taken_out_document,
    taken_out_of,
    with_kind,
    without_part,
)

READY = Bench(form=ready_form())


def codes(bench: Bench) -> list[list[str]]:
    return [[each.code for each in section.questions] for section in bench.form.sections]


def added(bench: Bench, label: str, kind: Kind = Kind.LINE) -> tuple[Bench, str]:
    return add_question(bench, "trial", kind, Bilingual(fr=label))


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Qui prend part à l’essai ?", "qui_prend_part_essai"),
        ("Œuvre d’art", "oeuvre_art"),
        ("2 agents", "agents"),
        ("Une question " + "vraiment " * 9 + "longue", "une_question_vraiment_vraiment_vraiment"),
        ("???", ""),
    ],
)
def test_a_code_is_made_of_the_french_label(label: str, code: str) -> None:
    assert bare(label) == code


def test_a_code_is_made_once_and_never_given_twice() -> None:
    bench, first = added(READY, "Vos appuis")
    bench, second = added(bench, "Vos appuis")
    bench = put_question(
        bench, changed(need_question(bench, first), label=Bilingual(fr="Tout autre chose"))
    )
    bench = remove_question(bench, second)
    bench, third = added(bench, "Vos appuis")
    assert (first, second, third) == ("vos_appuis", "vos_appuis_2", "vos_appuis_3")
    published = Bench(form=READY.form, published=(bench.form,))
    assert added(published, "Vos appuis")[1] == "vos_appuis_2"
    assert added(READY, "?!")[1] == "question"


def test_a_new_question_never_takes_a_code_that_means_something_else() -> None:
    empty = Bench(form=changed(READY.form, sections=READY.form.sections[1:2]))
    assert added(empty, "Budget", Kind.PROSE)[1] == "budget_2"
    assert added(empty, "Budget", Kind.MONEY)[1] == "budget"
    assert added(empty, "Do")[1] == "do_2"


def test_questions_move_within_their_section_and_over_its_edges() -> None:
    up = move_question(READY, "summary", -1)
    assert codes(up)[1] == ["summary", "title", "problem"]
    over = move_question(READY, "title", -1)
    assert codes(over)[:2] == [
        ["administration", "territory", "contact", "title"],
        ["summary", "problem"],
    ]
    down = move_question(READY, "problem", 1)
    assert (codes(down)[1], codes(down)[2][0]) == (["title", "summary"], "problem")
    first = codes(READY)[0][0]
    assert move_question(READY, first, -1) == READY
    sent = send_question(READY, "risks", "documents")
    assert codes(sent)[-2][-1] == "risks"


def test_sections_are_added_moved_and_removed_with_their_questions() -> None:
    bench, code = add_section(READY, Bilingual(fr="Votre expérience"))
    assert code == "votre_experience"
    assert [each.code for each in move_section(bench, code, -1).form.sections][-2] == code
    gone = remove_section(READY, "documents")
    assert gone.form.section("documents") is None
    assert [each.code for each in restorable(gone)] == ["section.documents"]
    back = take_back(gone, "section.documents")
    assert back.form.section("documents") == READY.form.section("documents")
    assert back.taken_out == ()
    with pytest.raises(Refused, match="form-holds-always-asked"):
        remove_section(READY, "trial")


def test_a_question_taken_out_is_taken_back_as_it_was() -> None:
    gone = remove_question(READY, "budget")
    assert gone.form.find("budget") is None
    kept = taken_out_of(taken_out_document(gone.taken_out))
    back = take_back(changed(gone, taken_out=kept), "budget")
    assert back.form.find("budget") == READY.form.find("budget")
    with pytest.raises(NotFound):
        take_back(back, "budget")


@pytest.mark.parametrize("code", ["problem", "norms", "weeks", "budget"])
def test_a_question_taken_back_stands_where_it_stood_and_conditions_hold_again(code: str) -> None:
    gone = remove_question(READY, code)
    kept = changed(gone, taken_out=taken_out_of(taken_out_document(gone.taken_out)))
    assert take_back(kept, code).form == READY.form


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("again_backwards", [False, True])
def test_several_questions_come_back_in_their_order(
    *, backwards: bool, again_backwards: bool
) -> None:
    section = next(each for each in READY.form.sections if each.code == "course")
    asked = [each.code for each in section.questions]
    bench = READY
    for code in reversed(asked) if backwards else asked:
        bench = remove_question(bench, code)
    for code in reversed(asked) if again_backwards else asked:
        bench = take_back(bench, code)
    assert bench.form == READY.form


def test_what_was_added_meanwhile_stays_beside_what_comes_back() -> None:
    bench, made = added(remove_question(READY, "problem"), "Vos appuis")
    moved_up = move_question(move_question(bench, made, -1), made, -1)
    assert codes(moved_up)[1] == [made, "title", "summary"]
    assert codes(take_back(moved_up, "problem"))[1] == [made, "title", "summary", "problem"]


def test_sections_come_back_at_their_place() -> None:
    bench = remove_section(remove_section(READY, "course"), "means")
    assert gone_labels(bench)["budget"] == need_question(READY, "budget").label.fr
    assert take_back(take_back(bench, "section.course"), "section.means").form == READY.form
    assert take_back(take_back(bench, "section.means"), "section.course").form == READY.form


def test_replacing_a_form_counts_what_goes_stays_and_comes() -> None:
    other, code = added(remove_question(READY, "budget"), "Vos appuis")
    change = replacing(READY.form, other.form)
    assert [each.code for each in change.gone] == ["budget"]
    assert [each.code for each in change.new] == [code]
    assert len(change.kept) == sum(1 for _ in READY.form.questions()) - 1


def test_a_question_of_an_older_version_may_be_taken_back() -> None:
    later = remove_question(READY, "budget").form
    bench = Bench(form=later, published=(READY.form, later))
    assert [each.code for each in restorable(bench)] == ["budget"]
    assert take_back(bench, "budget").form.find("budget") == READY.form.find("budget")


@pytest.mark.parametrize("code", ["title", "summary"])
def test_title_and_summary_stay_and_stay_required(code: str) -> None:
    with pytest.raises(Refused, match="form-always-asked"):
        remove_question(READY, code)
    question = need_question(READY, code)
    lax = put_question(READY, changed(question, required=False, internal=True))
    assert lax.form.find(code) == question
    with pytest.raises(Refused, match="form-fixed-kind"):
        put_question(READY, changed(question, kind=Kind.DAY))


def test_the_kind_of_a_published_question_never_changes() -> None:
    bench, code = added(READY, "Vos appuis")
    question = need_question(bench, code)
    assert put_question(bench, with_kind(question, Kind.PROSE)).form.find(code) is not None
    published = changed(bench, published=(bench.form,))
    with pytest.raises(Refused, match="form-kind-changed"):
        put_question(published, with_kind(question, Kind.PROSE))


def test_a_form_that_reuses_a_code_for_another_kind_is_refused() -> None:
    bench, code = added(READY, "Vos appuis")
    other, _ = added(READY, "Vos appuis", Kind.DAY)
    with pytest.raises(Invalid) as refused:
        replace_form(changed(READY, published=(bench.form,)), other.form)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [
        (code, "form-code-reused")
    ]
    taken = replace_form(changed(READY, published=(bench.form,)), READY.form)
    assert taken.form == READY.form


def test_choices_and_columns_keep_their_codes() -> None:
    bench, code = added(READY, "Milieu", Kind.CHOICE)
    question = add_choice(bench, need_question(bench, code), Bilingual(fr="Rural"))
    question = add_choice(bench, question, Bilingual(fr="Urbain"))
    bench = put_question(bench, question)
    later = Bench(form=bench.form, published=(bench.form,))
    without = without_part(need_question(later, code), "rural")
    again = add_choice(later, without, Bilingual(fr="Rural"))
    assert [each.code for each in again.choices] == ["urbain", "rural_2"]
    assert [each.code for each in move_part(question, "urbain", -1).choices] == ["urbain", "rural"]

    table = need_question(READY, "spending")
    table, column = add_column(READY, table, Kind.MONEY, Bilingual(fr="Reste à payer"))
    assert column == "reste_payer"
    assert without_part(table, "amount").total == ""
    with pytest.raises(Refused, match="form-not-in-table"):
        add_column(READY, table, Kind.FILE, Bilingual(fr="Devis"))


def test_a_form_has_a_most() -> None:
    bench = READY
    while sum(1 for _ in bench.form.questions()) < MOST_QUESTIONS:
        bench, _ = added(bench, "Encore une")
    with pytest.raises(Refused, match="form-full"):
        added(bench, "Une de trop")
    while len(bench.form.sections) < MOST_SECTIONS:
        bench, _ = add_section(bench, Bilingual(fr="Encore une"))
    with pytest.raises(Refused, match="form-full"):
        add_section(bench, Bilingual(fr="Une de trop"))


@pytest.mark.parametrize("question", list(ready_form().questions()), ids=lambda each: each.code)
def test_saving_a_question_as_it_is_changes_nothing(question: Question) -> None:
    known = ("besoin", "essai", "personnes", "preuve")
    assert read_question(typed_question(question), question, criteria=known) == question


def test_every_refusal_of_a_question_is_said_at_once() -> None:
    question = need_question(READY, "budget")
    typed = typed_question(question) | {
        "label_fr": " ",
        "help_fr": "x" * 1001,
        "minimum": "20 000",
        "maximum": "12 000",
        "label_en": "a\nb",
    }
    with pytest.raises(Invalid) as refused:
        read_question(typed, question)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [
        ("label_fr", "words-missing"),
        ("label_en", "several-lines"),
        ("help_fr", "too-long"),
        ("maximum", "bounds-crossed"),
    ]


def test_an_internal_question_is_never_required() -> None:
    question = need_question(READY, "risks")
    typed = typed_question(question) | {"internal": "yes", "required": "yes"}
    with pytest.raises(Invalid) as refused:
        read_question(typed, question)
    told = [(each.field, each.kind) for each in refused.value.refusals]
    assert told == [("required", "internal-required")]
    said = read_question(typed | {"required": ""}, question)
    assert (said.internal, said.required) == (True, False)


def test_two_choices_never_say_the_same() -> None:
    bench, code = added(READY, "Milieu", Kind.CHOICE)
    question = need_question(bench, code)
    for label in ("Rural", "Urbain"):
        question = add_choice(bench, question, Bilingual(fr=label))
    typed = typed_question(question) | {"choice.urbain.fr": " rural", "choice_new_fr": "RURAL"}
    with pytest.raises(Invalid) as refused:
        read_question(typed, question)
    assert [(each.field, each.kind) for each in refused.value.refusals] == [
        ("choice.urbain.fr", "same-choice"),
        ("choice_new_fr", "same-choice"),
    ]
    mended = typed | {"choice_new_fr": "", "do": "choice.remove.urbain"}
    assert read_question(mended, question).choices


@pytest.mark.parametrize(
    ("typed", "wanted", "field", "kind"),
    [
        ({}, True, "when", "condition-missing"),
        ({"when_figure": "abc"}, False, "when", "figure-alone"),
        ({"when": "budget|answered|", "when_figure": "12"}, False, "when", "figure-alone"),
        ({"when": "budget|at-least|", "when_figure": "abc"}, False, "when_figure", "not-a-number"),
        ({"when": "budget|at-least|"}, False, "when_figure", "figure-missing"),
    ],
)
def test_half_a_condition_is_refused(
    typed: dict[str, str], wanted: bool, field: str, kind: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read_condition(typed, READY.form.questions(), wanted=wanted)
    (refusal,) = refused.value.refusals
    assert (refusal.field, refusal.kind) == (field, kind)
    assert read_condition({}, READY.form.questions()) is None
