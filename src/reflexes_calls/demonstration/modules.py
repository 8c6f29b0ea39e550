"""Training modules of the demonstration: two on the public shelf, one led and talked about."""

from reflexes import training
from reflexes_calls.actions import keeping_modules, leading_modules, sharing_modules
from reflexes_calls.demonstration.cast import Cast
from reflexes_calls.domain.modules import Change

HALF_DAY = training.Choices(
    code="module",
    about=("micro-mobilite-professionnelle",),
    activities=("moving-debate", "piste-study"),
)
ONE_DAY = training.Choices(
    code="module",
    about=("participation-citoyenne",),
    public=training.Public.ELECTED,
    length=training.Length.DAY,
)
SAID = (
    ("4", "Prendre parti, puis entendre l’autre côté.", ""),
    ("4", "La carte Piste, lue à voix haute.", "Plus de temps pour le brouillon."),
    ("3", "Le débat.", "La relecture croisée est trop courte."),
    ("3", "", "Envoyer le livret la veille."),
    ("2", "Le rythme.", ""),
    ("4", "Repartir avec un brouillon.", ""),
)
"""What participants of the session say, each on their own."""


def share_modules(cast: Cast) -> None:
    """Put two modules on the shelf; one was led, and what was said of it came back."""
    with cast.on(-40):
        first = _share(cast, "candidate", "val-d-essai", HALF_DAY, shows_name=True)
    with cast.on(-25):
        _share(cast, "candidat-maquette", "haute-maquette", ONE_DAY, shows_name=False)
    with cast.on(-20):
        _lead(cast, "candidate", first)


def _share(
    cast: Cast, person: str, home: str, choices: training.Choices, *, shows_name: bool
) -> str:
    desk, actor = cast.desk, cast.persons[person]
    made = training.compose(desk.catalogue, choices)
    kept = keeping_modules.keep_module(desk, actor, made, change=Change.KEPT)
    form = {"licence": "yes"} | ({"shows_name": "yes"} if shows_name else {})
    sharing_modules.publish(
        desk,
        actor,
        kept.public_id,
        cast.organisations[home].public_id,
        form,
        revision=kept.revision,
    )
    return kept.public_id


def _lead(cast: Cast, person: str, module: str) -> None:
    desk, actor = cast.desk, cast.persons[person]
    said = {"title": "Première séance, salle du conseil", "held_on": cast.day(-20)}
    session = leading_modules.announce_session(desk, actor, module, said)
    for useful, worked, to_change in SAID:
        answer = {"useful": useful, "worked": worked, "to_change": to_change}
        leading_modules.answer(desk, session.public_id, answer, "")
    told = {
        "minutes-moving-debate": "55",
        "minutes-piste-study": "95",
        "worked": "Le débat lance tout de suite la journée.",
        "to_change": "Le brouillon demande un quart d’heure de plus.",
    }
    leading_modules.tell_session(desk, actor, module, session.public_id, told)
