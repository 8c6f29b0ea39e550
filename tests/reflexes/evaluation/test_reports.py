"""Reports: every question answered, promised beside done, and the evidence given back."""

import datetime as dt
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from reflexes.conversion import structure
from reflexes.errors import RefusedError
from reflexes.evaluation import (
    Circumstances,
    Cost,
    Design,
    Direction,
    Ending,
    Explored,
    Found,
    Kept,
    Report,
    Sizing,
    Sureness,
    Unplanned,
    amend,
    holm,
    make_report,
    propose,
    spare,
    sureness_of,
    word_answer,
    word_report,
)
from reflexes.evaluation.costing import Assumption
from reflexes.evaluation.designs import Says, judge
from reflexes.evaluation.naming import word_value
from reflexes.evaluation.plan import Criterion, Question
from reflexes.evaluation.rating import Rating
from reflexes.evaluation.returning import strength_of
from reflexes.evidence import Claim, Evidence, Outcome
from reflexes.evidence import Design as Strength
from reflexes.records import changed
from tests.reflexes.evaluation.plans import (
    REPORTED,
    a_plan,
    a_registration,
    an_estimate,
    an_indicator,
    units,
    what_was_done,
)

pytestmark = pytest.mark.unit


def told(report: Report, language: str = "fr") -> str:
    """Everything that a report says, tables among it."""
    return "\n".join(
        "\n".join((section.heading, *section.sentences,
                   *(" ".join((shown.caption, *shown.head, *(cell for line in shown.lines
                                                            for cell in line)))
                     for shown in section.tables)))
        for section in word_report(report, language)
    )  # fmt: skip


def test_a_report_answers_every_question_not_measured_included() -> None:
    report = make_report(a_registration(), what_was_done(), on=REPORTED)
    assert [one.measured for one in report.answered] == [True, False]
    assert report.explored == ()
    said = [word_answer(one) for one in report.answered]
    assert "a changé de" in said[0]
    assert said[1].replace("\u00a0", " ") == (
        "« Confiance-dit » : non mesuré. Le sondage n’a pas eu lieu."
    )
    assert len(word_report(report)) == 7


def test_no_report_leaves_a_question_or_a_silence() -> None:
    done = what_was_done(
        found=(
            Found(question="courriers", indicator="delai"),
            Found(question="courriers", indicator="delai", estimate=an_estimate()),
            Found(question="courriers", indicator="inconnu", estimate=an_estimate()),
        )
    )
    with pytest.raises(RefusedError) as caught:
        make_report(a_registration(), done, on=REPORTED)
    assert [(one.kind, one.path) for one in caught.value.refusals] == [
        ("unmeasured-without-reason", "found[0].not_measured"),
        ("answered-twice", "found[1]"),
        ("estimate-without-indicator", "found[2].indicator"),
        ("question-unanswered", "questions[1]"),
    ]


def test_a_plan_altered_since_it_was_locked_makes_no_report() -> None:
    kept = a_registration()
    forged = changed(kept, first={**kept.first, "problem": "Autre"})
    with pytest.raises(RefusedError) as caught:
        make_report(forged, what_was_done(), on=REPORTED)
    assert caught.value.refusals[0].kind == "plan-altered"


def test_registered_stands_beside_done_difference_by_difference() -> None:
    """One thing of each kind that was promised, done otherwise."""
    plan = a_plan(Design.DIFFERENCE, treated=3, compared=3)
    done = what_was_done(
        plan,
        starts_on=dt.date(2027, 4, 12),
        ends_on=dt.date(2027, 9, 1),
        as_done=Circumstances(
            design=Design.DIFFERENCE, treated=2, compared=3, before=3, after=3, spillover=True
        ),
        units=(*units(2, 3), changed(units(1, 0)[0], name="Pôle de plus")),
        unplanned=(an_indicator("reunions"),),
        found=(
            *what_was_done().found,
            Found(question="Et les réunions ?", indicator="reunions", estimate=an_estimate()),
        ),
        costs=(Cost(name="Animation", amount=150_000), Cost(name="Salle", amount=10_000)),
        reasons=(("starts_on", "La directrice change."),),
    )
    report = make_report(a_registration(plan), done, on=REPORTED)
    met = {one.path: (one.promised, one.done, one.kept) for one in report.differences
           if one.kept is not Kept.SAME}  # fmt: skip
    assert met == {
        "starts_on": ("2027-04-01", "2027-04-12", Kept.CHANGED),
        "ends_on": ("2027-06-30", "2027-09-01", Kept.CHANGED),
        "as_planned.treated": ("3", "2", Kept.CHANGED),
        "as_planned.spillover": ("False", "True", Kept.CHANGED),
        "units[Pôle 3]": ("treated", "", Kept.MISSING),
        "units[Pôle de plus]": ("", "treated", Kept.ADDED),
        "indicators[confiance-dit]": ("Confiance-dit", "", Kept.MISSING),
        "indicators[reunions]": ("", "Reunions", Kept.ADDED),
        "costs[Animation]": ("120000", "150000", Kept.CHANGED),
        "costs[Salle]": ("", "10000", Kept.ADDED),
        "qualitative[utile]": ("relevance", "", Kept.MISSING),
    }
    said = told(report).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Début du pilote 1er avril 2027 12 avril 2027 changé La directrice change." in said
    assert "Coût (Animation) 1 200 € 1 500 € changé non dit" in said
    assert "Start of the pilot 1 April 2027 12 April 2027 changed" in told(report, "en").replace(
        "\u00a0", " "
    )
    assert "Indicateur (Confiance-dit) Confiance-dit  non fait non dit" in said
    assert "Indicateur (Reunions)  Reunions ajouté" in said
    assert not re.search(r"\d{4}-\d{2}-\d{2}|confiance-dit|reunions", told(report))
    assert report.verdict.says is Says.CHANGE
    assert "Le pilote a touché ceux d’à côté Non Oui changé" in said


def test_a_thing_called_otherwise_is_told_by_both_names() -> None:
    """In what changed, in the questions, and in amendments; its code is never read."""
    plan = a_plan()
    renamed = changed(
        plan,
        questions=(plan.questions[0], changed(plan.questions[1], asks="Qu’en pensent-ils ?")),
        others=(changed(plan.others[0], name="Confiance déclarée"),),
        primary=changed(plan.primary, baseline=6.0),
        ends_on=dt.date(2027, 7, 31),
    )
    kept = amend(a_registration(plan), renamed, on=dt.date(2027, 5, 1), reason="Plus clair")
    measured = Found(question="gens", indicator="confiance-dit", estimate=an_estimate())
    done = what_was_done(renamed, found=(what_was_done().found[0], measured))
    report = make_report(kept, done, on=REPORTED)
    said = told(report).replace("\u00a0", " ")
    both = "Confiance-dit, puis nommé « Confiance déclarée »"
    assert f"Indicateur ({both}) Confiance-dit Confiance déclarée changé" in said
    assert f"Qu’en pensent-ils ? {both}" in said
    assert "Le 1er mai 2027, le plan a été modifié, après le début : Plus clair (" in said
    asked = "Qu’en disent les agents ?, puis nommé « Qu’en pensent-ils ? »"
    assert f"Questions ({asked})" in said
    assert f"Autres indicateurs ({both})" in said
    assert "confiance-dit" not in said
    assert "then called “Confiance déclarée”" in told(report, "en")


@pytest.mark.parametrize(
    ("path", "value", "told_as"),
    [
        ("ends_on", "2027-04-01", "1er avril 2027"),
        ("units[Pôle 1].starts_on", "2027-05-12", "12 mai 2027"),
        ("ends_on", "2027-13-45", "2027-13-45"),
        ("costs[Salle].amount", "120000", "1 200 €"),
        ("as_planned.design", "before-after", "Avant et après, sans comparaison"),
        ("questions[q].indicators", "delai, autre", "Délai, autre"),
        ("questions[q].asks", "delai", "delai"),
        ("primary.name", "True", "True"),
        ("sizing.least_worth", "1.0", "1.0"),
        ("stopping", "", ""),
    ],
)
def test_values_of_a_plan_are_read_in_words(path: str, value: str, told_as: str) -> None:
    said = word_value(path, value, "fr", {"delai": "Délai"})
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == told_as


def test_everything_unplanned_is_labelled_exploratory() -> None:
    """An unplanned question, indicator, design or method; and what was amended too late."""
    plan = a_plan()
    late = changed(
        plan,
        questions=(*plan.questions, Question(code="tard", asks="Et ?", indicators=("delai",))),
        others=(an_indicator("confiance-dit", unit="%", source="Autre sondage", baseline=40.0),),
    )
    kept = amend(a_registration(plan), late, on=dt.date(2027, 5, 1), reason="On y a pensé")
    other = Circumstances(design=Design.SERIES, before=20, after=9)
    done = what_was_done(
        plan,
        unplanned=(an_indicator("reunions"),),
        found=(
            Found(question="courriers", indicator="delai", estimate=an_estimate(), method="autre"),
            Found(question="gens", indicator="confiance-dit", estimate=an_estimate()),
            Found(question="tard", indicator="delai", estimate=an_estimate()),
            Found(question="libre", indicator="reunions", estimate=an_estimate()),
            Found(question="courriers", indicator="reunions", estimate=an_estimate(), facts=other),
        ),
    )
    report = make_report(kept, done, on=REPORTED)
    why = {(one.question, one.indicator.code): set(one.exploratory) for one in report.findings}
    assert why == {
        ("courriers", "delai"): {Unplanned.METHOD},
        ("gens", "confiance-dit"): {Unplanned.INDICATOR_CHANGED},
        ("tard", "delai"): {Unplanned.QUESTION},
        ("libre", "reunions"): {Unplanned.QUESTION, Unplanned.INDICATOR},
        ("courriers", "reunions"): {Unplanned.QUESTION, Unplanned.INDICATOR, Unplanned.DESIGN},
    }
    assert all(word_answer(one).startswith("Exploratoire (") for one in report.explored)
    assert all(word_answer(one, "en").startswith("Exploratory (") for one in report.explored)
    assert "après le début" in told(report)


def test_what_nobody_had_planned_stands_apart() -> None:
    """Costs as « non prévu », with who paid; what was noticed as exploratory, never a finding."""
    done = what_was_done(
        costs=(
            Cost(name="Animation", amount=150_000),
            Cost(name="Salle", amount=10_000, paid_by="La mairie, pour deux journées"),
        ),
        explored=(Explored(what="Les réunions durent moins.", rests_on="Ce qu’en disent 3 chefs"),),
    )
    report = make_report(a_registration(), done, on=REPORTED)
    assert [one.name for one in report.beyond] == ["Salle"]
    assert report.explored == ()
    said = told(report).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Il a coûté 1 600 € ; 1 200 € étaient prévus." in said
    assert "Là-dessus, 100 € n’étaient pas prévus." in said
    assert "Non prévu Coût Montant Qui a payé, et pour quoi Salle 100 € La mairie, pour" in said
    assert "Coût (Salle)  100 € ajouté La mairie, pour deux journées" in said
    noticed = (
        "Exploratoire (personne ne l’avait demandé avant le début). L’équipe a remarqué : « Les "
        "réunions durent moins ». Cela repose sur : Ce qu’en disent 3 chefs."
    )
    assert noticed in said
    assert "Exploratory (nobody had asked" in told(report, "en")
    evidence = propose(report, code="essai", pistes=("telephoner",)).evidence
    assert "réunions" not in evidence.finding.fr
    (lesson,) = evidence.lessons
    assert lesson.fr.replace("\u00a0", " ") == noticed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_before_and_after_never_speaks_of_an_effect(language: str) -> None:
    """In any section, unmeasured, abandoned, with costs avoided or with one unit alone."""
    assumption = Assumption(code="a", name="Heures", value=2, low=1, high=3, source="Essai")
    variants = (
        what_was_done(),
        what_was_done(spared=spare((assumption,)), ending=Ending.ABANDONED),
        what_was_done(
            found=(
                Found(question="courriers", indicator="delai", figures="6,5 → 4,1"),
                what_was_done().found[1],
            )
        ),
    )
    for done in variants:
        said = told(make_report(a_registration(), done, on=REPORTED), language).lower()
        assert not any(word in said for word in ("effet", "effect ", "effect.", "effects"))
        assert "identifiable" in said or "aucun intervalle" in said or "no interval" in said


@pytest.mark.parametrize(
    ("value", "direction", "sureness"),
    [
        (-2.0, Direction.DOWN, Sureness.WORTH),
        (-1.2, Direction.DOWN, Sureness.SOME),
        (-0.5, Direction.DOWN, Sureness.UNDECIDED),
        (-0.1, Direction.DOWN, Sureness.NOT_WORTH),
        (2.0, Direction.DOWN, Sureness.WRONG_WAY),
        (2.0, Direction.UP, Sureness.WORTH),
        (2.0, Direction.EITHER, Sureness.BOTH_WAYS),
    ],
)
def test_how_sure_it_is_goes_by_the_interval(value, direction, sureness) -> None:
    """An interval of 0.69 on both sides, beside nil and 1."""
    assert sureness_of(an_estimate(value), direction, 1.0) is sureness


def test_holm_adjusts_in_steps() -> None:
    """Holm (1979), by hand."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.6, 0.9]) == [1.0, 1.0]


def test_costs_and_people_are_told() -> None:
    ratings = tuple(
        Rating(criterion=Criterion.RELEVANCE, item=str(item), rater=rater, level=level,
               rests_on="Entretien")
        for rater, levels in (("Cheffe", (4, 3, 1)), ("Voisin", (4, 4, 1)))
        for item, level in enumerate(levels)
    )  # fmt: skip
    assumption = Assumption(
        code="a", name="Heures évitées", value=200, low=100, high=300, source="Relevé"
    )
    price = Assumption(code="b", name="Prix", value=3_000, low=2_000, high=4_000, source="Paie")
    done = what_was_done(ratings=ratings, spared=spare((assumption, price), cost=120_000))
    report = make_report(a_registration(), done, on=REPORTED)
    said = told(report).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Il a coûté 1 200 € ; 1 200 € étaient prévus." in said
    assert "Soit 3 € pour chacun des 400 courriers." in said
    assert "6 000 €, de 2 000 € à 12 000 €" in said
    assert "personne ne peut dire que le pilote les a évités" in said
    assert "Deux personnes ont noté 3 réponses" in said
    assert said.index("Heures évitées") < said.index("Prix")


def test_an_abandoned_pilot_counts_and_says_why() -> None:
    done = what_was_done(
        ending=Ending.ABANDONED,
        ended_because="Le service a été dissous.",
        found=tuple(changed(one, estimate=None, not_measured="Arrêté avant.")
                    for one in what_was_done().found),
    )  # fmt: skip
    report = make_report(a_registration(), done, on=REPORTED)
    made = propose(report, code="essai", pistes=("telephoner",)).evidence
    assert {one.outcome for one in made.results} == {Outcome.ABANDONED}
    assert made.finding.fr.startswith("Le pilote a été abandonné.")
    assert "Le service a été dissous." in told(report)


@pytest.mark.parametrize(
    ("facts", "strength"),
    [
        ({"design": Design.LOTTERY, "treated": 9, "compared": 9}, Strength.RANDOMISED),
        ({"design": Design.LOTTERY, "treated": 9, "compared": 9, "lost": 0.5}, Strength.COMPARISON),
        ({"design": Design.LOTTERY, "treated": 1, "compared": 9}, Strength.ACCOUNT),
        ({"design": Design.DIFFERENCE, "treated": 3, "compared": 3, "before": 3, "after": 1},
         Strength.COMPARISON),
        ({"design": Design.DIFFERENCE, "treated": 3, "compared": 3, "before": 3, "after": 1,
          "spillover": True}, Strength.BEFORE_AFTER),
        ({"design": Design.SERIES, "before": 20, "after": 9}, Strength.BEFORE_AFTER),
        ({"design": Design.CROSS_SECTION, "treated": 9, "compared": 9}, Strength.AFTER_ONLY),
        ({"design": Design.AFTER_ONLY, "treated": 9}, Strength.AFTER_ONLY),
        ({"design": Design.BEFORE_AFTER, "treated": 9, "before": 1, "after": 1},
         Strength.BEFORE_AFTER),
        ({"design": Design.ACCOUNT}, Strength.ACCOUNT),
    ],
)  # fmt: skip
def test_the_strength_of_evidence_is_the_design_judged(facts, strength) -> None:
    given = Circumstances(**facts)
    assert strength_of(judge(given), given.design) is strength


def test_the_evidence_is_a_file_and_a_patch_that_git_applies(tmp_path: Path) -> None:
    """Proposed, not written: read back by the strict reader, added by git and nothing else."""
    report = make_report(a_registration(), what_was_done(lessons=("Prévoir.",)), on=REPORTED)
    made = propose(
        report, code="essai-courriers", pistes=("management-de-la-subsidiarite",),
        place="Ville d’essai", call="Appel 2027",
    )  # fmt: skip
    read = structure(Evidence, {**tomllib.loads(made.toml), "code": "essai-courriers"})
    assert read == made.evidence
    assert read.design is Strength.BEFORE_AFTER
    assert "Niveau 1 sur 5" in read.limits.fr
    first = read.results[0]
    assert first.baseline == "6,5"
    assert re.fullmatch(r"−[\d,]+ \[−[\d,]+\u202f; −[\d,]+\]", first.measured)
    assert first.estimate is not None
    assert first.estimate.low < first.estimate.value < first.estimate.high
    assert first.estimate.claim is Claim.CHANGE
    assert read.results[1].estimate is None
    assert report.digest[:16] in read.limits.fr
    assert [one.outcome for one in read.results] == [Outcome.MET,
                                                     Outcome.NOT_MEASURED]  # fmt: skip
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    (tmp_path / "change.patch").write_text(made.patch, "utf-8")
    subprocess.run(["git", "apply", "--index", "change.patch"], cwd=tmp_path, check=True)
    assert (tmp_path / made.path).read_text("utf-8") == made.toml


def test_what_was_found_is_worth_the_same_whatever_the_sizing_says() -> None:
    """A threshold amended after the start is told among the amendments."""
    plan = a_plan()
    lower = changed(plan, sizing=Sizing(least_worth=0.01, spread=1.5))
    kept = amend(a_registration(plan), lower, on=dt.date(2027, 6, 1), reason="Trop haut")
    found = Found(question="courriers", indicator="delai", estimate=an_estimate(-0.8, 0.4))
    done = what_was_done(lower, found=(found, what_was_done().found[1]))
    report = make_report(kept, done, on=REPORTED)
    (amended,) = report.amended
    assert amended.after_start
    assert [(one.path, one.before, one.after) for one in amended.changes] == [
        ("sizing.least_worth", "1.0", "0.01")
    ]
    assert report.primary.sureness is Sureness.UNDECIDED
