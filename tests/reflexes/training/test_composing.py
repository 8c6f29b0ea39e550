"""From a few choices to a module that may be led tomorrow."""

import re
from itertools import product
from pathlib import Path

import pytest

import reflexes
from reflexes import training
from reflexes.errors import RefusedError
from reflexes.links import parts
from reflexes.texts import Language, Says, Text
from reflexes.training import FRAME, MAINS, Choices, Length, Modality, Public, TrainingError
from reflexes.training.checking import BOUNDS, check_module
from reflexes.training.module import Shape
from reflexes.training.template import Words, template
from reflexes.writing import to_toml
from reflexes_calls.domain.form import ready_form
from tests.reflexes.training.made import every_text

PLACE = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize(
    ("length", "public", "language"), list(product(Length, Public, Language)), ids=str
)
def test_every_choice_gives_a_module_without_a_fault(
    length: Length, public: Public, language: Language, shipped: reflexes.Catalogue
) -> None:
    module = training.compose(shipped, Choices(length=length, public=public, language=language))

    assert check_module(module, shipped) == ()
    fewest, most = BOUNDS[length]
    assert fewest <= module.minutes <= most
    assert module.edition == shipped.edition


def test_no_choice_at_all_gives_half_a_day_for_managers(shipped: reflexes.Catalogue) -> None:
    module = training.compose(shipped)

    assert (module.length, module.public, module.minutes) == (Length.HALF_DAY, Public.MANAGERS, 210)
    assert module.language is Language.FRENCH
    assert "piste-study" in [activity.template for activity in module.activities]


def test_the_same_choices_give_the_same_bytes(shipped: reflexes.Catalogue) -> None:
    choices = Choices(length=Length.TWO_DAYS)

    first = to_toml(training.compose(shipped, choices))
    assert first == to_toml(training.compose(reflexes.load(), choices))


@pytest.mark.parametrize("code", MAINS)
@pytest.mark.parametrize("language", Language)
def test_every_activity_may_be_chosen_alone(
    code: str, language: Language, shipped: reflexes.Catalogue
) -> None:
    choices = Choices(activities=(code,), language=language)
    module = training.compose(shipped, choices)

    assert check_module(module, shipped) == ()
    assert next(a.template for a in module.activities if a.template in MAINS) == code


@pytest.mark.parametrize("controversy", [each.code for each in reflexes.load().controversies])
def test_both_poles_are_given_the_same_room(controversy: str, shipped: reflexes.Catalogue) -> None:
    choices = Choices(about=(controversy,), activities=("moving-debate", "controversy-map"))
    module = training.compose(shipped, choices)
    debate = next(each for each in module.activities if each.template == "moving-debate")

    statements = [card for card in debate.cards if card.shape is Shape.STATEMENT]
    arguments = [card for card in debate.cards if card.shape is Shape.ARGUMENT]
    poles = shipped.controversies[controversy].poles
    assert len(statements) == 4, "two for each pole, written for this very tension"
    assert [card.title for card in arguments] == [pole.name.fr for pole in poles]
    assert [len(card.claims) for card in arguments] == [1, 1]
    assert not any("?" in card.text.split("\n")[0] for card in statements), "never questions"


def test_every_claim_is_a_text_of_the_catalogue(
    two_days: training.Module, shipped: reflexes.Catalogue
) -> None:
    told = 0
    for claim in two_days.claims:
        record = shipped.shelf(shipped.shelf_of(claim.record)).everything[claim.record]
        texts = [text for _, text in parts(record) if isinstance(text, Text)]
        found = [text for text in texts if text.in_language("en") == claim.text]
        assert found, claim
        assert found[0].says is claim.says
        assert found[0].sources == claim.sources
        assert all(code in shipped.sources for code in claim.sources)
        told += claim.says is not Says.OURS
    assert told >= 20


def test_what_the_module_is_about_follows_the_codes(shipped: reflexes.Catalogue) -> None:
    module = training.compose(
        shipped, Choices(about=("reserves-citoyennes",), activities=("controversy-map",))
    )

    cases = [card for card in module.cards if card.shape is Shape.CASE]
    codes = {card.claims[0].record for card in cases}
    about = {o.code for o in shipped.observations if "reserves-citoyennes" in o.about}
    assert "Démocratie contributive" in module.title
    assert len(codes & about) >= 4


def test_a_course_of_six_weeks_is_remote_and_says_how(shipped: reflexes.Catalogue) -> None:
    module = training.compose(shipped, Choices(length=Length.SIX_WEEKS))

    assert module.modality is Modality.REMOTE
    assert len(module.sessions) == 6
    assert all(activity.remote for activity in module.activities if not activity.is_break)
    debate = next(each for each in module.activities if each.template == "moving-debate")
    assert "chiffre de 0 à 10" in debate.instruction
    assert "couloir" not in " ".join(debate.material)


def test_codes_that_cannot_be_used_are_refused_together(shipped: reflexes.Catalogue) -> None:
    choices = Choices(about=("micro-mobilite-profesionnelle", "rien"), activities=("danse",))
    with pytest.raises(RefusedError) as refused:
        training.compose(shipped, choices)

    assert [(one.kind, one.path) for one in refused.value.refusals] == [
        ("dangling-code-near", "about[0]"),
        ("dangling-code", "about[1]"),
        ("not-a-choice", "activities[0]"),
    ]


def test_an_edition_without_evidence_is_refused_plainly() -> None:
    older = reflexes.load("2020.09")
    with pytest.raises(TrainingError, match="holds no evidence"):
        training.compose(older, Choices(activities=("evidence-reading",)))

    module = training.compose(older, Choices(activities=("moving-debate", "lessons-learnt")))
    assert check_module(module, older) == ()


@pytest.mark.parametrize("code", [*MAINS, *FRAME])
def test_a_template_says_the_same_in_both_languages(code: str) -> None:
    made = template(code)
    words = [each for _, each in parts(made) if isinstance(each, Words)]

    assert words
    for each in words:
        assert sorted(PLACE.findall(each.fr)) == sorted(PLACE.findall(each.en)), each
        assert len(each.fr.split("\n")) == len(each.en.split("\n")), each
    if made.steps:
        assert sum(step.minutes for step in made.steps) == made.minutes


def test_french_and_english_are_set_as_they_should_be(
    shipped: reflexes.Catalogue, two_days: training.Module
) -> None:
    french = training.compose(shipped, Choices(length=Length.TWO_DAYS))
    for text in every_text(french):
        assert not re.search(r"[^\s\u202f\u00a0(«][;!?]", text), text
        assert not re.search(r" [:;!?»]|« ", text), text
        assert "'" not in text, text
    for text in every_text(two_days):
        assert "«" not in text, text


def test_the_templates_are_in_the_wheel() -> None:
    folder = Path(training.__file__).parent / "templates"

    assert {path.stem for path in folder.iterdir()} == {*MAINS, *FRAME}


@pytest.mark.parametrize("language", Language)
def test_the_draft_asks_what_the_service_asks(
    language: Language, shipped: reflexes.Catalogue
) -> None:
    """Trainees copy their sheet into the form that a new call starts from."""
    choices = Choices(activities=("piste-study",), language=language)
    module = training.compose(shipped, choices)
    study = next(each for each in module.activities if each.template == "piste-study")
    labels = [
        getattr(question.label, language.value)
        for section in ready_form().sections
        for question in section.questions
    ]

    rows = study.sheets[0].rows
    assert len(rows) == 9
    assert [row for row in rows if row not in labels] == []
