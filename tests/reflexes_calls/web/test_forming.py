"""Building the questions of a call from its pages, without a script."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions.forming import builder_page
from reflexes_calls.actions.publishing import draft_call
from reflexes_calls.domain.form import Form, Question, ready_form
from reflexes_calls.domain.form_file import form_text
from tests.reflexes_calls.web.scene import CALL, Scene, make_scene

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
INPUT = re.compile(r'<input id="([^"]+)" name="[^"]+" type="text" value="([^"]*)"')
TICKED = re.compile(r'<input type="checkbox" id="([^"]+)"[^>]* checked')
AREA = re.compile(r'<textarea id="([^"]+)"[^>]*>\n([^<]*)</textarea>')
CHOSEN = re.compile(r'<select id="([^"]+)"(?:(?!</select>).)*?value="([^"]+)" selected', re.DOTALL)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


class Builder:
    """The manager at the pages of a draft's questions."""

    def __init__(self, scene: Scene, call: str) -> None:
        self.scene = scene
        self.call = call
        self.client: TestClient = scene.visit("manager")
        self.base = f"/gestion/appels/{call}/questions"

    def get(self, path: str = "") -> str:
        answer = self.client.get(self.base + path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str = "", *, status: int = 303, **said: str) -> str:
        body = {"csrf": self.token(), **said}
        answer = self.client.post(self.base + path, data=body)
        assert answer.status_code == status, answer.text
        return answer.headers.get("location", answer.text)

    def send(
        self, *, pasted: str = "", file: tuple[str, bytes] = ("", b""), status: int = 200
    ) -> str:
        """Send a file of questions, or what was pasted of one, as a browser does."""
        body = {"csrf": self.token(), "file": pasted}
        answer = self.client.post(
            f"{self.base}/partir/fichier", data=body, files={"sent": (*file, "text/plain")}
        )
        assert answer.status_code == status, answer.text
        return answer.text

    def token(self) -> str:
        found = TOKEN.search(self.client.get(self.base).text)
        assert found
        return found[1]

    def filled(self, path: str) -> dict[str, str]:
        """The fields of a page as a browser would send them back."""
        shown = self.get(path)
        found = dict(INPUT.findall(shown)) | dict(AREA.findall(shown)) | dict(CHOSEN.findall(shown))
        found |= dict.fromkeys(TICKED.findall(shown), "yes")
        return found | {"seen": SEEN.findall(shown)[0]}

    def form(self) -> Form:
        return builder_page(self.scene.desk, self.scene.manager, self.call).bench.form

    def question(self, code: str) -> Question:
        found = self.form().find(code)
        assert found is not None
        return found


def plain(page: str) -> str:
    """The text of a page with plain spaces, as a French keyboard types them."""
    return html.unescape(page).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def builder(scene: Scene) -> Builder:
    call = draft_call(scene.desk, scene.manager, "micro-mobilite-professionnelle", CALL)
    return Builder(scene, call.public_id)


def test_every_question_and_section_is_listed_with_its_buttons(builder: Builder) -> None:
    shown = builder.get()
    for question in ready_form().questions():
        assert f'<li id="{question.code}">' in shown
        assert f"<strong>{question.label.fr}</strong>" in shown
    assert 'value="question.remove.title"' not in shown
    assert 'value="question.remove.budget"' in shown


def test_a_question_is_added_worded_bounded_and_found_again(builder: Builder) -> None:
    place = builder.post(
        "/ajouter", label_fr="Vos appuis", label_en="Support", kind="line", section="course"
    )
    assert place.startswith(f"{builder.base}/question/vos_appuis?done=question-added")
    typed = builder.filled("/question/vos_appuis")
    typed |= {"help_fr": "Qui vous soutient.", "max_length": "80", "required": "yes"}
    typed |= {"criterion.personnes": "yes", "internal": "", "do": "save"}
    place = builder.post("/question/vos_appuis", **typed)
    assert place.endswith("#vos_appuis")
    question = builder.question("vos_appuis")
    assert (question.max_length, question.required) == (80, True)
    assert (question.help.fr, question.criteria) == ("Qui vous soutient.", ("personnes",))
    assert builder.form().sections[2].questions[-1] == question


def test_saving_each_page_as_it_stands_changes_nothing(builder: Builder) -> None:
    before = builder.form()
    for question in before.questions():
        typed = builder.filled(f"/question/{question.code}")
        builder.post(f"/question/{question.code}", **typed)
    for section in before.sections:
        typed = builder.filled(f"/section/{section.code}")
        builder.post(f"/section/{section.code}", **typed)
    for column in ("item", "amount", "paid_by"):
        typed = builder.filled(f"/question/spending/colonne/{column}")
        builder.post(f"/question/spending/colonne/{column}", **typed)
    assert builder.form() == before


def test_what_is_refused_is_given_back_with_all_there_is_to_mend(builder: Builder) -> None:
    typed = builder.filled("/question/budget")
    typed |= {"label_fr": "", "minimum": "beaucoup", "help_en": "Kept as typed"}
    shown = builder.post("/question/budget", status=422, **typed)
    assert shown.count('aria-invalid="true"') == 2
    assert "Kept as typed" in shown
    assert "beaucoup" in shown
    assert builder.question("budget") == ready_form().find("budget")


def test_choices_are_added_moved_and_removed_and_no_text_is_lost(builder: Builder) -> None:
    builder.post("/ajouter", label_fr="Milieu", kind="choice", section="trial")
    for label in ("Rural", "Urbain", "Les deux"):
        typed = builder.filled("/question/milieu") | {"help_fr": f"Avant {label}"}
        typed |= {"choice_new_fr": label, "do": "choice.add"}
        assert builder.post("/question/milieu", **typed).endswith("#parts")
    assert builder.question("milieu").help.fr == "Avant Les deux"
    typed = builder.filled("/question/milieu") | {"do": "choice.up.urbain"}
    builder.post("/question/milieu", **typed)
    typed = builder.filled("/question/milieu") | {"do": "choice.remove.les_deux"}
    builder.post("/question/milieu", **typed | {"choice.rural.fr": "À la campagne"})
    choices = builder.question("milieu").choices
    assert [(each.code, each.label.fr) for each in choices] == [
        ("urbain", "Urbain"),
        ("rural", "À la campagne"),
    ]


def test_a_table_gets_its_columns_and_its_total(builder: Builder) -> None:
    builder.post("/ajouter", label_fr="Partages", kind="table", section="means")
    typed = builder.filled("/question/partages")
    typed |= {"column_new_fr": "Montant", "column_new_kind": "money", "do": "column.add"}
    place = builder.post("/question/partages", **typed)
    assert place.startswith(f"{builder.base}/question/partages/colonne/montant")
    typed = builder.filled("/question/partages/colonne/montant")
    typed |= {"required": "yes", "minimum": "10,50"}
    builder.post("/question/partages/colonne/montant", **typed)
    typed = builder.filled("/question/partages") | {"total": "montant", "maximum": "5"}
    builder.post("/question/partages", **typed)
    table = builder.question("partages")
    assert (table.total, table.maximum, table.columns[0].minimum) == ("montant", 5, 1050)
    assert table.columns[0].required


def test_a_condition_is_chosen_among_earlier_questions_in_plain_words(builder: Builder) -> None:
    shown = builder.get("/question/weeks")
    assert 'value="norms|is|law"' in shown
    assert 'value="spending|answered|"' not in shown
    typed = builder.filled("/question/spending")
    typed |= {"when": "budget|at-least|", "when_figure": "", "do": "when.add"}
    refused = builder.post("/question/spending", status=422, **typed)
    assert 'id="when_figure-error"' in refused
    builder.post("/question/spending", **typed | {"when_figure": "5 000"})
    (one,) = builder.question("spending").when
    assert (one.question, one.test, one.value) == ("budget", "at-least", "5 000")
    assert "5 000" in builder.get()
    typed = builder.filled("/question/spending") | {"do": "when.remove.0"}
    builder.post("/question/spending", **typed)
    assert builder.question("spending").when == ()


def test_questions_are_moved_taken_out_and_taken_back(builder: Builder) -> None:
    assert builder.post(do="question.up.summary").endswith("#summary")
    assert [each.code for each in builder.form().sections[1].questions][:2] == ["summary", "title"]
    builder.post(do="question.remove.budget")
    assert builder.form().find("budget") is None
    shown = builder.get()
    assert 'value="out.back.budget"' in shown
    builder.post(do="out.back.budget")
    assert builder.question("budget") == ready_form().find("budget")
    refused = builder.post(do="question.remove.title", status=409)
    assert 'role="alert"' in refused
    assert builder.post(do="question.fly.title", status=404)


def test_sections_are_added_worded_and_removed(builder: Builder) -> None:
    builder.post(do="section.add", title_fr="Votre expérience")
    typed = builder.filled("/section/votre_experience") | {"intro_fr": "Si vous en avez."}
    builder.post("/section/votre_experience", **typed)
    found = builder.form().section("votre_experience")
    assert found is not None
    assert found.intro.fr == "Si vous en avez."
    assert 'id="title_fr-error"' in builder.post(do="section.add", title_fr="", status=422)
    builder.post(do="section.remove.votre_experience")
    assert builder.form().section("votre_experience") is None
    builder.post(do="out.back.section.votre_experience")
    assert builder.form().section("votre_experience") == found


def test_two_tabs_do_not_overwrite_each_other_unknowingly(builder: Builder) -> None:
    first = builder.filled("/question/risks") | {"help_fr": "Première fenêtre"}
    second = builder.filled("/question/risks") | {"help_fr": "Seconde fenêtre"}
    builder.post("/question/risks", **first)
    shown = builder.post("/question/risks", status=409, **second)
    assert "Seconde fenêtre" in shown
    assert builder.question("risks").help.fr == "Première fenêtre"
    again = second | {"seen": SEEN.findall(shown)[0]}
    builder.post("/question/risks", **again)
    assert builder.question("risks").help.fr == "Seconde fenêtre"


def test_the_questions_go_out_as_a_file_and_come_back(builder: Builder) -> None:
    builder.post(do="question.remove.risks")
    text = builder.get("/questions.toml")
    before = builder.form()
    builder.post("/partir", source="ready", confirmed="yes")
    assert builder.form() != before
    shown = builder.send(file=("questions.toml", text.encode()))
    assert "1 question s’en va" in plain(shown)
    assert builder.form() != before
    builder.post("/partir", source="file", file=text, confirmed="yes")
    assert builder.form() == before
    shown = builder.send(pasted=text + "\nmoon = 1\n", status=422)
    assert "moon" in shown
    assert builder.form() == before
    assert form_text(before) == text


def test_one_may_start_again_from_almost_nothing_and_take_everything_back(
    builder: Builder,
) -> None:
    before = len(list(builder.form().questions()))
    shown = plain(builder.post("/partir", source="empty", status=200))
    assert f"{before - 2} questions s’en vont" in shown
    assert f"Remplacer mes {before} questions" in shown
    assert len(list(builder.form().questions())) == before
    builder.post("/partir", source="empty", confirmed="yes")
    assert [each.code for each in builder.form().questions()] == ["title", "summary"]
    builder.post("/partir", source="before", confirmed="yes")
    assert builder.form() == ready_form() or list(builder.form().questions()) == list(
        ready_form().questions()
    )


def test_one_may_start_from_the_questions_of_another_call(builder: Builder, scene: Scene) -> None:
    other = Builder(scene, scene.call)
    assert scene.call in builder.get("/partir")
    builder.post("/partir", source=scene.call, confirmed="yes")
    assert list(builder.form().questions()) == list(other.form().questions())


def test_what_is_built_for_a_published_call_waits(scene: Scene) -> None:
    published = Builder(scene, scene.call)
    published.post(do="question.remove.risks")
    page = builder_page(scene.desk, scene.manager, scene.call)
    assert page.call.questions().find("risks") is not None
    assert page.bench.form.find("risks") is None
    assert page.call.pending is not None
    assert "form" in page.call.pending
    typed = published.filled("/question/people") | {"kind": "line"}
    shown = published.post("/question/people", status=409, **typed)
    assert 'role="alert"' in shown
    published.post(do="out.back.risks")
    typed = published.filled("/question/people")
    published.post("/question/people", **typed)


def test_only_the_managers_of_a_call_build_its_questions(builder: Builder, scene: Scene) -> None:
    agent = scene.visit("agent")
    for path in ("", "/ajouter", "/partir", "/question/title", "/section/trial", "/questions.toml"):
        assert agent.get(builder.base + path).status_code == 404
        open_call = f"/gestion/appels/{scene.call}/questions{path}"
        assert agent.get(open_call).status_code == 403
    for path in ("/question/moon", "/question/spending/colonne/moon", "/section/moon"):
        assert builder.client.get(builder.base + path).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choisissez le fichier, ou collez tout ce qu’il contient"),
        ({"pasted": "title Une question"}, "Ligne 1 – Il manque un signe égal"),
        ({"pasted": "a = 1", "file": ("q.toml", b"a = 1")}, "gardez l’un des deux"),
        ({"file": ("q.toml", b"\xff\xfe\x00")}, "un texte lisible"),
        ({"file": ("q.toml", b"a" * 2_000_000)}, "2000000"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    builder: Builder, sent: dict[str, Any], said: str
) -> None:
    before = builder.form()
    shown = plain(builder.send(**sent, status=422))
    assert said in shown
    assert 'aria-invalid="true"' in shown
    assert "toml-" not in shown
    assert builder.form() == before


def test_what_is_wrong_in_a_file_is_told_by_its_line_and_its_question(builder: Builder) -> None:
    text = builder.get("/questions.toml").replace("max_length = 120", "max_length = -4", 1)
    shown = plain(builder.send(pasted=text, status=422))
    label = plain(ready_form().sections[1].questions[0].label.fr)
    assert re.search(rf"Ligne \d+, question « {label} », mot « max_length » – ", shown)
    assert "un nombre entier de 1 – 20000" in shown
    assert "sections[" not in shown.split("<textarea")[0]


def test_half_a_condition_is_refused_and_kept(builder: Builder) -> None:
    typed = builder.filled("/question/spending") | {"when_figure": "abc", "do": "save"}
    shown = plain(builder.post("/question/spending", status=422, **typed))
    assert "Le chiffre « abc » n’est comparé à aucune réponse" in shown
    assert 'value="abc"' in shown
    shown = builder.post(
        "/question/spending", status=422, **typed | {"when_figure": "", "do": "when.add"}
    )
    assert "Choisissez une question et ce que doit être sa réponse" in shown
    assert 'id="when-error"' in shown


def test_all_that_a_page_gets_wrong_is_said_at_once_by_its_own_labels(builder: Builder) -> None:
    typed = builder.filled("/question/spending")
    typed |= {"minimum": "30", "maximum": "20", "when_figure": "abc", "do": "column.add"}
    shown = plain(builder.post("/question/spending", status=422, **typed))
    assert "Nombre maximal de lignes – Le maximum (20) est sous le minimum (30)" in shown
    assert "Écrivez les mots de la colonne, puis ajoutez-la" in shown
    assert "Le chiffre « abc »" in shown
    assert "Remplissez cette réponse" not in shown


def test_a_question_for_the_team_alone_is_not_required_without_a_word(builder: Builder) -> None:
    typed = builder.filled("/question/risks") | {"internal": "yes", "required": "yes"}
    shown = plain(builder.post("/question/risks", status=422, **typed))
    assert 'id="required-error"' in shown
    assert "ne peut pas être obligatoire" in shown


def test_a_condition_left_behind_leads_to_what_holds_it(builder: Builder) -> None:
    typed = builder.filled("/question/spending") | {"when": "budget|answered|", "do": "when.add"}
    builder.post("/question/spending", **typed)
    builder.post(do="question.remove.budget")
    label = plain(builder.question("spending").label.fr)
    budget = ready_form().find("budget")
    assert budget is not None
    for page in ("/questions", "/verifier"):
        shown = plain(builder.client.get(f"/gestion/appels/{builder.call}{page}").text)
        assert (
            f"« {label} » n’est posée qu’après une réponse à « {plain(budget.label.fr)} »" in shown
        )
        assert f'href="{builder.base}/question/spending#conditions"' in shown
    builder.post(do="out.back.budget")
    assert builder.form().find("budget") == budget
    assert "n’est posée qu’après" not in plain(builder.get())


def test_what_explains_a_box_stands_under_it(builder: Builder) -> None:
    shown = builder.get("/question/risks")
    assert shown.index('id="internal"') < shown.index('id="internal-hint"')
    assert shown.index('id="internal-hint"') < shown.index('id="identifies"')
