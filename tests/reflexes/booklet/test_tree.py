"""What stands in a booklet, whichever way it is written."""

from pathlib import Path

import pytest

import reflexes
from reflexes.booklet import bind
from reflexes.booklet.front import METHODS, read_method
from reflexes.booklet.printing import room_for
from reflexes.booklet.scribe import Scribe, numbered, writable
from reflexes.booklet.tree import (
    Booklet,
    Entry,
    Items,
    Paragraph,
    Poles,
    Reference,
    Said,
    Section,
    Voice,
)
from reflexes.editions import names
from reflexes.texts import Says


def chapters(booklet: Booklet) -> list[str]:
    return [chapter.code for chapter in booklet.chapters]


def texts(booklet: Booklet) -> list[Said]:
    """Everything said in a paragraph or a list."""
    found: list[Said] = []
    for section in booklet.sections():
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found.append(block.said)
            elif isinstance(block, Items | Entry):
                found += block.said
    return found


def section(booklet: Booklet, code: str) -> Section:
    return next(each for each in booklet.sections() if each.code == code)


def test_the_newest_booklet_has_every_chapter(shipped: reflexes.Catalogue) -> None:
    booklet = bind(shipped, "fr")

    assert chapters(booklet) == [
        "C-inquiry",
        "C-reading",
        "C-controversies",
        "C-phenomena",
        "C-map",
        "C-pistes",
        "C-principles",
        "C-trials",
        "C-disagreements",
        "C-people",
        "C-sources",
        "C-colophon",
    ]
    held = booklet.codes
    shelves = ("controversies", "phenomena", "pistes", "principles", "orientations")
    more = ("observations", "experiments", "evidence", "disagreements", "sources")
    for shelf in (*shelves, *more):
        assert set(shipped.shelf(shelf).codes) <= held, shelf


def test_an_old_edition_leaves_out_what_it_has_not() -> None:
    booklet = bind(reflexes.load("2020.05"), "fr")

    assert chapters(booklet) == [
        "C-inquiry",
        "C-reading",
        "C-controversies",
        "C-phenomena",
        "C-map",
        "C-people",
        "C-sources",
        "C-colophon",
    ]
    assert "pistes" not in " ".join(booklet.counts)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("edition", names())
def test_every_text_has_a_mark_or_claims_nothing(edition: str, language: str) -> None:
    booklet = bind(reflexes.load(edition), language)

    unmarked = {said.words for said in texts(booklet) if said.voice is Voice.PLAIN}
    # Poles, two names with an arrow, repeat what the controversy marks; a place has its numbers.
    plain = {words for words in unmarked if " ↔ " not in words}
    people = [each for each in booklet.chapters if each.code == "C-people"]
    placed = {
        said.words
        for chapter in people
        for part in chapter.sections
        for block in part.blocks
        if isinstance(block, Items)
        for said in block.said
        if said.numbers
    }
    assert plain == placed


def test_what_the_inquiry_says_has_a_source(shipped: reflexes.Catalogue) -> None:
    for said in texts(bind(shipped, "fr")):
        if said.voice in {Voice.INQUIRY, Voice.SOURCE}:
            assert said.numbers, said.words


def test_the_two_poles_are_told_alike(shipped: reflexes.Catalogue) -> None:
    booklet = bind(shipped, "fr")
    found = [b for s in booklet.sections() for b in s.blocks if isinstance(b, Poles)]

    assert len(found) == len(shipped.controversies)
    for block in found:
        first, second = block.poles
        assert first.argument.words
        assert second.argument.words
        assert first.argument.voice is second.argument.voice


def test_an_observation_is_told_once(shipped: reflexes.Catalogue) -> None:
    booklet = bind(shipped, "fr")
    told = [
        block.code
        for each in booklet.sections()
        for block in each.blocks
        if isinstance(block, Entry) and block.code in shipped.observations
    ]
    assert sorted(told) == sorted(shipped.observations.codes)


def test_a_name_translated_by_us_shows_the_original(shipped: reflexes.Catalogue) -> None:
    french = section(bind(shipped, "fr"), "comites-liaison-citoyenne")
    english = section(bind(shipped, "en"), "comites-liaison-citoyenne")

    assert french.original is not None
    assert french.original.words == "citizen liaison committees"
    assert french.original.language == "en"
    assert english.title == "citizen liaison committees"
    assert english.original is None


def test_a_piste_known_by_its_name_alone_says_so(shipped: reflexes.Catalogue) -> None:
    piste = section(bind(shipped, "fr"), "comites-liaison-citoyenne")

    assert [part.title for part in piste.sections] == ["Ce qu’on en sait"]
    assert [part.title for part in piste.facing] == ["Vos notes"]


def test_sources_are_numbered_by_day(shipped: reflexes.Catalogue) -> None:
    numbers = numbered(shipped.sources)
    assert sorted(numbers.values()) == list(range(1, len(shipped.sources) + 1))
    assert numbers["billet-lancement-2020-05"] < numbers["billet-six-pistes-2020-09"]
    assert numbers["billet-six-pistes-2020-09"] < numbers["page-reflexes-publics"]

    booklet = bind(shipped, "fr")
    listed = [b for b in section(booklet, "C-sources").blocks if isinstance(b, Reference)]
    assert [each.number for each in listed] == list(range(1, len(shipped.sources) + 1))
    assert [each.code for each in listed] == list(numbers)


def test_the_method_cites_sources_that_exist(shipped: reflexes.Catalogue) -> None:
    method = read_method(shipped.name)

    assert method is not None
    for part in method.parts:
        for text in part.told:
            assert text.sources
            assert set(text.sources) <= set(shipped.sources.codes)
            assert text.en


def test_the_method_tells_what_an_edition_knew() -> None:
    early = " ".join(said.words for said in texts(bind(reflexes.load("2020.05"), "fr")))
    late = " ".join(said.words for said in texts(bind(reflexes.load(), "fr")))

    assert "repérer des tensions" in early
    assert "soixantaine" not in early
    assert "soixantaine" in late


def test_a_method_is_found_by_its_name_alone(tmp_path: Path) -> None:
    assert read_method("../booklet/reflexes-publics") is None
    assert read_method("reflexes-publics", tmp_path) is None
    assert (METHODS / "reflexes-publics.toml").is_file()


def test_another_inquiry_has_its_own_booklet(tree: Path) -> None:
    booklet = bind(reflexes.load(tree), "en")

    assert booklet.title == "Trial"
    assert "C-principles" not in chapters(booklet)
    # The debate exists in French alone: it stays so, and says so.
    debate = next(said for said in texts(booklet) if said.words == "Ouvrir ou fermer.")
    assert debate.language == "fr"


def test_letters_that_no_page_holds_are_replaced() -> None:
    assert writable("A\x07B\ufffe\tC é 😀") == "A\ufffdB\ufffd\tC é 😀"


def test_a_tie_to_another_catalogue_is_named_by_its_code(shipped: reflexes.Catalogue) -> None:
    said = Scribe(shipped, "fr").link("ailleurs:digue", Says.OURS)
    assert said.words == "ailleurs:digue"
    assert said.to not in bind(shipped, "fr").codes


def test_a_day_is_said_as_precisely_as_known(shipped: reflexes.Catalogue) -> None:
    scribe = Scribe(shipped, "fr")
    assert scribe.day("2020-03") == "mars 2020"
    assert scribe.day("") == ""
    assert scribe.span("2022-05", "2022-05") == "mai 2022"
    assert scribe.span("2022", "2023-06") == "2022 – juin 2023"


def test_pages_are_added_so_that_sheets_fold() -> None:
    pages = {"before-map": 28, "map": 30, "before-pistes": 33, "pistes": 34, "colophon": 106}
    assert room_for(pages) == {"map": 1, "pistes": 0, "notes": 2}
    assert room_for({"colophon": 20}) == {"notes": 0}
