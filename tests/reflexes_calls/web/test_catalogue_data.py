"""What the catalogue's addresses give beside pages: data, references and files."""

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import reflexes
from reflexes.booklet import WRITERS
from reflexes.cli import main
from reflexes.exporting import FORMATS, ExportError, Format
from reflexes_calls.web.addresses import record_address
from reflexes_calls.web.pages.editions import BOOKLETS
from reflexes_calls.web.words import FORMAT_WORDS
from tests.pressing import press
from tests.reflexes_calls.web.demonstration_server import serve_demonstration
from tests.reflexes_calls.web.test_pages import check_page, outline

FIRST_NAME = "La politique de micro-mobilités professionnelles"
NEW_NAME = "La micro-mobilité professionnelle"
PISTE = "micro-mobilite-professionnelle"
OURS = "renoncement-organise"
JSON = {"Accept": "application/json"}
NAMED = (
    "/catalogue",
    "/catalogue/pistes",
    f"/catalogue/pistes/{PISTE}",
    "/carte",
    "/editions/2020.09",
)


def bibtex_entries(text: str) -> dict[str, dict[str, str]]:
    """The entries of a BibTeX file, fields by name; braces must match."""
    found: dict[str, dict[str, str]] = {}
    for kind, key, body in re.findall(r"(?ms)^@(\w+)\{([^,\s]+),\n(.*?)^\}$", text):
        fields = dict(re.findall(r"(?m)^  (\w+) = (.+),$", body))
        for value in fields.values():
            assert value.count("{") == value.count("}")
        found[key] = fields | {"": kind}
    assert len(found) == text.count("@misc{") + text.count("@dataset{")
    return found


@pytest.mark.parametrize(
    "address",
    [*NAMED, "/recherche", "/editions", "/editions/2020.09/pistes", "/editions/2020.09/carte"],
)
def test_the_same_address_gives_data_when_asked(client, address) -> None:
    asked, ended = client.get(address, headers=JSON), client.get(f"{address}.json")
    assert asked.headers["content-type"] == ended.headers["content-type"] == "application/json"
    assert asked.content == ended.content
    assert "Accept" in asked.headers["vary"]
    page = client.get(address, headers={"Accept": "text/html,application/json;q=0.9"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept" in page.headers["vary"]


@pytest.mark.parametrize(
    "address",
    [*NAMED, f"/editions/2020.09/pistes/{PISTE}"],
)
def test_a_page_names_its_data_and_its_own_address(client, address) -> None:
    links = outline(client.get(f"{address}?lang=en").text).named("link")
    said = {link["rel"]: link["href"] for link in links}
    assert said["canonical"] == f"http://testserver{address}"
    assert said["alternate"] == f"{address}.json"
    assert client.get(said["alternate"]).status_code == 200


def test_the_data_of_a_record_are_those_of_the_edition(client) -> None:
    said = client.get(f"/editions/2020.09/pistes/{PISTE}.json").json()
    assert said["edition"] == "2020.09"
    assert said["digest"] == reflexes.load("2020.09").digest
    assert said["record"]["title"]["fr"] == FIRST_NAME
    assert said["record"]["address"] == f"/editions/2020.09/pistes/{PISTE}"
    assert "reaffectation-agents" in said["linked"]["phenomena"]
    newest = client.get(f"/catalogue/pistes/{PISTE}.json").json()["record"]
    pinned = f"/editions/{reflexes.edition_names()[-1]}/pistes/{PISTE}"
    assert (newest["address"], newest["stable_address"]) == (f"/catalogue/pistes/{PISTE}", pinned)


def test_the_data_of_a_shelf_and_of_the_editions_list_them_all(client, catalogue) -> None:
    shelf = client.get("/catalogue/pistes.json").json()
    assert [each["code"] for each in shelf["records"]] == list(catalogue.pistes.codes)
    whole = client.get("/catalogue.json").json()
    assert whole["shelves"]["pistes"]["records"] == len(catalogue.pistes)
    editions = client.get("/editions.json").json()["editions"]
    assert [each["edition"] for each in editions] == list(reversed(reflexes.edition_names()))


def test_who_has_the_data_already_does_not_fetch_them_again(client) -> None:
    address = f"/editions/2020.09/pistes/{PISTE}.json"
    first = client.get(address)
    assert first.headers["cache-control"].startswith("public")
    for held in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        again = client.get(address, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get("/catalogue.json").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/catalogue/pistes/rien.json", {}),
        ("/catalogue/rien", JSON),
        (f"/editions/2020.09/pistes/{OURS}.json", {}),
        ("/rien.json", {}),
    ],
)
def test_whoever_asks_for_data_is_told_of_problems_as_data(client, address, headers) -> None:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == 404
    assert said["title"] == "Il n’y a rien à cette adresse"
    if OURS in address:
        assert said["see"][0]["address"] == f"/editions/2026.11/pistes/{OURS}"


@pytest.mark.parametrize(
    "address",
    [*NAMED, "/", "/editions/2020.09.json", "/editions/2020.09/fichiers/json", "/rien"],
)
def test_head_is_answered_as_get_without_the_body(client, address) -> None:
    got, asked = client.get(address), client.head(address)
    assert asked.status_code == got.status_code
    assert asked.content == b""
    assert asked.headers["content-type"] == got.headers["content-type"]
    assert asked.headers["content-length"] == got.headers["content-length"]


def test_a_record_is_cited_at_the_address_that_never_changes(client) -> None:
    newest = reflexes.edition_names()[-1]
    page = client.get(f"/catalogue/pistes/{PISTE}").text
    assert f'href="/editions/{newest}/pistes/{PISTE}"' in page
    assert f"http://testserver/editions/{newest}/pistes/{PISTE}" in page
    answer = client.get(f"/catalogue/pistes/{PISTE}.bib")
    assert answer.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    name = f"reflexes-publics-{newest}-{PISTE}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.bib"'
    entries = bibtex_entries(answer.text)
    assert entries[name]["title"] == "{{La micro-mobilité professionnelle}}"
    assert f"http://testserver/editions/{newest}/pistes/{PISTE}" in entries[name]["url"]
    sources = [s.code for s in reflexes.load().cited(reflexes.load().pistes[PISTE])]
    assert list(entries) == [name, *sources]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_of_record_can_be_cited(client, catalogue, language) -> None:
    for shelf in catalogue.shelves:
        for code in catalogue.shelf(shelf).codes[:3]:
            address = f"{record_address(shelf, code)}.bib"
            assert bibtex_entries(client.get(address, params={"lang": language}).text)


def test_an_edition_is_cited_as_a_data_set(client) -> None:
    entries = bibtex_entries(client.get("/editions/2020.09.bib").text)
    (entry,) = entries.values()
    assert entry[""] == "dataset"
    assert entry["version"] == "{2020.09}"
    assert entry["url"] == "{http://testserver/editions/2020.09}"
    newest = bibtex_entries(client.get("/catalogue.bib").text)
    assert list(newest) == [f"reflexes-publics-{reflexes.edition_names()[-1]}"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_holds_the_bytes_of_the_command(client, tmp_path, name, capsys) -> None:
    made = FORMATS[name]
    path = tmp_path / f"edition.{made.extension}"
    assert main(["export", name, "--edition", "2020.09", "--output", str(path)]) == 0
    capsys.readouterr()
    answer = client.get(f"/editions/2020.09/fichiers/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == made.media_type
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="reflexes-publics-2020.09.{made.extension}"'
    )
    if not made.names_files:
        assert answer.content == path.read_bytes()


def test_the_record_of_an_edition_gives_the_addresses_of_its_files(client) -> None:
    record = client.get("/editions/2020.09/fichiers/dcat").text
    (address,) = re.findall(r"<http://testserver(/editions/2020\.09/fichiers/ods)>", record)[:1]
    assert client.get(address).status_code == 200


def test_a_file_that_speaks_is_given_in_the_language_asked_for(client) -> None:
    french, english = (
        client.get("/editions/2020.09/fichiers/csv", params={"lang": lang}).content
        for lang in ("fr", "en")
    )
    assert french != english
    page = client.get("/editions/2020.09?lang=en").text
    assert 'href="/editions/2020.09/fichiers/csv?lang=en"' in page


def test_the_files_of_the_newest_edition_have_an_address_that_follows_it(client) -> None:
    answer = client.get("/catalogue/fichiers/json?lang=en")
    newest = reflexes.edition_names()[-1]
    assert answer.headers["location"] == f"/editions/{newest}/fichiers/json?lang=en"


def test_all_formats_have_their_words() -> None:
    assert set(FORMATS) == set(FORMAT_WORDS)
    assert {f".{name}" for name in BOOKLETS} == set(WRITERS)


def test_a_file_in_an_unknown_format_is_no_page(client) -> None:
    assert client.get("/editions/2020.09/fichiers/docx").status_code == 404


def test_a_format_whose_package_is_missing_says_so_plainly(client, monkeypatch) -> None:
    def refuse(*_given: object) -> bytes:
        raise ExportError("The format %(format)s needs more.", format="ods")

    monkeypatch.setattr(Format, "write", refuse)
    answer = client.get("/editions/2020.05/fichiers/ods")
    assert answer.status_code == 503
    assert "Ce fichier ne peut pas être fait ici" in answer.text
    check_page(answer.text, "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("ending", BOOKLETS)
def test_a_booklet_is_given_in_each_form_and_language(client, ending, language) -> None:
    answer = client.get(f"/editions/2020.05/fichiers/{ending}", params={"lang": language})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == BOOKLETS[ending]
    assert f"2020.05-{language}.{ending}" in answer.headers["content-disposition"]
    if ending == "pdf":
        assert answer.content.startswith(b"%PDF-")
    elif ending == "epub":
        with zipfile.ZipFile(BytesIO(answer.content)) as book:
            assert book.read("mimetype") == b"application/epub+zip"
    else:
        assert f'lang="{language}"' in answer.text[:300]


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The demonstration, served on loopback."""
    with serve_demonstration(tmp_path_factory.mktemp("demonstration")) as served:
        yield served


@pytest.mark.web
@pytest.mark.story
def test_from_a_search_to_a_file(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(locale="fr-FR", accept_downloads=True)
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Des mots, un code ou un titre").fill("prêter des agents")
    press(page.get_by_role("button", name="Rechercher"))
    press(page.get_by_role("link", name="Pistes", exact=True))
    press(page.get_by_role("link", name=NEW_NAME).first)
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW_NAME)
    page.get_by_text("Citer cette page").click()
    press(page.get_by_role("link", name="L’adresse qui ne change jamais"))
    newest = reflexes.edition_names()[-1]
    expect(page).to_have_url(f"{address}/editions/{newest}/pistes/{PISTE}")
    page.goto(f"{address}/editions")
    press(page.get_by_role("link", name="Comparer deux éditions"))
    page.get_by_label("La plus ancienne").select_option("2020.09")
    page.get_by_label("La plus récente").select_option("2021.09")
    press(page.get_by_role("button", name="Comparer"))
    expect(page.get_by_text(FIRST_NAME)).to_be_visible()
    page.goto(f"{address}/editions/2020.09")
    with page.expect_download() as asked:
        page.get_by_role("link", name="json", exact=True).click()
    kept = tmp_path / asked.value.suggested_filename
    asked.value.save_as(kept)
    assert kept.name == "reflexes-publics-2020.09.json"
    assert json.loads(kept.read_text())["digest"] == reflexes.load("2020.09").digest
    context.close()
