"""The map: every record is on it, no label covers another, no tie crosses a label."""

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

import reflexes
from reflexes.drawing import Choice, Layout, draw_map, draw_record, lay_out, map_rows, part_of

LANGUAGES = ("fr", "en")
DRAWN_SHELVES = ("controversies", "phenomena", "pistes", "principles", "experiments", "evidence")
SVG = "{http://www.w3.org/2000/svg}"


def whole(catalogue: reflexes.Catalogue) -> Choice:
    return Choice(
        controversies=tuple(catalogue.controversies),
        pistes=tuple(catalogue.pistes),
        targets=frozenset(catalogue.controversies.codes + catalogue.phenomena.codes),
    )


def layouts(catalogue: reflexes.Catalogue, language: str) -> list[Layout]:
    parts = [part_of(catalogue, each) for name in DRAWN_SHELVES for each in catalogue.shelf(name)]
    choices = [whole(catalogue), *(part for part in parts if part.controversies)]
    return [lay_out(catalogue, language, choice) for choice in choices]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_covers_another(shipped, language) -> None:
    for layout in layouts(shipped, language):
        for one, other in combinations(layout.labels, 2):
            left, top, right, bottom = one.box
            other_left, other_top, other_right, other_bottom = other.box
            apart = (
                right <= other_left
                or other_right <= left
                or bottom <= other_top
                or other_bottom <= top
            )
            assert apart, (one.words, other.words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_stands_inside_the_drawing(shipped, language) -> None:
    for layout in layouts(shipped, language):
        for label in layout.labels:
            left, top, right, bottom = label.box
            assert left >= 0, label.words
            assert top >= 0, label.words
            assert right <= layout.width, label.words
            assert bottom <= layout.height, label.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_tie_crosses_a_label(shipped, language) -> None:
    for layout in layouts(shipped, language):
        boxes = [(label.words, label.box) for label in layout.labels]
        for tie in layout.ties:
            for x, y in tie.points():
                for words, (left, top, right, bottom) in boxes:
                    assert not (left < x < right and top < y < bottom), words


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_of_the_catalogue_is_on_the_map(shipped, language) -> None:
    layout = lay_out(shipped, language, whole(shipped))
    assert {each.controversy.code for each in layout.lines} == set(shipped.controversies.codes)
    assert {each.phenomenon.code for each in layout.stations} == set(shipped.phenomena.codes)
    assert {each.piste.code for each in layout.diamonds} == set(shipped.pistes.codes)
    assert len(layout.ties) == sum(len(piste.answers) for piste in shipped.pistes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_is_a_named_image_without_inline_style(shipped, language) -> None:
    drawn = draw_map(shipped, language)
    root = ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text
    assert description.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "style" not in {name for element in root.iter() for name in element.attrib}


def test_names_lead_to_their_records_when_addresses_are_given(shipped) -> None:
    drawn = draw_map(shipped, "fr", lambda shelf, code: f"/{shelf}/{code}")
    root = ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves
    links = [element.get("href") for element in root.iter(f"{SVG}a")]
    shown = ("controversies", "phenomena", "pistes")
    assert sorted(links) == sorted(
        f"/{name}/{code}" for name in shown for code in shipped.shelf(name).codes
    )
    assert root.get("role") == "group"


def test_reconstructed_stations_are_dotted_and_our_pistes_hollow(shipped) -> None:
    root = ET.fromstring(draw_map(shipped, "fr"))  # noqa: S314 - drawn by ourselves
    dotted = [c for c in root.iter(f"{SVG}circle") if c.get("stroke-dasharray")]
    assert len(dotted) == sum(p.status.value != "attested" for p in shipped.phenomena)
    hollow = [p for p in root.iter(f"{SVG}path") if p.get("class") == "map-piste-ours"]
    assert len(hollow) == sum(p.status.value == "ours" for p in shipped.pistes)


def test_rows_say_the_same_as_the_map(shipped) -> None:
    rows = map_rows(shipped, "fr")
    told = {
        (target, piste.code)
        for row in rows
        for target, pistes in [
            (row.code, row.pistes),
            *((item.code, item.pistes) for item in row.phenomena),
        ]
        for piste in pistes
        if target
    }
    assert told == {(tie.to, piste.code) for piste in shipped.pistes for tie in piste.answers}
    assert {item.code for item in rows[-1].pistes} == {
        piste.code for piste in shipped.pistes if not piste.answers
    }


def test_a_record_shows_its_own_part_alone(shipped) -> None:
    piste = next(piste for piste in shipped.pistes if piste.answers)
    part = part_of(shipped, piste)
    assert part.pistes == (piste,)
    assert part.targets == {tie.to for tie in piste.answers}
    assert draw_record(shipped, piste, "fr").startswith("<svg")


def test_what_stands_nowhere_on_the_map_has_no_drawing(shipped) -> None:
    assert not draw_record(shipped, next(iter(shipped.sources)), "fr")
    nameless = next(piste for piste in shipped.pistes if not piste.answers)
    assert not draw_record(shipped, nameless, "fr")


def test_a_small_catalogue_draws_and_escapes(tree) -> None:
    path = tree / "phenomena" / "l-appel.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Appel"', '"A < B & C"'))
    drawn = draw_map(reflexes.load(tree), "fr")
    assert "A &lt; B &amp; C" in drawn
    ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves
