"""Pictures of numbers: where things stand, what is said beside, and nothing by colour alone."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from reflexes.plotting import (
    Branch,
    Moment,
    Picture,
    Row,
    Series,
    Shape,
    Slope,
    Table,
    axis_over,
    draw_dots,
    draw_event_study,
    draw_forest,
    draw_heat,
    draw_intervals,
    draw_key,
    draw_series,
    draw_slopes,
    draw_tree,
    nice_ticks,
    number_said,
    percent_said,
)

pytestmark = pytest.mark.unit
SVG = "{http://www.w3.org/2000/svg}"
ROWS = (
    Row(label="2027-001", value=3.0, low=2.0, high=4.0, beside=2.5, cells=("oui",)),
    Row(label="2027-002", value=1.0, low=0.5, high=1.5, beside=1.0, shaded=True, cells=("non",)),
    Row(label="2027-003", value=None, shape=Shape.DIAMOND, rule="2 places", cells=("–",)),
)


def intervals() -> Picture:
    return draw_intervals(
        ROWS,
        name="essai",
        title="Deux notes & plus",
        sentence="La première est devant.",
        columns=("Dossier", "Note", "de", "à", "Moyenne", "Retenu"),
        axis=axis_over([], low=0, high=4),
        measure="sur 4",
    )


def every_picture() -> tuple[Picture, ...]:
    said = {"title": "T", "sentence": "S."}
    return (
        intervals(),
        draw_dots(ROWS, name="d", columns=("a", "b"), **said),
        draw_forest(ROWS, name="f", columns=("a", "b"), **said),
        draw_heat(
            [("Un critère", [0.1, None, 0.9])], name="h", columns=("a", "x", "y", "z"), **said
        ),
        draw_series(
            ["jan.", "fév.", "mars", "avr."],
            [
                Series(label="Ici", values=(1, 2, None, 4)),
                Series(label="Prévu", values=(1, 1, 1, 1), dashed=True),
            ],
            name="s",
            columns=("m", "a", "b"),
            break_before=2,
            break_said="début",
            **said,
        ),
        draw_event_study(
            [Moment(at=n, value=n / 2, low=n / 2 - 1, high=n / 2 + 1) for n in range(-3, 4)],
            name="e",
            columns=("m", "a", "b", "c"),
            event_said="début",
            **said,
        ),
        draw_slopes(
            [Slope(label="Ici", before=1, after=3), Slope(label="Là", before=2, after=3)],
            name="p",
            columns=("l", "a", "b", "c"),
            before_said="avant",
            after_said="après",
            **said,
        ),
        draw_tree(
            Branch(label="Savoir", kind="But", under=(Branch(label="Dire pourquoi"),)),
            name="t",
            columns=("n", "k", "l"),
            **said,
        ),
    )


@pytest.mark.parametrize("picture", every_picture(), ids=lambda one: one.name)
def test_each_picture_is_named_described_and_made_again_alike(picture: Picture) -> None:
    root = ET.fromstring(picture.svg)  # noqa: S314  # what is read was written just above
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    assert [root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == named  # type: ignore[union-attr]  # they stand
    assert root.findtext(f"{SVG}title") == picture.title
    assert picture.sentence in (root.findtext(f"{SVG}desc") or "")
    assert "style=" not in picture.svg
    assert "nan" not in picture.svg
    assert all(len(row) == len(picture.table.rows[0]) for row in picture.table.rows)
    again = {each.name: each for each in every_picture()}[picture.name]
    assert (again.svg, again.alone("fr")) == (picture.svg, picture.alone("fr"))
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(one).startswith(f"{picture.name}-") for one in ids)


@pytest.mark.parametrize("picture", every_picture(), ids=lambda one: one.name)
def test_a_file_alone_brings_its_style_and_asks_for_nothing_outside(picture: Picture) -> None:
    alone = picture.alone("fr")
    root = ET.fromstring(alone.encode())  # noqa: S314  # as above
    assert root.find(f"{SVG}style") is not None
    assert alone.count("http") == alone.count('xmlns="http')
    assert "@import" not in alone
    assert "url(" not in alone.replace("url(#", "")


def marks_of(picture: Picture) -> list[str | None]:
    root = ET.fromstring(picture.svg)  # noqa: S314  # as above
    return [
        one.get("x")
        for one in root.iter(f"{SVG}svg")
        if one.get("width") == "1" and one.find(f"{SVG}path") is not None
    ]


def test_a_mark_stands_where_its_value_is() -> None:
    # The cross of the plain mean, then the mark, row after row; who has no value has no mark.
    assert marks_of(intervals()) == ["62.5%", "75%", "25%", "25%"]


def test_what_lies_outside_stands_at_the_edge() -> None:
    axis = axis_over([], low=0, high=4)
    assert [axis.place(value) for value in (-1, 0, 2, 4, 9)] == [0, 0, 50, 100, 100]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 4, (0, 1, 2, 3, 4)),
        (0, 1, (0.0, 0.25, 0.5, 0.75, 1.0)),
        (-0.34, 0.9, (-0.5, 0.0, 0.5, 1.0)),
        (3, 3, (2.0, 2.5, 3.0, 3.5, 4.0)),
        (0, 123_456, (0, 50_000, 100_000, 150_000)),
    ],
)
def test_ticks_are_round_and_few(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert nice_ticks(low, high) == expected


@pytest.mark.parametrize("low", [-7.3, -0.02, 0, 1e-4, 12, 9_999])
@pytest.mark.parametrize("reach", [1e-3, 0.7, 3, 1e5])
def test_ticks_always_hold_what_is_measured(low: float, reach: float) -> None:
    ticks = nice_ticks(low, low + reach)
    assert ticks[0] <= low + 1e-9
    assert ticks[-1] >= low + reach - 1e-9
    assert 2 <= len(ticks) <= 5


def test_numbers_are_said_in_two_languages() -> None:
    assert number_said(-1234.5, "fr", 1) == "−1\u202f234,5"
    assert number_said(-1234.5, "en", 1) == "−1,234.5"
    assert number_said(-0.001, "fr") == "0,00"
    assert number_said(float("nan"), "fr") == number_said(None, "en") == "–"
    assert percent_said(0.256, "fr") == "26\u00a0%"
    assert percent_said(0.256, "en") == "26%"
    assert percent_said(None, "fr") == "–"


def test_meanings_differ_in_shape_not_in_colour_alone() -> None:
    drawn = {shape: draw_key(shape) for shape in Shape}
    assert len(set(drawn.values())) == len(Shape)
    plain = intervals().svg
    assert 'fill="url(#essai-hatch)"' in plain


def test_the_table_says_the_same_as_the_drawing() -> None:
    table = intervals().table
    assert table.rows[0] == ("2027-001", 3.0, 2.0, 4.0, 2.5, "oui")
    assert table.said("fr")[2] == ("2027-003", "–", "–", "–", "–", "–")
    assert [table.is_figure(n) for n in range(6)] == [False, True, True, True, True, False]


def test_a_spreadsheet_reads_numbers_and_runs_nothing() -> None:
    table = Table(
        caption="c",
        headers=("Dossier", "Note"),
        rows=(("=HYPERLINK(1)", 1 / 3), ("a,b", None), ("c", float("nan")), ("d", 12)),
    )
    rows = list(csv.reader(io.StringIO(table.csv())))
    assert rows == [
        ["Dossier", "Note"],
        ["'=HYPERLINK(1)", "0.333333"],
        ["a,b", ""],
        ["c", ""],
        ["d", "12"],
    ]


def test_a_long_label_stands_above_its_row_and_a_title_gives_way() -> None:
    long = Row(label="Odile Passerin-Delacroix", value=1.0)
    above = draw_intervals([long], name="n", title="t", sentence="s", columns=("a", "b"))
    beside = draw_intervals(
        [Row(label="2027-001", value=1.0, detail="Un titre")],
        name="n",
        title="t",
        sentence="s",
        columns=("a", "b"),
    )
    assert above.height > beside.height
    assert 'class="plot-detail"' in beside.svg


def test_words_are_written_and_never_run() -> None:
    picture = draw_intervals(
        [Row(label="<b>&", value=1.0)],
        name="n",
        title="</title><script>",
        sentence="s",
        columns=("a", "b"),
    )
    assert "<script" not in picture.svg
    assert "&lt;b&gt;&amp;" in picture.svg


def test_a_picture_of_nothing_stands() -> None:
    picture = draw_intervals([], name="n", title="t", sentence="s", columns=("a", "b"))
    assert picture.table.headers == ("a", "b")
    assert picture.table.rows == ()
    ET.fromstring(picture.svg)  # noqa: S314  # as above


def test_a_line_stops_where_there_is_no_value() -> None:
    said = {"title": "T", "sentence": "S.", "columns": ("m", "a")}
    whole = draw_series("abcd", [Series(label="a", values=(1, 2, 3, 4))], name="s", **said)  # type: ignore[arg-type]  # the same words
    broken = draw_series("abcd", [Series(label="a", values=(1, 2, None, 4))], name="s", **said)  # type: ignore[arg-type]  # as above
    assert whole.svg.count("<line") - broken.svg.count("<line") == 2
