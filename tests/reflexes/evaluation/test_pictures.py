"""Pictures: each with its table and a sentence that its verdict allows."""

import datetime as dt
import re
from xml.dom.minidom import parseString

import numpy as np
import pytest

from reflexes.evaluation import (
    Circumstances,
    Design,
    analyse,
    arrange,
    judge,
    make_report,
    measure_roll_out,
    read_pasted,
    synthesise,
)
from reflexes.evaluation.picturing import (
    Pilot,
    picture_before_after,
    picture_event_study,
    picture_report,
    picture_series,
    picture_synthesis,
    picture_tree,
)
from reflexes.plotting import Picture
from reflexes.records import changed
from tests.reflexes.evaluation.plans import REPORTED, a_plan, a_registration, what_was_done

pytestmark = pytest.mark.unit
TABLE = """Service;Groupe;2027-01;2027-02;2027-03;2027-04
A;pilote;10;11;8;7
B;pilote;12;12;9;9
C;témoin;9;10;10;9
D;témoin;11;11;12;10
"""


def pictures(language: str) -> dict[str, Picture]:
    """One of each kind."""
    panel = arrange(read_pasted(TABLE), starts_on=dt.date(2027, 3, 1))
    alone = analyse(panel, Circumstances(design=Design.BEFORE_AFTER))
    both = analyse(panel, Circumstances(design=Design.DIFFERENCE))
    rng = np.random.default_rng(1)
    waves = measure_roll_out(rng.normal(size=(12, 6)), [2] * 4 + [4] * 4 + [-1] * 4)
    drawn = judge(Circumstances(design=Design.ROLL_OUT, treated=8, compared=4, before=3, after=3))
    pilots = [Pilot(name=f"Ville {n}", value=n / 2, error=0.5) for n in (1, 2, 3)]
    gone = Pilot(name="Ville 4", value=None, error=None, because="Abandonné")
    pooled = synthesise([0.5, 1.0, 1.5], [0.5] * 3)
    said = {"language": language, "unit": "jours"}
    return {
        "tree": picture_tree(a_plan(), language),
        "alone": picture_before_after(panel, "Délai", alone.verdict, alone.estimate, **said),
        "both": picture_before_after(panel, "Délai", both.verdict, both.estimate, **said),
        "series": picture_series(panel, "Délai", alone.verdict, alone.estimate, **said),
        "event": picture_event_study(waves, "Délai", drawn, **said),
        "report": picture_report(make_report(a_registration(), what_was_done(), on=REPORTED),
                                 language),
        "synthesis": picture_synthesis([*pilots, gone], pooled, "Délai", **said),
        "two": picture_synthesis(pilots[:2], None, "Délai", **said),
    }  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_picture_has_its_drawing_table_and_sentence(language: str) -> None:
    for name, picture in pictures(language).items():
        assert parseString(picture.svg).documentElement.tagName == "svg"  # noqa: S318 - drawn by us
        assert picture.sentence, name
        assert picture.table.rows, name
        assert all(len(row) <= len(picture.table.headers) for row in picture.table.rows), name


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_picture_of_a_before_and_after_speaks_of_an_effect(language: str) -> None:
    made = pictures(language)
    for name in ("alone", "series", "report"):
        whole = (made[name].alone(language) + made[name].table.csv()).lower()
        assert "effet" not in whole
        assert "effect" not in whole
    assert "effe" in made["both"].sentence


def test_two_pilots_stand_side_by_side_and_an_abandoned_one_is_shown() -> None:
    made = pictures("fr")
    assert len(made["two"].table.rows) == 2
    assert "trop peu" in made["two"].sentence
    assert [row[0] for row in made["synthesis"].table.rows[3:]] == [
        "Ville 4", "Moyenne de tels pilotes", "Un pilote de plus",
    ]  # fmt: skip
    assert "Abandonné" in made["synthesis"].table.csv()


def test_many_units_are_drawn_by_their_means() -> None:
    lines = "".join(f"S{n};pilote;{n};{n};{n + 1};{n + 1}\n" for n in range(20))
    panel = arrange(
        read_pasted(f"Service;Groupe;2027-01;2027-02;2027-03;2027-04\n{lines}"),
        starts_on=dt.date(2027, 3, 1),
    )
    found = analyse(panel, Circumstances(design=Design.BEFORE_AFTER))
    made = picture_before_after(panel, "Délai", found.verdict, found.estimate)
    assert made.table.rows[0][0] == "Unités qui participent"


def words_of(picture: Picture) -> list[str]:
    """Each line of words of a drawing, in its order."""
    return re.findall(r"<text[^>]*>([^<]+)", picture.svg)


def test_the_names_of_services_are_read_whole_beside_their_lines() -> None:
    named = TABLE.replace("A;", "Petite équipe des retraites;").replace(
        "B;", "Direction départementale des territoires du Nord;"
    )
    panel = arrange(read_pasted(named), starts_on=dt.date(2027, 3, 1))
    found = analyse(panel, Circumstances(design=Design.BEFORE_AFTER))
    lines = words_of(picture_before_after(panel, "Délai", found.verdict, found.estimate))
    for several in (
        ["Petite équipe", "des retraites"],
        ["Direction", "départementale", "des territoires", "du Nord"],
    ):
        place = lines.index(several[0])
        assert lines[place : place + len(several)] == several
    assert not any("…" in line for line in lines)


def test_an_indicator_with_a_long_name_says_still_that_it_was_not_measured() -> None:
    name = "Part des agents qui disent avoir confiance dans la décision prise par leur service"
    other = changed(a_plan().others[0], name=name)
    report = make_report(a_registration(a_plan(others=(other,))), what_was_done(), on=REPORTED)
    drawn = picture_report(report)
    assert " ".join(words_of(drawn)).endswith(name)
    assert "· non mesuré" in drawn.svg


@pytest.mark.parametrize(
    ("language", "heads", "first", "table"),
    [
        ("fr", "2027-01;2027-02;2027-03;2027-04", ["janvier", "2027"], "janvier 2027"),
        ("en", "2027-01;2027-02;2027-03;2027-04", ["January", "2027"], "January 2027"),
        ("fr", "2027-03-01;2027-03-08;2027-03-15;2027-03-22", ["1er\u00a0mars", "2027"],
         "1er\u00a0mars 2027"),
        ("en", "2027-03-01;2027-03-08;2027-03-15;2027-03-22", ["1\u00a0March", "2027"],
         "1\u00a0March 2027"),
    ],
)  # fmt: skip
def test_periods_are_read_in_words_and_told_apart(language, heads, first, table) -> None:
    text = TABLE.replace("2027-01;2027-02;2027-03;2027-04", heads)
    panel = arrange(read_pasted(text), starts_on=dt.date(2027, 3, 10))
    verdict = judge(Circumstances(design=Design.BEFORE_AFTER))
    drawn = picture_series(panel, "Délai", verdict, None, language=language)
    place = words_of(drawn).index(first[0])
    assert words_of(drawn)[place : place + 2] == first
    assert drawn.table.rows[0][0] == table
    assert len({row[0] for row in drawn.table.rows}) == len(drawn.table.rows)
