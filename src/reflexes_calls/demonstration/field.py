"""The field of the demonstration: what two teams saw, asked, looked at and read of each other."""

from collections.abc import Callable, Iterator
from functools import partial

from reflexes_calls.actions import (
    answering_surveys,
    noting_field,
    probing,
    reading_peers,
    surveying,
)
from reflexes_calls.demonstration.cast import Cast, Event
from reflexes_calls.domain.people import Person

MEALS, COUNTER = "temoin-repas", "brouillons-etat-civil"
NOTES = {
    MEALS: (
        (
            -250,
            "obstacle",
            "Deux volontaires ont changé de numéro : le premier appel a sonné creux.",
        ),
        (-215, "surprise", "Une personne livrée demande des nouvelles des volontaires par prénom."),
        (-120, "unexpected", "Le siège réclame à son tour des renforts au service des repas."),
        (-88, "observation", "Trois volontaires font les deux tiers des renforts."),
    ),
    COUNTER: (
        (
            -199,
            "observation",
            "Premier renfort : deux agents, dont une qui connaissait le guichet.",
        ),
        (-150, "obstacle", "La formation tombe le jour du marché, le plus chargé de la semaine."),
        (
            -58,
            "surprise",
            "Des usagers remercient de l’attente annoncée plus que de l’attente réduite.",
        ),
    ),
}
"""For each pilot: the day, the kind and the words of a note."""
SURVEY = {
    "title": "Trois questions après un renfort",
    "audience": "agents",
    "way": "open",
    "threshold": "5",
}
QUESTIONS = (
    {"kind": "agreement", "asks": "Le renfort m’a aidé à bien faire mon travail."},
    {"kind": "choice", "asks": "Vous étiez :", "options": "en renfort\ndans l’équipe renforcée"},
    {"kind": "words", "asks": "Qu’est-ce qui vous a étonné ?"},
)
LEVELS = "5445324451435"
WORDS = {
    0: "On m’a demandé mon avis.",
    2: "Le registre : on voit enfin les demandes.",
    3: "Deux matinées ne suffisent pas pour connaître les gens.",
    5: "Rien de nouveau pour moi.",
    8: "Le temps passé en voiture.",
    10: "Revoir une collègue d’il y a dix ans.",
}
POINT = {
    "question": "Que se passe-t-il dans l’heure qui suit une absence ?",
    "why": "C’est là que se décide si quelqu’un vient, et qui le demande.",
    "shared_with": "call",
}
FOUND = {
    MEALS: {
        "where": "Service des repas, neuf absences de l’hiver",
        "what": "Le registre et les appels de la cheffe de service, absence par absence.",
        "who": "Une responsable des ressources humaines et une étudiante",
        "found": "Quarante minutes en moyenne passent avant le premier appel : on attend de voir.",
        "not_said": "Rien des absences prévues, ni des jours où personne n’a rien noté.",
        "evidence": "Registre des renforts, tenu aux ressources humaines.",
    },
    COUNTER: {
        "where": "Guichet de l’état civil, six absences",
        "what": "Les plannings du jour et ce qu’en disent les deux cheffes d’équipe.",
        "who": "Un responsable d’un autre service",
        "found": "L’appel part dans les dix minutes : la borne d’accueil montre la file à tous.",
        "not_said": "Six absences seulement, toutes en semaine.",
        "evidence": "Plannings, au secrétariat du service.",
    },
}
REQUEST = {
    "reads": "plan",
    "note": "Nous doutons de notre deuxième indicateur : mesure-t-il l’effort ou la qualité ?",
}
READING = {
    "convincing": "L’attente au guichet, relevée par les bornes : personne ne la note à la main.",
    "missing": "Des mesures avant le premier renfort, sur les mêmes semaines de l’année.",
    "would_try": "Demander aux agents renforcés ce qu’ils ont eu à refaire le lendemain.",
}


def field_of(
    cast: Cast, code: str, person: Person, pilot: Callable[[], str], found: dict[str, str]
) -> Iterator[Event]:
    """What happens around a pilot, each act with its day; `found` holds what others look up."""

    def note(kind: str, text: str) -> None:
        said = {"kind": kind, "text": text}
        noting_field.write_note(cast.desk, person, pilot(), said)

    for day, kind, text in NOTES.get(code, ()):
        yield day + 0.5, partial(note, kind, text)
    yield -110, partial(_know, found, code, pilot)
    if code == MEALS:
        yield -109, partial(_open_point, cast, person, pilot, found)
        yield -100, partial(_ask_agents, cast, person, pilot, -92)
    if code in FOUND:
        yield (-104 if code == MEALS else -97), partial(_answer, cast, code, person, pilot, found)
    if code == COUNTER:
        yield -55, partial(_ask_peers, cast, person, pilot, found)
        yield -4, partial(_ask_agents, cast, person, pilot, 10)


def read_by_peers(cast: Cast, person: Person, found: dict[str, str]) -> Iterator[Event]:
    """The team that was asked to read answers."""

    def read() -> None:
        reading_peers.answer_peers(cast.desk, person, found[MEALS], found["reading"], READING)

    yield -48, read


def _know(found: dict[str, str], code: str, pilot: Callable[[], str]) -> None:
    found[code] = pilot()


def _open_point(
    cast: Cast, person: Person, pilot: Callable[[], str], found: dict[str, str]
) -> None:
    found["point"] = probing.open_probe(cast.desk, person, pilot(), POINT).public_id


def _answer(
    cast: Cast, code: str, person: Person, pilot: Callable[[], str], found: dict[str, str]
) -> None:
    probing.answer_probe(cast.desk, person, pilot(), found["point"], FOUND[code])


def _ask_peers(cast: Cast, person: Person, pilot: Callable[[], str], found: dict[str, str]) -> None:
    said = {"reader": found[MEALS], **REQUEST}
    reading = reading_peers.ask_peers(cast.desk, person, pilot(), said, address="")
    found["reading"] = reading.public_id


def _ask_agents(cast: Cast, person: Person, pilot: Callable[[], str], until: int) -> None:
    """A survey, open until a day, and what agents answer on its first day."""
    asked = (cast.desk, person, pilot())
    survey = surveying.make_survey(*asked, SURVEY)
    surveying.write_questions(*asked, survey.public_id, QUESTIONS, "q2")
    surveying.open_survey(*asked, survey.public_id, {"closes_on": cast.day(until)})
    for rank, level in enumerate(LEVELS):
        said = {"q1": level, "q2": str(rank % 2), "q3": WORDS.get(rank, "")}
        answering_surveys.answer(cast.desk, survey.token, said)
