"""Reading and deliberating, page by page, as a manager and two readers meet them."""

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from reflexes_calls.actions.applying import start_draft, submit
from reflexes_calls.actions.people import person_of_session
from reflexes_calls.actions.reviewing import assign
from reflexes_calls.web.security import SESSION_COOKIE
from tests.reflexes_calls.papers.test_printing import text_of
from tests.reflexes_calls.web.scene import ANSWERS, DEADLINE, Scene, make_scene

TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
CODES = ("besoin", "essai", "preuve", "personnes")
COMMENTS = {"comment_for_jury": "À retenir.", "comment_for_applicant": "Dites qui tient le vivier."}
NAMED = {"contact": "Direction de l’enfance, enfance@val-d-essai.example", "territory": "22278"}


def marks(mark: int) -> dict[str, str]:
    return {f"mark-{code}": str(mark) for code in CODES}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A file that says who applies, given to both readers; the deadline has passed."""
    made = make_scene(tmp_path)
    agent = person_of_session(made.desk, made.visit("agent").cookies[SESSION_COOKIE])
    assert agent is not None
    draft = start_draft(made.desk, agent, made.call, made.own)
    submit(made.desk, agent, draft.public_id, ANSWERS | NAMED)
    for reader in made.readers:
        assign(made.desk, made.manager, draft.public_id, reader)
    made.clock.instant = DEADLINE + dt.timedelta(hours=1)
    return made


@pytest.fixture
def file(scene: Scene) -> str:
    """The public id of the file."""
    found = re.search(
        r'href="/relectures/([0-9a-f]{32})"', scene.visit("ana").get("/relectures").text
    )
    assert found is not None
    return found[1]


def post(scene: Scene, name: str, address: str, **said: str) -> Response:
    visitor = scene.visit(name)
    found = TOKEN.search(visitor.get(address).text)
    assert found is not None
    return visitor.post(address, data={"csrf": found[1]} | said)


def speak(scene: Scene, file: str) -> None:
    for rank, name in enumerate(("ana", "bo")):
        answer = post(
            scene, name, f"/relectures/{file}", do="submit", **marks(2 + rank), **COMMENTS
        )
        assert answer.status_code == 303, answer.text


def reading(scene: Scene) -> str:
    return f"/gestion/appels/{scene.call}/jury/lecture"


def deliberation(scene: Scene) -> str:
    return f"/gestion/appels/{scene.call}/jury/deliberation"


def test_a_second_tab_is_told_with_both_texts(scene: Scene, file: str) -> None:
    address = f"/relectures/{file}"
    page = scene.visit("ana").get(address).text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision is not None
    assert revision[1] == "0"
    first = post(scene, "ana", address, do="save", revision="0", comment_for_jury="Premier onglet")
    assert first.status_code == 303
    second = post(scene, "ana", address, do="save", revision="0", comment_for_jury="Second onglet")
    assert second.status_code == 409
    text = unescape(second.text)
    assert "Premier onglet" in text
    assert re.search(r"<textarea[^>]*>\nSecond onglet</textarea>", text)
    assert 'name="revision" value="1"' in text
    kept = post(scene, "ana", address, do="save", revision="1", comment_for_jury="Les deux")
    assert kept.status_code == 303
    versions = scene.visit("ana").get(f"{address}/versions").text
    assert versions.index("Les deux") < versions.index("Premier onglet")


def test_the_manager_sees_who_has_read_and_no_mark(scene: Scene, file: str) -> None:
    post(scene, "ana", f"/relectures/{file}", do="submit", **marks(4), **COMMENTS)
    page = scene.visit("manager").get(reading(scene)).text
    assert "Relectures rendues\u00a0: 1 sur 2" in unescape(page)
    assert "À retenir." not in page
    assert scene.visit("ana").get(reading(scene)).status_code == 403


def test_blind_reading_hides_who_applies_everywhere_a_juror_looks(scene: Scene, file: str) -> None:
    told = scene.visit("ana").get(f"/relectures/{file}").text
    assert "Val-d’Essai" in unescape(told)
    answer = post(scene, "manager", reading(scene), do="blind", blind_reading="yes")
    assert answer.status_code == 303
    visitor = scene.visit("ana")
    pdf = visitor.get(f"/relectures/{file}/fiche.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert "Un renfort entre crèches" in text_of(pdf.content)
    for text in (
        visitor.get("/relectures").text,
        visitor.get(f"/relectures/{file}").text,
        text_of(pdf.content),
        text_of(visitor.get(f"/relectures/fiches.pdf?call={scene.call}").content),
    ):
        for name in ("Val-d’Essai", "val-d-essai", "22278"):
            assert name not in unescape(text)
    assert "Vous lisez sans savoir qui candidate" in unescape(
        visitor.get(f"/relectures/{file}").text
    )
    # Ties are declared to administrations, which are listed apart from the files.
    seats = visitor.get("/jury").text
    seat = re.search(r'href="(/jury/[0-9a-f]{32})', seats)
    assert seat is not None
    ties = unescape(visitor.get(f"{seat[1]}/liens").text)
    row = ties[ties.index("<tbody>") : ties.index("</tbody>")]
    assert "Un renfort entre crèches" in row
    assert "Val-d’Essai" not in row
    assert "<li>Ville de Val-d’Essai</li>" in ties
    recusal = unescape(visitor.get(f"{seat[1]}/recusation?dossier={file}").text)
    assert "Val-d’Essai" not in recusal
    managed = scene.visit("manager").get(f"/gestion/dossiers/{file}").text
    assert "Val-d’Essai" in unescape(managed)


def test_reminders_by_hand_say_when_there_is_nobody(scene: Scene) -> None:
    assert post(scene, "manager", reading(scene), do="remind").status_code == 303
    again = post(scene, "manager", reading(scene), do="remind")
    assert again.status_code == 409
    assert "personne à relancer" in unescape(again.text)


def test_the_deliberation_from_opening_to_minutes(scene: Scene, file: str) -> None:
    refused = post(scene, "manager", deliberation(scene), do="open")
    assert refused.status_code == 422
    assert 'id="why-error"' in refused.text
    speak(scene, file)
    juror = f"/jury/{scene.call}/deliberation"
    assert "n’est pas encore ouverte" in unescape(scene.visit("ana").get(juror).text)
    discussed = f"{juror}/dossiers/{file}"
    assert scene.visit("ana").get(discussed).status_code == 409
    assert post(scene, "manager", deliberation(scene), do="open", place="Mairie").status_code == 303
    led = scene.visit("manager").get(deliberation(scene)).text
    seats = re.findall(r'name="present" value="([0-9a-f]{32})"', led)
    assert len(seats) == 2
    ticked = {"present": seats[0]}
    assert post(scene, "manager", deliberation(scene), do="presence", **ticked).status_code == 303
    page = scene.visit("ana").get(discussed).text
    assert "Bo" not in page.split("<main")[1]
    bad = post(scene, "ana", discussed, do="marks", **marks(2), reason="")
    assert bad.status_code == 422
    assert 'id="reason-error"' in bad.text
    changed = post(scene, "ana", discussed, do="marks", **marks(3), reason="Le registre existe.")
    assert changed.status_code == 303
    said = post(scene, "ana", discussed, do="remark", remark="Qui tient le vivier ?")
    assert said.status_code == 303
    absent = post(scene, "bo", discussed, do="remark", remark="Moi aussi.")
    assert absent.status_code == 409
    assert "Moi aussi." in absent.text
    closed = post(scene, "manager", deliberation(scene), do="close")
    minutes = closed.headers["location"].partition("?")[0]
    shown = unescape(scene.visit("bo").get(f"{minutes}?jury=project").text)
    assert "Mairie" in shown
    assert "Le registre existe." in shown
    for language, title in (("fr", "Procès-verbal du jury"), ("en", "Minutes of the jury")):
        pdf = scene.visit("manager").get(f"{minutes}/pdf?jury=project&lang={language}")
        text = text_of(pdf.content)
        assert title in text
        assert "Le registre existe." in text
    assert scene.visit("agent").get(minutes).status_code == 404


def test_versions_of_a_review_are_for_its_author_and_the_managers(scene: Scene, file: str) -> None:
    speak(scene, file)
    ana = scene.readers[0].public_id
    address = f"/gestion/dossiers/{file}/relectures/{ana}"
    assert scene.visit("manager").get(address).status_code == 200
    assert scene.visit("bo").get(address).status_code == 403
    assert scene.visit("agent").get(address).status_code in {403, 404}
