"""The list of a call's files: found, sorted, kept as views, acted on together, downloaded."""

import csv
import html
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from reflexes_calls.actions import reviewing
from reflexes_calls.actions.people import create_organisation, create_person, give_role, join
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.people import Role
from reflexes_calls.settings import Settings
from reflexes_calls.storage import reviews
from tests.makers import AFTER, PASSWORD, World, a_call, a_draft, a_submitted, review_form
from tests.many_files import ManyFiles, make_many
from tests.reflexes_calls.web.test_managing import Visits

pytestmark = pytest.mark.web


@pytest.fixture
def visits(small_world: World, tmp_path: Path) -> Visits:
    return Visits(small_world, Settings(files=tmp_path / "files"))


@pytest.fixture
def call(visits: Visits) -> Call:
    made = a_call(visits.world)
    for reviewer in visits.world.reviewers:
        give_role(visits.world.desk, visits.world.manager, reviewer, Role.REVIEWER, made.public_id)
    return made


def address(call: Call) -> str:
    return f"/gestion/appels/{call.public_id}/dossiers"


def text_of(page: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", page.rsplit("<main", maxsplit=1)[-1])
    return re.sub(r"\s+", " ", html.unescape(bare))


def test_the_list_tells_what_is_needed_to_choose(visits: Visits, call: Call) -> None:
    world = visits.world
    file = a_submitted(world, call)
    reviewing.assign(world.desk, world.manager, file.public_id, world.reviewers[0])
    world.at(AFTER)
    reviewing.submit_review(world.desk, world.reviewers[0], file.public_id, review_form())
    told = text_of(visits.as_(world.manager).get(address(call)).text)
    for said in ("2026-001", "Prêter une crèche", "12 500", "1/2", "Bruno Carel"):
        assert said in told.replace("\u202f", " ").replace("\xa0", " "), said
    assert "1 dossier." in told


def test_an_empty_list_says_why(visits: Visits, call: Call) -> None:
    manager = visits.as_(visits.world.manager)
    a_draft(visits.world, call)
    assert "Aucun dossier pour l’instant" in text_of(manager.get(address(call)).text)
    none = text_of(manager.get(address(call), params={"words": "girafe"}).text)
    assert "Aucun dossier ne répond" in none


def test_pages_follow_each_other_with_their_filters(visits: Visits, call: Call) -> None:
    make_many(visits.world.desk.engine, call.id, visits.world.applicant.id, ManyFiles(count=120))
    manager = visits.as_(visits.world.manager)
    here: str | None = f"{address(call)}?sort=amount&descending=yes&stage=submitted"
    met: list[str] = []
    while here:
        page = manager.get(here).text
        met += re.findall(r'<th scope="row">(2026-\d+)', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        last, here = here, html.unescape(found[1]) if found else None
    assert len(met) == len(set(met)) > 100
    end = manager.get(last).text
    found = re.search(r'rel="prev" href="([^"]+)"', end)
    assert found is not None
    back = html.unescape(found[1])
    assert "stage=submitted" in back
    shown = re.findall(r'<th scope="row">(2026-\d+)', end)
    before = re.findall(r'<th scope="row">(2026-\d+)', manager.get(back).text)
    assert before[-1] == met[-1 - len(shown)]


def test_beyond_a_bound_it_says_more_than(visits: Visits, call: Call) -> None:
    make_many(visits.world.desk.engine, call.id, visits.world.applicant.id, ManyFiles(count=1100))
    told = text_of(visits.as_(visits.world.manager).get(address(call)).text)
    assert "Plus de 1000 dossiers" in told.replace("\u202f", "").replace("\xa0", " ")


def test_what_is_asked_wrongly_is_said_and_kept(visits: Visits, call: Call) -> None:
    asked = {"amount_from": "beaucoup", "submitted_from": "demain", "words": "<b>crèche"}
    answer = visits.as_(visits.world.manager).get(address(call), params=asked)
    assert answer.status_code == 422
    for name in ("amount_from", "submitted_from"):
        assert f'href="#{name}"' in answer.text
    assert 'value="beaucoup"' in answer.text
    assert "&lt;b&gt;crèche" in answer.text
    assert "<details open" in answer.text
    lost = visits.as_(visits.world.manager).get(address(call), params={"page": "perdu"})
    assert lost.status_code == 422
    assert "depuis le début" in text_of(lost.text)


def test_a_view_is_kept_shared_and_forgotten(visits: Visits, call: Call) -> None:
    world = visits.world
    a_submitted(world, call)
    other = create_person(
        world.desk,
        world.administrator,
        name="Autre",
        email="autre@essai.example",
        password=PASSWORD,
    )
    give_role(world.desk, world.manager, other, Role.MANAGER, call.public_id)
    manager, colleague = visits.as_(world.manager), visits.as_(other)
    view = {"do": "save-view", "asked-stage": "submitted", "asked-sort": "mean"}
    refused = visits.send(manager, address(call), view | {"name": ""})
    assert refused.status_code == 422
    assert 'href="#name"' in refused.text
    visits.send(manager, address(call), view | {"name": "À décider"})
    assert "À décider" in manager.get(address(call)).text
    assert "stage=submitted&amp;sort=mean" in manager.get(address(call)).text
    assert "À décider" not in colleague.get(address(call)).text
    visits.send(manager, address(call), view | {"name": "À décider", "shared": "yes"})
    assert colleague.get(address(call)).text.count("À décider") == 1
    found = re.search(r"forget-view:[0-9a-f]{32}", manager.get(address(call)).text)
    assert found is not None
    assert visits.send(colleague, address(call), {"do": found[0]}).status_code == 404
    assert visits.send(manager, address(call), {"do": found[0]}).status_code == 303
    assert "À décider" not in manager.get(address(call)).text


def test_each_file_is_given_or_refused_on_its_own(visits: Visits, call: Call) -> None:
    """One reader belongs to an administration: its file is refused whole, the other is given."""
    world = visits.world
    ours, theirs = a_submitted(world, call), a_submitted(world, call, neighbour=True)
    first, second = world.reviewers
    join(world.desk, world.administrator, second, world.bourg_temoin)
    manager = visits.as_(world.manager)
    nothing = visits.send(manager, address(call), {"do": "assign"})
    assert nothing.status_code == 422
    assert 'href="#file"' in nothing.text
    assert 'href="#reviewer"' in nothing.text
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', manager.get("/").text)
    assert token is not None
    said = {
        "csrf": token[1],
        "do": "assign",
        "file": [ours.public_id, theirs.public_id],
        "reviewer": [first.public_id, second.public_id],
    }
    answer = manager.post(address(call), data=said)
    assert answer.status_code == 200
    told = text_of(answer.text)
    assert re.search(r"2026-001 · [^–]+ – fait\.", told.replace("\xa0", " "))
    assert re.search(r"2026-002 · [^–]+ – refusé\.", told.replace("\xa0", " "))
    assert "Choisissez quelqu’un d’autre" in told
    with world.desk.look() as connection:
        assert reviews.reviewers_of(connection, ours.id) == {first.id, second.id}
        assert reviews.reviewers_of(connection, theirs.id) == frozenset()


def test_every_file_of_the_list_may_be_given_at_once(visits: Visits, call: Call) -> None:
    world = visits.world
    a_submitted(world, call)
    a_submitted(world, call, neighbour=True)
    manager = visits.as_(world.manager)
    said = {"do": "assign", "every": "yes", "reviewer": world.reviewers[0].public_id}
    answer = visits.send(manager, address(call), said | {"asked-words": "crèche"})
    assert text_of(answer.text).replace("\xa0", " ").count("– fait.") == 2


def test_a_file_of_another_call_is_not_treated(visits: Visits, call: Call) -> None:
    world = visits.world
    a_submitted(world, call)
    other = a_call(world)
    stranger = a_submitted(world, other)
    said = {"do": "assign", "file": stranger.public_id, "reviewer": world.reviewers[0].public_id}
    answer = visits.send(visits.as_(world.manager), address(call), said)
    assert answer.status_code == 422


def test_the_files_leave_as_tables_and_folders(visits: Visits, call: Call) -> None:
    world = visits.world
    file = a_submitted(world, call)
    a_submitted(world, call, neighbour=True)
    manager = visits.as_(world.manager)
    exports = f"/gestion/appels/{call.public_id}/exports"
    assert "dossiers.xlsx?words=essai" in manager.get(f"{exports}?words=essai").text
    table = manager.get(f"{exports}/dossiers.csv")
    assert table.headers["cache-control"] == "private, no-store"
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["Récépissé"] for row in rows] == ["2026-001", "2026-002"]
    assert {row["Administration"] for row in rows} == {
        world.val_d_essai.name,
        world.bourg_temoin.name,
    }
    assert rows[0]["Montant demandé"] == "12500"
    some = manager.get(f"{exports}/dossiers.csv", params={"words": "2026-002"})
    assert len(list(csv.DictReader(io.StringIO(some.content.decode("utf-8-sig"))))) == 1
    book = openpyxl.load_workbook(io.BytesIO(manager.get(f"{exports}/dossiers.xlsx").content))
    assert book.worksheets[0].max_row == 3
    book.close()
    fields = manager.get(f"{exports}/datapackage.json").json()["resources"][0]["schema"]["fields"]
    assert [each["name"] for each in fields] == list(rows[0])
    with zipfile.ZipFile(io.BytesIO(manager.get(f"{exports}/dossiers.zip").content)) as archive:
        names = archive.namelist()
        assert f"2026-001 {world.val_d_essai.name}/reponses.txt" in names
        assert {"dossiers.csv", "datapackage.json"} < set(names)
    whole = manager.get(f"/gestion/dossiers/{file.public_id}/dossier.zip")
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert not [name for name in archive.namelist() if "2026-002" in name]
    for other in (world.applicant, world.reviewers[0], world.administrator):
        assert visits.as_(other).get(f"{exports}/dossiers.csv").status_code == 403


def test_what_was_ticked_leaves_alone(visits: Visits, call: Call) -> None:
    world = visits.world
    a_submitted(world, call)
    ticked = a_submitted(world, call, neighbour=True)
    said = {"do": "export", "file": ticked.public_id}
    answer = visits.send(visits.as_(world.manager), address(call), said)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Récépissé"] for row in rows] == ["2026-002"]


def test_the_lists_of_teams_and_readers_are_searched_too(visits: Visits, call: Call) -> None:
    world = visits.world
    file = a_submitted(world, call)
    reviewing.assign(world.desk, world.manager, file.public_id, world.reviewers[0])
    for person, place in ((world.applicant, "/dossiers"), (world.reviewers[0], "/relectures")):
        client = visits.as_(person)
        assert "Prêter une crèche" in client.get(place, params={"words": "creches"}).text
        assert "Prêter une crèche" not in client.get(place, params={"words": "girafe"}).text
        wrong = client.get(place, params={"sort": "mean"})
        assert wrong.status_code == 422
        assert 'href="#sort"' in wrong.text


def test_a_title_that_was_not_submitted_is_the_teams_own(visits: Visits, call: Call) -> None:
    """Managers and readers read what was sent; what is being typed stays with its team."""
    world = visits.world
    file = a_submitted(world, call)
    reviewing.assign(world.desk, world.manager, file.public_id, world.reviewers[0])
    a_draft(world, call, title="Titre encore secret")
    manager, reader = visits.as_(world.manager), visits.as_(world.reviewers[0])
    for client, place in (
        (manager, address(call)),
        (manager, f"/gestion/dossiers/{file.public_id}"),
        (manager, f"/gestion/appels/{call.public_id}"),
        (reader, "/relectures"),
        (reader, f"/relectures/{file.public_id}"),
    ):
        shown = client.get(place).text
        assert "Titre encore secret" not in shown, place
        assert "Prêter une crèche" in shown, place
    assert "modifié depuis" in manager.get(address(call)).text
    assert "Titre encore secret" in visits.as_(world.applicant).get("/dossiers").text


def test_a_manager_bound_to_a_file_neither_finds_nor_handles_it(visits: Visits, call: Call) -> None:
    world = visits.world
    file = a_submitted(world, call)
    join(world.desk, world.administrator, world.manager, world.val_d_essai)
    other = create_organisation(world.desk, world.administrator, name="Autre")
    join(world.desk, world.administrator, world.reviewers[1], other)
    manager = visits.as_(world.manager)
    assert "2026-001" not in manager.get(address(call)).text
    assert "2026-001" not in manager.get(f"/gestion/appels/{call.public_id}").text
    assert manager.get(f"/gestion/dossiers/{file.public_id}").status_code == 403
    said = {"do": "assign", "file": file.public_id, "reviewer": world.reviewers[0].public_id}
    assert visits.send(manager, address(call), said).status_code == 422
    journal = manager.get(f"/journal/{call.public_id}").text
    assert file.public_id not in journal
    assert "Dossier déposé" not in journal
