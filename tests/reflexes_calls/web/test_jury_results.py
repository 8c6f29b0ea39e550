"""« Notes »: the pictures of a jury's marks, their files, and who may ask for them."""

import csv
import io
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from reflexes_calls.actions.calibrating import calibrated
from reflexes_calls.actions.people import sign_in
from reflexes_calls.domain.jury import JuryKind
from reflexes_calls.domain.people import Person
from reflexes_calls.settings import Settings
from reflexes_calls.storage import applications, people
from reflexes_calls.storage.engine import writing
from reflexes_calls.web.app import create_app
from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.makers import PASSWORD, World
from tests.on_loopback import on_loopback
from tests.reflexes_calls.marks_scene import Scene, a_marked_call, drawn_marks, make_chair
from tests.reflexes_calls.web.conftest import TOKEN
from tests.reflexes_calls.web.demonstration_server import check_page

pytestmark = pytest.mark.web


@pytest.fixture
def scene(small_world: World) -> Scene:
    return a_marked_call(small_world, drawn_marks(24, 6), files=24, readers=6)


@pytest.fixture
def visitor(scene: Scene) -> Iterator[TestClient]:
    app = create_app(Settings(), scene.world.desk)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def let_in(visitor: TestClient, scene: Scene, person: Person) -> None:
    visitor.cookies.clear()
    visitor.cookies.set(SESSION_COOKIE, sign_in(scene.world.desk, person.email, PASSWORD))


def here(scene: Scene) -> str:
    return f"/gestion/appels/{scene.call.public_id}/jury/resultats"


def test_the_page_and_its_files_say_the_figures_of_the_library(
    visitor: TestClient, scene: Scene
) -> None:
    let_in(visitor, scene, scene.world.manager)
    page = visitor.get(here(scene)).text
    assert page.count("<figure") == page.count("<figcaption>") == 3
    for picture in ("classement", "severite", "accord"):
        drawn = visitor.get(f"{here(scene)}/project/{picture}.svg")
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert ET.fromstring(drawn.content).get("role") == "img"  # noqa: S314  # ours
    given = visitor.get(f"{here(scene)}/project/classement.csv")
    assert "attachment" in given.headers["content-disposition"]
    header, *rows = csv.reader(io.StringIO(given.text.removeprefix("\ufeff")))
    assert header[:2] == ["Dossier", "Note corrigée"]
    with scene.world.desk.look() as connection:
        own = calibrated(connection, scene.call, JuryKind.PROJECT)
    assert own is not None
    ranked = own.calibration.ranking()
    assert [row[0] for row in rows] == [scene.receipts[n] for n in ranked]
    for row, n in zip(rows, ranked, strict=True):
        assert float(row[1]) == pytest.approx(own.calibration.scores[n], rel=1e-5)


def test_the_scores_are_kept_by_a_button(visitor: TestClient, scene: Scene) -> None:
    let_in(visitor, scene, scene.world.manager)
    page = visitor.get(here(scene)).text
    found = TOKEN.search(page)
    assert found is not None
    kept = visitor.post(here(scene), data={"csrf": found[1], "jury": "project"})
    assert kept.status_code == 303
    after = visitor.get(kept.headers["location"]).text
    assert "Rien n’a changé depuis." in after
    assert "Garder ces notes" not in after


def test_unknown_pictures_and_juries_are_not_found(visitor: TestClient, scene: Scene) -> None:
    let_in(visitor, scene, scene.world.manager)
    for address in ("/project/classement.pdf", "/project/autre.svg"):
        assert visitor.get(here(scene) + address).status_code == 404
    assert visitor.get(here(scene), params={"jury": "rien"}).status_code == 404
    assert visitor.get(here(scene), params={"jury": "protocol"}).status_code == 404


def test_the_chair_sees_receipts_and_keeps_nothing(visitor: TestClient, scene: Scene) -> None:
    chair = scene.world.neighbour
    let_in(visitor, scene, chair)
    assert visitor.get(here(scene)).status_code == 403
    make_chair(scene, chair)
    page = visitor.get(here(scene)).text
    assert scene.receipts[0] in page
    assert "/gestion/dossiers/" not in page
    assert "Garder ces notes" not in page


@pytest.fixture
def address(scene: Scene) -> Iterator[str]:
    """The scene, served on loopback."""
    with on_loopback(create_app(Settings(), scene.world.desk)) as address:
        yield address


def test_the_pictures_hold_in_a_browser_at_every_width(
    browser: Browser, axe_source: Axe, scene: Scene, address: str
) -> None:
    context = browser.new_context(locale="fr-FR")
    session = sign_in(scene.world.desk, scene.world.manager.email, PASSWORD)
    context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
    page: Page = context.new_page()
    check_page(page, axe_source, address + here(scene))
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + here(scene))
        inside = page.evaluate(
            """[...document.querySelectorAll('svg.plot-drawing[role]')].every(drawing => {
              const box = drawing.getBoundingClientRect();
              return [...drawing.querySelectorAll('text')].every(text => {
                const own = text.getBoundingClientRect();
                return own.width === 0 || (own.left >= box.left - 2 && own.right <= box.right + 2);
              });
            })"""
        )
        assert inside, width
    context.close()


def test_people_without_eyes_for_colour_lose_nothing(scene: Scene, visitor: TestClient) -> None:
    let_in(visitor, scene, scene.world.manager)
    drawn = visitor.get(f"{here(scene)}/project/classement.svg").text
    # No hue at all: shapes, hatching and words tell the zones.
    assert "plot-c1" not in drawn.split("</style>")[1]
    assert "url(#ranking-hatch)" in drawn


def test_whoever_is_bound_to_a_file_is_told_and_it_is_counted_nowhere(
    visitor: TestClient, scene: Scene
) -> None:
    manager = scene.world.manager
    let_in(visitor, scene, manager)
    assert "Aucun chiffre de cette page ne les compte" not in visitor.get(here(scene)).text
    with writing(scene.world.desk.engine) as connection:
        (known,) = applications.applications_by_id(connection, [scene.files[0]])
        people.add_membership(connection, manager.id, known.organisation_id)
        mine = {
            each.receipt
            for each in applications.applications_of(connection, call=scene.call.id)
            if each.organisation_id == known.organisation_id
        }
    page = visitor.get(here(scene)).text
    assert "Aucun chiffre de cette page ne les compte" in page
    assert not [receipt for receipt in mine if receipt and receipt in page]
    assert "Garder ces notes" not in page
