"""Bringing applications from another service, from the pages, without a script."""

import datetime as dt
import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reflexes_calls.actions.people import person_of_session
from reflexes_calls.storage import applications, people
from reflexes_calls.storage.engine import writing
from reflexes_calls.web.security import SESSION_COOKIE
from tests.reflexes_calls.exported import (
    TOWN,
    VILLAGE,
    Sheets,
    as_csv,
    as_workbook,
    export,
    row,
    spending,
)
from tests.reflexes_calls.web.scene import DEADLINE, Scene, make_scene
from tests.reflexes_calls.web.structure import faults_of

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')
OPTION = re.compile(
    r'<select id="([^"]+)"(?:(?!</select>).)*?<option value="([^"]+)" selected', re.DOTALL
)
FILE = re.compile(r'href="/gestion/dossiers/([0-9a-f]{32})"')


def plain(page: str) -> str:
    return html.unescape(page).replace("\u202f", " ").replace("\u00a0", " ")


class Bringer:
    """The manager at the pages of the import of a call."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.client: TestClient = scene.visit("manager")
        self.base = f"/gestion/appels/{scene.call}/import"
        self.folder = folder

    def token(self) -> str:
        found = TOKEN.search(self.client.get(self.base).text)
        assert found
        return found[1]

    def send(self, path: Path) -> tuple[int, str]:
        answer = self.client.post(
            self.base,
            data={"csrf": self.token()},
            files={"file": (path.name, path.read_bytes(), "application/octet-stream")},
        )
        return answer.status_code, answer.headers.get("location", answer.text)

    def read(self, sheets: Sheets) -> str:
        status, place = self.send(as_workbook(self.folder / "export.xlsx", sheets))
        assert status == 303, place
        return place

    def post(self, place: str, **said: str) -> tuple[int, str]:
        body = {"csrf": self.token(), **said}
        answer = self.client.post(place, data=body)
        return answer.status_code, answer.headers.get("location", answer.text)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


@pytest.fixture
def bringer(scene: Scene, tmp_path: Path) -> Bringer:
    return Bringer(scene, tmp_path)


def test_a_file_is_read_looked_at_and_brought(bringer: Bringer, scene: Scene) -> None:
    place = bringer.read(export(row("101"), row("102", VILLAGE, state="Refusé")))
    shown = bringer.client.get(place).text
    assert faults_of(shown) == []
    text = plain(shown)
    assert "1 dossier à importer" in text
    assert "1 – décidé là-bas : il n’est pas importé (102)" in re.sub(r"<[^>]+>", "", text)
    assert "questions obligatoires sans réponse" in text
    assert FILE.findall(bringer.client.get(f"/gestion/appels/{scene.call}/dossiers").text) == []
    found = SEEN.search(shown)
    assert found
    status, after = bringer.post(place, do="bring", seen=found[1])
    assert (status, after) == (303, f"/gestion/appels/{scene.call}/dossiers?done=brought")
    (file,) = set(FILE.findall(bringer.client.get(after).text))
    page = plain(bringer.client.get(f"/gestion/dossiers/{file}").text)
    assert faults_of(bringer.client.get(f"/gestion/dossiers/{file}").text) == []
    assert "Importé de demarches-simplifiees.fr le 10 janvier 2027" in page
    assert "par Manager" in page
    assert "5 décembre 2026" in page
    assert "usager101@essai.example" in page
    status, after = bringer.post(f"/gestion/dossiers/{file}/contact")
    assert (status, after) == (303, f"/gestion/dossiers/{file}?done=contact-invited")
    assert bringer.client.get(place).status_code == 404
    journal = plain(bringer.client.get(f"/journal/{scene.call}").text)
    assert "Dossier importé d’un autre service" in journal


def test_everything_to_mend_is_told_and_nothing_can_be_brought(
    bringer: Bringer,
) -> None:
    place = bringer.read(
        export(
            row("1", title=""),
            row("2", VILLAGE, budget=99_000_000),
            Depenses=spending(("1", 1, "Vélo", "cher", "Nous")),
        )
    )
    shown = bringer.client.get(place).text
    assert faults_of(shown) == []
    text = plain(shown)
    assert "3 choses à corriger d’abord dans le fichier" in text
    assert "Ligne 2, colonne « Titre de votre essai » –" in text
    assert "99 000 000 € c’est trop" in text or "99 000 000 €" in text
    assert "Feuille « Depenses », ligne 2, colonne « Montant » –" in text
    assert 'value="bring"' not in shown
    assert bringer.post(place, do="bring", seen="x")[0] == 409


def test_what_a_column_becomes_is_changed_and_read_again(bringer: Bringer) -> None:
    place = bringer.read(export(row("1")))
    kept = dict(OPTION.findall(bringer.client.get(place).text))
    assert kept["column.13"] == "title"
    said = {**kept, "column.13": "", "column.19": "problem", "source": ""}
    status, after = bringer.post(place, do="match", **said)
    assert status == 303
    shown = bringer.client.get(after).text
    text = plain(shown)
    assert "Nommez le service d’où vient ce fichier" in text
    assert "Aucune colonne ne répond à « Titre de votre essai »" in text
    assert 'aria-invalid="true"' in shown
    said |= {"column.13": "title", "source": "tableur"}
    bringer.post(place, do="match", **said)
    text = plain(bringer.client.get(place).text)
    assert "1 dossier à importer" in text
    assert dict(OPTION.findall(bringer.client.get(place).text))["column.19"] == "problem"


def test_a_sheet_of_lines_may_be_tied_to_a_table(bringer: Bringer) -> None:
    place = bringer.read(export(row("1"), Lignes=spending(("1", 1, "Vélo", 450, "Nous"))))
    kept = dict(OPTION.findall(bringer.client.get(place).text))
    assert "table.0" not in kept
    bringer.post(place, do="match", **kept, **{"table.0": "spending"})
    kept = dict(OPTION.findall(bringer.client.get(place).text))
    assert kept["table.0"] == "spending"
    shown = bringer.client.get(place).text
    assert 'name="table.0.2"' in shown
    assert faults_of(shown) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("", b"", "fichier"),
        ("d.csv", b"", "vide"),
        ("d.csv", b"ID;Titre\n", "une ligne de titres, puis une ligne par dossier"),
        ("d.csv", b"ID;Titre\n1;a;b;c\n", "La ligne 2 a plus de cases"),
        ("d.pdf", b"%PDF-1.4 nothing", ".csv"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    bringer: Bringer, name: str, content: bytes, said: str
) -> None:
    path = bringer.folder / (name or "nothing")
    path.write_bytes(content)
    if name:
        status, text = bringer.send(path)
    else:
        answer = bringer.client.post(
            bringer.base, data={"csrf": bringer.token()}, files={"file": ("", b"")}
        )
        status, text = answer.status_code, answer.text
    assert status == 422
    assert said in plain(text)
    assert 'id="file-error"' in text


def test_a_file_may_be_left_gone_on_with_and_forgotten(bringer: Bringer) -> None:
    place = bringer.read(export(row("1", TOWN)))
    assert f'href="{place}"' in bringer.client.get(bringer.base).text
    status, after = bringer.post(place, do="forget")
    assert (status, after) == (303, f"{bringer.base}?done=import-forgotten")
    assert bringer.client.get(place).status_code == 404
    assert bringer.post(bringer.read(export(row("1"))), do="fly")[0] == 404


def test_only_the_managers_of_a_call_bring_files_into_it(bringer: Bringer, scene: Scene) -> None:
    place = bringer.read(export(row("1")))
    agent = scene.visit("agent")
    assert agent.get(bringer.base).status_code == 403
    assert agent.get(place).status_code == 403


def test_an_export_in_csv_says_who_applies_by_itself(bringer: Bringer) -> None:
    path = as_csv(bringer.folder / "d.csv", export(row("1")), encoding="cp1252")
    status, place = bringer.send(path)
    assert status == 303
    assert "1 dossier à importer" in plain(bringer.client.get(place).text)


def test_the_receipt_of_a_file_from_elsewhere_never_says_that_it_was_sent_here(
    bringer: Bringer, scene: Scene
) -> None:
    scene.clock.instant = DEADLINE + dt.timedelta(days=3)
    place = bringer.read(export(row("101")))
    found = SEEN.search(bringer.client.get(place).text)
    assert found
    bringer.post(place, do="bring", seen=found[1])
    with scene.desk.look() as connection:
        town = people.find_organisation_by_siret(connection, TOWN)
        (file,) = applications.applications_of(connection)
    assert town is not None
    agent = scene.visit("agent")
    assert agent.get(f"/dossiers/{file.public_id}").status_code == 404
    member = person_of_session(scene.desk, agent.cookies[SESSION_COOKIE])
    assert member is not None
    with writing(scene.desk.engine) as connection:
        people.add_membership(connection, member.id, town.id)
    receipt = plain(agent.get(f"/dossiers/{file.public_id}/recepisse").text)
    assert "Importé par le programme depuis demarches-simplifiees.fr" in receipt
    assert "Admis après" not in receipt
    page = plain(agent.get(f"/dossiers/{file.public_id}").text)
    assert "Importé ici d’un autre service par le programme" in page


def test_contacts_are_invited_from_the_page_all_at_once(bringer: Bringer, scene: Scene) -> None:
    place = bringer.read(export(row("1", TOWN), row("2", VILLAGE)))
    assert "Contacts qui n’ont pas été invités" not in plain(bringer.client.get(bringer.base).text)
    found = SEEN.search(bringer.client.get(place).text)
    assert found
    bringer.post(place, do="bring", seen=found[1])
    shown = bringer.client.get(bringer.base).text
    assert "Inviter ces 2 contacts" in plain(shown)
    assert "usager1@essai.example" in shown
    assert faults_of(shown) == []
    status, after = bringer.post(f"/gestion/appels/{scene.call}/contacts")
    assert (status, after) == (303, f"{bringer.base}?done=contacts-invited")
    shown = plain(bringer.client.get(after).text)
    assert "Les invitations sont parties." in shown
    assert "Contacts qui n’ont pas été invités" not in shown
