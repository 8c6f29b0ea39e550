"""The rules: designs that identify nothing all refused, valid ones all accepted, and the words."""

import ast
from pathlib import Path

import pytest

import reflexes.evaluation
import reflexes.jury
from reflexes.evaluation import Circumstances, Design, Reason, judge, word_finding
from reflexes.evaluation.designs import SENTENCES
from reflexes.evaluation.estimate import Estimate, Rests
from reflexes.evaluation.labels import DESIGNS, LABELS
from reflexes.evaluation.measures import SENTENCES as OF_TABLES
from reflexes.evaluation.planning import REMARKS
from reflexes.evaluation.rating import QUESTIONS
from reflexes.evaluation.sections import CANNOT, ENDINGS, SURENESS
from reflexes.evaluation.wording import said
from reflexes.wording import translator

pytestmark = pytest.mark.unit
D, R = Design, Reason


def case(design: Design, *reasons: Reason, **facts: object) -> tuple:
    """A row: circumstances, and the reasons they are refused for."""
    return Circumstances(design=design, **facts), reasons


TWO = {"treated": 4, "compared": 5, "before": 4, "after": 3}
MANY = {"treated": 1, "compared": 25, "before": 12, "after": 4}
LONG = {"before": 24, "after": 12}
WAVES = {"treated": 8, "compared": 4, "before": 3, "after": 4}
LOTS = {"treated": 10, "compared": 10, "before": 1, "after": 1}

UNIDENTIFIABLE = [
    case(D.ACCOUNT, R.NO_MEASURE),
    case(D.ACCOUNT, R.NO_MEASURE, treated=12),
    case(D.AFTER_ONLY, R.NO_COMPARISON, R.NO_BASELINE, treated=30, after=5),
    case(D.AFTER_ONLY, R.NO_COMPARISON, R.NO_BASELINE, treated=1, after=1, compared=3),
    case(D.BEFORE_AFTER, R.NO_COMPARISON, treated=1, before=1, after=1),
    case(D.BEFORE_AFTER, R.NO_COMPARISON, treated=200, before=12, after=12),
    case(D.BEFORE_AFTER, R.NO_COMPARISON, treated=8, before=2, after=2,
         chosen_for_bad_figures=True),
    case(D.BEFORE_AFTER, R.NO_COMPARISON, R.CO_INTERVENTION, treated=8, before=2, after=2,
         co_intervention=True),
    case(D.BEFORE_AFTER, R.NO_COMPARISON, R.INSTRUMENT_CHANGED, treated=8, before=2, after=2,
         instrument_changed=True),
    case(D.BEFORE_AFTER, R.NO_COMPARISON, R.NO_BASELINE, treated=8, before=0, after=2),
    case(D.CROSS_SECTION, R.NOT_DRAWN, treated=40, compared=40),
    case(D.CROSS_SECTION, R.NO_BASELINE, R.NOT_DRAWN, treated=40, compared=40, baseline=False),
    case(D.CROSS_SECTION, R.NOT_DRAWN, R.NO_OVERLAP, treated=40, compared=40, overlap=False),
    case(D.CROSS_SECTION, R.NOT_DRAWN, R.TOO_FEW_TREATED, treated=1, compared=40),
    case(D.CROSS_SECTION, R.NOT_DRAWN, R.TOO_FEW_COMPARED, treated=9, compared=1),
    case(D.CROSS_SECTION, R.NOT_DRAWN, R.SPILLOVER, treated=9, compared=9, spillover=True),
    case(D.CROSS_SECTION, R.NOT_DRAWN, R.CHOSEN_AFTER, treated=9, compared=9,
         compared_chosen_after=True),
    case(D.DIFFERENCE, R.TOO_FEW_TREATED, **TWO | {"treated": 1}),
    case(D.DIFFERENCE, R.TOO_FEW_COMPARED, **TWO | {"compared": 1}),
    case(D.DIFFERENCE, R.TOO_FEW_TREATED, R.TOO_FEW_COMPARED,
         **TWO | {"treated": 1, "compared": 0}),
    case(D.DIFFERENCE, R.NO_BASELINE, **TWO | {"before": 0}),
    case(D.DIFFERENCE, R.NO_BASELINE, **TWO | {"after": 0}),
    case(D.DIFFERENCE, R.NO_BASELINE, baseline=False, **TWO),
    case(D.DIFFERENCE, R.SPILLOVER, spillover=True, **TWO),
    case(D.DIFFERENCE, R.CHOSEN_AFTER, compared_chosen_after=True, **TWO),
    case(D.DIFFERENCE, R.INSTRUMENT_CHANGED, instrument_changed=True, **TWO),
    case(D.DIFFERENCE, R.SPILLOVER, R.CHOSEN_AFTER, spillover=True, compared_chosen_after=True,
         **TWO),
    case(D.SYNTHETIC, R.TOO_FEW_DONORS, **MANY | {"compared": 18}),
    case(D.SYNTHETIC, R.TOO_FEW_DONORS, **MANY | {"compared": 3}),
    case(D.SYNTHETIC, R.MISFIT, misfit=3.0, misfit_allowed=1.0, **MANY),
    case(D.SYNTHETIC, R.MISFIT, misfit=0.1, **MANY),
    case(D.SYNTHETIC, R.OUTSIDE_HULL, inside_hull=False, **MANY),
    case(D.SYNTHETIC, R.CO_INTERVENTION, co_intervention=True, **MANY),
    case(D.SYNTHETIC, R.SPILLOVER, spillover=True, **MANY),
    case(D.SYNTHETIC, R.CHOSEN_AFTER, compared_chosen_after=True, **MANY),
    case(D.SYNTHETIC, R.NO_BASELINE, **MANY | {"before": 0}),
    case(D.ROLL_OUT, R.NOBODY_WAITING, somebody_waiting=False, **WAVES),
    case(D.ROLL_OUT, R.TOO_FEW_TREATED, **WAVES | {"treated": 1}),
    case(D.ROLL_OUT, R.NO_BASELINE, **WAVES | {"before": 0}),
    case(D.ROLL_OUT, R.SPILLOVER, spillover=True, order_drawn=True, **WAVES),
    case(D.SERIES, R.SHORT_SERIES, before=8, after=3),
    case(D.SERIES, R.SHORT_SERIES, before=40, after=2),
    case(D.SERIES, R.CO_INTERVENTION, co_intervention=True, **LONG),
    case(D.SERIES, R.INSTRUMENT_CHANGED, instrument_changed=True, **LONG),
    case(D.CONTROLLED_SERIES, R.SHORT_SERIES, before=6, after=5),
    case(D.CONTROLLED_SERIES, R.SPILLOVER, spillover=True, **LONG),
    case(D.CONTROLLED_SERIES, R.CO_INTERVENTION, co_intervention=True, **LONG),
    case(D.LOTTERY, R.TOO_FEW_TREATED, **LOTS | {"treated": 1}),
    case(D.LOTTERY, R.TOO_FEW_COMPARED, **LOTS | {"compared": 1}),
    case(D.LOTTERY, R.SPILLOVER, spillover=True, **LOTS),
]  # fmt: skip

VALID = [
    (Circumstances(design=design, **facts | more), level)
    for design, facts, level, several in (
        (D.DIFFERENCE, TWO, 3, [
            {}, {"treated": 2, "compared": 2}, {"treated": 30, "compared": 60}, {"before": 3},
            {"after": 1}, {"unit_moved": True}, {"lost": 0.2}, {"cost_known": True},
            {"replicated": True}, {"chosen_for_bad_figures": True}, {"before": 12, "after": 12},
            {"treated": 2, "compared": 19},
        ]),
        (D.DIFFERENCE, TWO, 2, [{"before": 1}, {"before": 2}]),
        (D.SYNTHETIC, MANY, 3, [
            {}, {"compared": 19}, {"misfit": 0.5, "misfit_allowed": 1.0}, {"before": 3},
            {"misfit": 1.0, "misfit_allowed": 1.0}, {"after": 1}, {"compared": 100},
        ]),
        (D.ROLL_OUT, WAVES, 3, [{}, {"treated": 2}, {"treated": 60}, {"before": 8}, {"after": 1}]),
        (D.ROLL_OUT, WAVES, 4, [{"order_drawn": True}, {"order_drawn": True, "before": 12}]),
        (D.SERIES, LONG, 2, [
            {}, {"before": 9, "after": 3}, {"before": 3, "after": 9}, {"after": 30},
        ]),
        (D.CONTROLLED_SERIES, LONG, 3, [{}, {"before": 9, "after": 3}, {"compared": 1}]),
        (D.LOTTERY, LOTS, 5, [
            {}, {"treated": 2, "compared": 2}, {"before": 0}, {"lost": 0.2, "lost_apart": 0.05},
            {"unit_moved": True}, {"treated": 400, "compared": 380},
        ]),
        (D.LOTTERY, LOTS, 3, [
            {"lost": 0.21}, {"lost_apart": 0.06}, {"lost": 0.5, "lost_apart": 0.3},
        ]),
    )
    for more in several
]  # fmt: skip


@pytest.mark.parametrize(("facts", "reasons"), UNIDENTIFIABLE)
def test_designs_that_identify_nothing_are_all_refused(facts, reasons) -> None:
    """Every reason named, at once, and no effect is spoken of."""
    found = judge(facts)
    assert not found.identified
    assert set(found.refused) == set(reasons)
    assert found.maryland <= 2
    assert found.nesta <= 2


@pytest.mark.parametrize(("facts", "level"), VALID)
def test_valid_designs_are_all_accepted_at_their_level(facts, level) -> None:
    """No false refusal."""
    found = judge(facts)
    assert found.identified
    assert found.refused == ()
    assert found.maryland == level


def test_there_are_forty_of_each() -> None:
    """As many as the promise says, or more, and all different."""
    assert len({facts for facts, _ in UNIDENTIFIABLE}) >= 40
    assert len({facts for facts, _ in VALID}) >= 40
    assert {one.design for one, _ in UNIDENTIFIABLE} == set(Design)
    assert {reason for _, reasons in UNIDENTIFIABLE for reason in reasons} >= set(Reason) - {
        R.TRENDS_UNSEEN, R.ATTRITION, R.ATTRITION_APART, R.REGRESSION_TO_MEAN, R.UNIT_MOVED,
    }  # fmt: skip


def test_what_holds_a_level_down_is_said_beside() -> None:
    """Trends nobody saw, attrition, figures that mend by themselves, a unit that moved."""
    few = judge(Circumstances(design=D.DIFFERENCE, **TWO | {"before": 2, "unit_moved": True}))
    assert few.cautions == (R.TRENDS_UNSEEN, R.UNIT_MOVED)
    lost = judge(Circumstances(design=D.LOTTERY, lost=0.3, lost_apart=0.1, **LOTS))
    assert lost.cautions == (R.ATTRITION, R.ATTRITION_APART)
    bad = judge(
        Circumstances(
            design=D.BEFORE_AFTER, treated=4, before=1, after=1, chosen_for_bad_figures=True
        )
    )
    assert bad.cautions == (R.REGRESSION_TO_MEAN,)


def test_replication_and_costs_raise_nestas_level_and_nothing_else_does() -> None:
    """Three with a control, four with replication and cost, five when scaled."""
    for more, level in (
        ({}, 3),
        ({"replicated": True}, 3),
        ({"replicated": True, "cost_known": True}, 4),
        ({"replicated": True, "cost_known": True, "scaled": True}, 5),
    ):
        assert judge(Circumstances(design=D.LOTTERY, **LOTS | more)).nesta == level
    told = Circumstances(design=D.ACCOUNT, replicated=True, cost_known=True, scaled=True)
    assert judge(told).nesta == 1


ESTIMATE = Estimate(
    value=-1.25, error=0.5, low=-2.2, high=-0.3, level=0.95, freedom=7.0, p=0.03, method="any",
    rests=Rests.TREND, units=9, wide=True,
)  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("rests", Rests)
def test_no_finding_speaks_of_an_effect_that_is_not_identified(language, rests) -> None:
    """« effet » and “effect” never stand in a finding of a design that identifies none."""
    words = ("effet", "effect")
    estimate = Estimate(**{n: getattr(ESTIMATE, n) for n in
                           ("value", "error", "low", "high", "level", "freedom", "p", "method",
                            "units", "wide")}, rests=rests)  # fmt: skip
    for facts, _ in UNIDENTIFIABLE:
        told = word_finding("Délai", judge(facts), estimate, unit="jours", language=language)
        assert not any(word in told.lower() for word in words), told
    for facts, _ in VALID:
        told = word_finding("Délai", judge(facts), estimate, unit="jours", language=language)
        assert any(word in told.lower() for word in words)


def test_a_finding_is_said_as_each_language_writes_it() -> None:
    """Figures, units, the interval, what it depends on, and every reason."""
    verdict = judge(Circumstances(design=D.BEFORE_AFTER, treated=6, before=1, after=1))
    told = word_finding("Délai", verdict, ESTIMATE, unit="jours")
    assert told.replace("\u00a0", " ").startswith(
        "« Délai » a changé de −1,25 jour (entre −2,2 jours et −0,3 jour, "
        "intervalle à 95 %). Pourquoi n’est pas identifiable."
    )
    assert "Il n’y a pas de comparaison" in told
    assert "prix de la prudence" in told
    english = word_finding("Delay", verdict, ESTIMATE, unit="days", language="en")
    assert "changed by −1.25 days (between −2.2 days and −0.3 days, interval of 95%)" in english
    assert word_finding("Coût", verdict, None) == "«\u00a0Coût\u00a0»\u00a0: non mesuré."


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [
        (12345.6, "12\u202f346\u00a0€", "12,346 €"),
        (0.00001234, "0,000012\u00a0€", "0.000012 €"),
        (-0.5, "−0,5\u00a0€", "−0.5 €"),
        (float("inf"), "∞", "∞"),
        (0.0, "0\u00a0€", "0 €"),
    ],
)
def test_numbers_are_said(number, french, english) -> None:
    """To three figures, without decimals from a hundred."""
    assert said(number, "€", "fr") == french
    assert said(number, "€", "en") == english


def sentences() -> set[str]:
    """Every sentence that the two packages say, read from their sources."""
    found = set(SENTENCES.values())
    for table in (REMARKS, OF_TABLES, ENDINGS, SURENESS, CANNOT, QUESTIONS, LABELS, DESIGNS):
        found |= set(table.values())
    for package in (reflexes.evaluation, reflexes.jury):
        for path in sorted(Path(package.__file__).parent.glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in {"JuryError", "EvaluationError", "say"}
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found.add(node.args[0].value)
    return found


def test_every_sentence_is_said_in_french_with_the_same_places() -> None:
    """No sentence is left in English, and none loses a fact."""
    french = translator("fr")
    assert len(sentences()) > 70
    for sentence in sentences():
        told = french(sentence)
        assert told != sentence or sentence in {"Question", "Questions", "Impact"}
        assert sorted(part.split(")")[0] for part in told.split("%(")[1:]) == sorted(
            part.split(")")[0] for part in sentence.split("%(")[1:]
        )
