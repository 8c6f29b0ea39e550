"""The map and each record's surroundings: all is there, and no words cover others."""

from collections.abc import Sequence
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

import reflexes
from reflexes.drawing import (
    Choice,
    Label,
    Layout,
    draw_map,
    draw_record,
    draw_surroundings,
    lay_out,
    lay_surroundings,
    map_rows,
    neighbour_rows,
    part_of,
)
from reflexes.drawing.surroundings import MOST_DRAWN

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


def assert_apart(labels: Sequence[Label]) -> None:
    for one, other in combinations(labels, 2):
        left, top, right, bottom = one.box
        other_left, other_top, other_right, other_bottom = other.box
        apart = (
            right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
        )
        assert apart, (one.words, other.words)


def assert_inside(labels: Sequence[Label], width: float, height: float) -> None:
    for label in labels:
        left, top, right, bottom = label.box
        assert left >= 0, label.words
        assert top >= 0, label.words
        assert right <= width, label.words
        assert bottom <= height, label.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_covers_another(shipped, language) -> None:
    for layout in layouts(shipped, language):
        assert_apart(layout.labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_stands_inside_the_drawing(shipped, language) -> None:
    for layout in layouts(shipped, language):
        assert_inside(layout.labels, layout.width, layout.height)


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


@pytest.mark.parametrize("edition", ["2020.05", "2020.11", None])
def test_the_map_of_every_age_holds_its_words(edition) -> None:
    catalogue = reflexes.load(edition)
    layout = lay_out(catalogue, "fr", whole(catalogue))
    assert len(layout.diamonds) == len(catalogue.pistes)
    assert ("Aucune piste" in draw_map(catalogue, "fr")) == (len(catalogue.pistes) == 0)
    assert_apart(layout.labels)
    assert_inside(layout.labels, layout.width, layout.height)


def test_a_line_of_twelve_stations_keeps_its_names_apart(tree) -> None:
    model = (tree / "phenomena" / "l-appel.toml").read_text(encoding="utf-8")
    for rank in range(2, 13):
        said = model.replace("rank = 1", f"rank = {rank}").replace(
            '"Appel"', f'"Accueil des appelants {rank}"'
        )
        (tree / "phenomena" / f"appel-{rank}.toml").write_text(said, encoding="utf-8")
    catalogue = reflexes.load(tree)
    layout = lay_out(catalogue, "fr", whole(catalogue))
    assert len(layout.stations) == 12
    assert_apart(layout.labels)
    assert_inside(layout.labels, layout.width, layout.height)


@pytest.mark.parametrize("sources", [None, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_surroundings_of_every_record_keep_words_and_ties_apart(
    shipped, language, sources
) -> None:
    for record in shipped:
        laid = lay_surroundings(shipped, record.code, language, sources=sources)
        assert_apart(laid.labels)
        assert_inside(laid.labels, laid.width, laid.height)
        boxes = [(label.words, label.box) for label in laid.labels]
        for neighbour in laid.neighbours:
            # A curve stays within the width of its four points: the band, where no words stand.
            xs = sorted(x for x, _ in laid.tie_points(neighbour))
            for words, (left, _, right, _) in boxes:
                assert not (left < xs[-1] - 0.01 and xs[0] + 0.01 < right), words


def test_the_surroundings_draw_every_neighbour_or_count_it(shipped) -> None:
    for record in shipped:
        laid = lay_surroundings(shipped, record.code, "fr", sources=True)
        near = shipped.graph.neighbours(record.code, sources=True)
        drawn = [neighbour.record.code for neighbour in laid.neighbours]
        hidden = sum(count for _, count in laid.hidden)
        assert len(drawn) + hidden == len(near)
        assert set(drawn) <= set(near)
        assert len(drawn) == len(set(drawn))
        assert all(count > 1 for _, count in laid.hidden)
        rows = neighbour_rows(shipped, record.code, "fr", sources=True)
        assert [row.code for row in rows] == list(near)
        assert all(row.ties for row in rows)


def test_a_crowd_is_told_in_words(tree) -> None:
    observations = tree / "observations"
    observations.mkdir()
    for number in range(MOST_DRAWN + 5):
        (observations / f"appel-{number}.toml").write_text(
            f"""
status = "attested"
title = {{ fr = "Appel {number}", en = "Call {number}", says = "ours" }}
known_on = 2020-05-28
about = ["l-appel"]
fact = {{ fr = "On appelle.", says = "source", sources = ["un-billet"] }}
""",
            encoding="utf-8",
        )
    catalogue = reflexes.load(tree)
    laid = lay_surroundings(catalogue, "l-appel", "fr")
    assert len(laid.neighbours) == MOST_DRAWN == 40
    assert laid.hidden == (("observations", 7),)
    assert_apart(laid.labels)
    drawn = draw_surroundings(catalogue, "l-appel", "fr")
    assert "et 7 autres, dans le tableau" in drawn
    assert len(neighbour_rows(catalogue, "l-appel", "fr")) == MOST_DRAWN + 7


def test_sources_are_drawn_when_nothing_else_is_tied_or_when_asked(shipped) -> None:
    def shelves(code: str, *, sources: bool | None) -> set[str]:
        laid = lay_surroundings(shipped, code, "fr", sources=sources)
        return {neighbour.shelf for neighbour in laid.neighbours}

    assert shelves("intendance-de-confiance", sources=None) == {"sources"}
    assert shelves("intendance-de-confiance", sources=False) == set()
    assert "sources" not in shelves("data-labs", sources=None)
    assert "sources" in shelves("data-labs", sources=True)


def test_ties_are_drawn_by_who_says_them(shipped) -> None:
    laid = lay_surroundings(shipped, "micro-mobilite-professionnelle", "fr")
    by_code = {neighbour.record.code: neighbour for neighbour in laid.neighbours}
    assert by_code["reaffectation-agents"].is_said
    assert by_code["mutualisation-ressources"].is_ours
    filed = by_code["dunkerque-pacte-micro-mobilite"]
    assert not filed.is_said
    assert not filed.is_ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_surroundings_is_a_named_image_without_inline_style(shipped, language) -> None:
    for record in shipped:
        drawn = draw_surroundings(shipped, record.code, language)
        root = ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves
        assert root.get("role") == "img"
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert record.title.in_language(language) in title.text
        assert description.text
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert "style" not in {name for element in root.iter() for name in element.attrib}
        assert root.find(f"{SVG}style") is None


def test_names_around_a_record_lead_to_theirs(shipped) -> None:
    drawn = draw_surroundings(shipped, "robustesse", "fr", lambda shelf, code: f"/{shelf}/{code}")
    root = ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves
    links = {element.get("href") for element in root.iter(f"{SVG}a")}
    near = shipped.graph.neighbours("robustesse")
    assert links == {f"/{shipped.shelf_of(code)}/{code}" for code in near}
    assert root.get("role") == "group"


@pytest.mark.parametrize("code", ["", "robustesse"])
def test_a_drawing_alone_brings_its_style_and_says_its_origin(shipped, code) -> None:
    def draw() -> str:
        if code:
            return draw_surroundings(shipped, code, "fr", alone=True)
        return draw_map(shipped, "fr", alone=True)

    drawn = draw()
    assert drawn == draw()
    root = ET.fromstring(drawn.encode())  # noqa: S314 - drawn by ourselves
    style = root.find(f"{SVG}style")
    assert style is not None
    assert "prefers-color-scheme:dark" in style.text
    said = [text.text for text in root.iter(f"{SVG}text")]
    assert any(shipped.edition in words for words in said)
    left, top, width, height = map(float, root.get("viewBox").split())
    for text in root.iter(f"{SVG}text"):
        assert left <= float(text.get("x")) <= left + width
        assert top <= float(text.get("y")) <= top + height
