"""A survey of a pilot, open, and people who answer it."""

from reflexes_calls.actions import answering_surveys, surveying
from reflexes_calls.domain.survey import Survey
from tests.makers import World

SETTINGS = {
    "title": "Trois minutes sur les renforts",
    "audience": "agents",
    "way": "open",
    "threshold": "5",
}
QUESTIONS = (
    {"kind": "agreement", "asks": "L’essai m’aide à bien travailler."},
    {"kind": "choice", "asks": "Vous travaillez :", "options": "à l’accueil\nau bureau"},
    {"kind": "words", "asks": "Qu’est-ce qui vous a étonné ?"},
    {"kind": "number", "asks": "Heures en réunion la semaine dernière", "unit": "heures"},
)
CLOSES = {"closes_on": "2027-03-01"}


def a_draft_survey(world: World, pilot: str, **said: str) -> Survey:
    """A survey with four questions, whose answers are shown apart by the second."""
    made = surveying.make_survey(world.desk, world.applicant, pilot, SETTINGS | said)
    surveying.write_questions(
        world.desk, world.applicant, pilot, made.public_id, QUESTIONS, crossed_by="q2"
    )
    return made


def an_open_survey(world: World, pilot: str, **said: str) -> Survey:
    """The same, open until the first of March."""
    made = a_draft_survey(world, pilot, **said)
    surveying.open_survey(world.desk, world.applicant, pilot, made.public_id, CLOSES)
    return made


def answer(world: World, survey: Survey, count: int = 1, **said: str) -> None:
    """So many people answer the same."""
    for _ in range(count):
        answering_surveys.answer(world.desk, survey.token, {"q1": "4", "q2": "0", **said})
