"""The pages of the import and of a form’s start in a real browser, at 1280 and 320 pixels."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from reflexes_calls.web.security import SESSION_COOKIE
from tests.chromium import Axe
from tests.pressing import press
from tests.reflexes_calls.exported import VILLAGE, Sheets, as_workbook, export, row, spending
from tests.reflexes_calls.web.demonstration_server import check_page, drawn_together
from tests.reflexes_calls.web.scene import Scene, make_scene

pytestmark = pytest.mark.web
GOOD = export(row("101"), row("102", VILLAGE), row("103", state="Brouillon"))
WRONG = export(
    row("101", weeks="vingt"),
    row("102", VILLAGE, title=""),
    Depenses=spending(("7", 1, "Vélo", "cher", "Nous")),
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("importing"))


@pytest.fixture(scope="module")
def address(scene: Scene) -> Iterator[str]:
    """The scene, served on loopback."""
    app = scene.visit("manager").app
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page(browser: Browser, scene: Scene, address: str) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR")
    cookie = scene.visit("manager").cookies[SESSION_COOKIE]
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": address}])
    yield context.new_page()
    context.close()


def read(page: Page, scene: Scene, address: str, folder: Path, sheets: Sheets) -> str:
    """Send a file as a manager does; gives the address of what it becomes."""
    path = as_workbook(folder / "export.xlsx", sheets)
    page.goto(f"{address}/gestion/appels/{scene.call}/import")
    page.set_input_files("#file", path)
    press(page.locator("text=Lire ce fichier"))
    return page.url


def test_what_is_to_mend_is_read_at_both_widths(
    page: Page, axe_source: Axe, scene: Scene, address: str, tmp_path: Path
) -> None:
    check_page(page, axe_source, f"{address}/gestion/appels/{scene.call}/import")
    check_page(page, axe_source, read(page, scene, address, tmp_path, WRONG))
    assert page.locator("button[value=bring]").count() == 0


def test_a_file_is_brought_with_four_gestures(
    page: Page, axe_source: Axe, scene: Scene, address: str, tmp_path: Path
) -> None:
    check_page(page, axe_source, read(page, scene, address, tmp_path, GOOD))
    press(page.locator("text=Importer 2 dossiers"))
    press(page.locator("text=Un renfort n° 101"))
    check_page(page, axe_source, page.url)
    imports = f"{address}/gestion/appels/{scene.call}/import"
    check_page(page, axe_source, imports)
    page.goto(imports)
    press(page.locator("text=Inviter ces 2 contacts"))
    assert "Les invitations sont parties." in page.inner_text("main")


def test_a_form_is_started_again_from_a_file_that_is_chosen(
    page: Page, axe_source: Axe, scene: Scene, address: str, tmp_path: Path
) -> None:
    start = f"{address}/gestion/appels/{scene.call}/questions/partir"
    page.goto(start)
    page.fill("#file", "titre 3")
    press(page.locator("text=Lire ce fichier"))
    assert page.locator("#file-error-1").is_visible()
    given = page.request.get(start.replace("partir", "questions.toml")).body()
    path = tmp_path / "questions.toml"
    path.write_bytes(given)
    check_page(page, axe_source, start)
    page.set_input_files("#sent", path)
    press(page.locator("text=Lire ce fichier"))
    assert page.get_by_role("heading", name="Remplacer toutes les questions").is_visible()
    press(page.locator("text=Remplacer mes"))
    assert page.url.endswith("done=started-again")


@pytest.mark.parametrize("width", [1280, 320])
def test_what_explains_a_box_is_drawn_under_it_and_nearer_to_it_than_to_the_next(
    page: Page, scene: Scene, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/gestion/appels/{scene.call}/questions/question/risks")
    box, hint, after = drawn_together(page, "#internal", "#internal-hint", "#identifies")
    above, below = hint["y"] - box["y"] - box["height"], after["y"] - hint["y"] - hint["height"]
    assert -10 < above < below
    assert hint["x"] > box["x"] + box["width"]
