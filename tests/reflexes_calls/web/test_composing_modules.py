"""Composing a module: everyone may, everything refused is told at once, files come whole."""

import io
import threading
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from reflexes import training
from reflexes_calls.actions import building_modules
from reflexes_calls.actions.building_modules import BuildersBusy, Workshop
from reflexes_calls.domain.errors import Refused
from reflexes_calls.domain.modules import BUILDS
from tests.reflexes_calls.web.scene import Scene, make_scene

pytestmark = pytest.mark.web
COMPOSER = "/modules/composer"


@pytest.fixture
def scene(tmp_path: Path, quick_passwords: None) -> Scene:
    del quick_passwords
    return make_scene(tmp_path)


@pytest.fixture
def anyone(scene: Scene) -> TestClient:
    return TestClient(scene.visit("agent").app, follow_redirects=False)


def _plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def test_half_a_day_for_managers_shows_at_once_with_its_sums(anyone: TestClient) -> None:
    answer = anyone.get(COMPOSER)
    assert answer.status_code == 200
    text = _plain(answer.text)
    assert "3 h 30" in text
    assert "dont une pause de 15 min" in text
    assert "09:25–10:25" in text


def test_a_choice_is_followed(anyone: TestClient) -> None:
    text = _plain(
        anyone.get(
            f"{COMPOSER}?length=day&public=elected-officials&group=12"
            "&about=micro-mobilite-professionnelle&activity-2=crisis-exercise"
        ).text
    )
    assert "Exercice de crise sur table" in text
    assert "de 6 à 12" in text
    assert "dont 2 pauses" in text


def test_a_search_leaves_what_was_ticked(anyone: TestClient) -> None:
    text = anyone.get(f"{COMPOSER}?q=télétravail&about=micro-mobilite-professionnelle").text
    assert 'value="micro-mobilite-professionnelle" checked' in text
    assert text.count('name="about"') < anyone.get(COMPOSER).text.count('name="about"')


def test_everything_refused_is_told_at_once(anyone: TestClient) -> None:
    answer = anyone.get(f"{COMPOSER}?group=99&public=rois&about=rien&activity-1=cinema")
    assert answer.status_code == 422
    text = _plain(answer.text)
    for said in (
        "Public – Choisissez",
        "ne porte le code « rien »",
        "Activité 1 –",
        "Débat mouvant – Le groupe peut compter 99 personnes",
    ):
        assert said in text, said
    assert "Télécharger" not in text


def test_the_zip_is_that_of_the_library(anyone: TestClient, scene: Scene) -> None:
    answer = anyone.get(f"{COMPOSER}/fichiers/module.zip?public=field-agents")
    assert answer.status_code == 200
    choices = training.Choices(public=training.Public.AGENTS)
    whole = training.archive(training.compose(scene.desk.catalogue, choices), scene.desk.catalogue)
    assert answer.content == whole
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    listed = anyone.get(f"{COMPOSER}/fichiers?public=field-agents").text
    assert [each for each in names if each not in listed] == []


def test_one_file_and_the_module_itself(anyone: TestClient) -> None:
    guide = anyone.get(f"{COMPOSER}/fichiers/2-guide-animation.docx")
    assert guide.content.startswith(b"PK")
    assert "guide-animation.docx" in guide.headers["content-disposition"]
    page = anyone.get(f"{COMPOSER}/fichiers/5-livret.html")
    assert "sandbox" in page.headers["content-security-policy"]
    said = tomllib.loads(anyone.get(f"{COMPOSER}/fichiers/module.toml").text)
    assert said["edition"]
    assert anyone.get(f"{COMPOSER}/fichiers/autre.docx").status_code == 404


def test_the_page_of_a_piste_leads_there(anyone: TestClient) -> None:
    text = anyone.get("/catalogue/pistes/micro-mobilite-professionnelle").text
    assert f"{COMPOSER}?about=micro-mobilite-professionnelle" in text
    assert COMPOSER not in anyone.get("/catalogue/sources/123dok-rapport-lizurey-2020-06").text


def test_who_comes_when_all_turns_are_taken_is_told_to_wait(
    anyone: TestClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop, building, go_on = Workshop(), threading.Event(), threading.Event()
    real = training.archive

    def slow(*said: Any) -> bytes:
        building.set()
        assert go_on.wait(30)
        return real(*said)

    monkeypatch.setattr(building_modules, "WORKSHOP", workshop)
    monkeypatch.setattr(building_modules, "MOST_WAITING", 0)
    monkeypatch.setattr(building_modules.training, "archive_apart", slow)
    workshop.__init__()  # type: ignore[misc]  # with nobody allowed to wait
    module = training.compose(scene.desk.catalogue)
    made: list[bytes] = []
    builder = threading.Thread(target=lambda: made.append(workshop.archive(scene.desk, module, "")))
    builder.start()
    assert building.wait(30)
    other = training.retimed(module, "welcome", 20)
    with pytest.raises(BuildersBusy):
        workshop.archive(scene.desk, other, "")
    answer = anyone.get(f"{COMPOSER}/fichiers?length=day")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Ce site fabrique les fichiers d’un module à la fois" in answer.text
    go_on.set()
    builder.join()
    assert made[0][:2] == b"PK"
    # What is at hand waits for nobody, and is built once.
    monkeypatch.setattr(building_modules.training, "archive_apart", None)
    assert workshop.archive(scene.desk, module, "") == made[0]


def test_one_visitor_does_not_take_every_turn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = Workshop()
    monkeypatch.setattr(building_modules.training, "archive_apart", lambda *_: b"PK")
    module = training.compose(scene.desk.catalogue)
    for count in range(BUILDS.most):
        said = training.module_of({**training.plain_module(module), "title": f"Module {count}"})
        workshop.archive(scene.desk, said, "192.0.2.7")
    last = training.module_of({**training.plain_module(module), "title": "Un de trop"})
    with pytest.raises(Refused) as refused:
        workshop.archive(scene.desk, last, "192.0.2.7")
    assert refused.value.kind == "too-many-attempts"
    assert workshop.archive(scene.desk, last, "198.51.100.1") == b"PK"
