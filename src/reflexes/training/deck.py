"""The deck as a tree: slides 16:9 with their notes; PPTX and ODP are two writings of it."""

from collections.abc import Iterator
from pathlib import Path

import attrs

from reflexes.training.document import Said
from reflexes.training.module import Activity, Picture, Slide, Way
from reflexes.training.telling import Voice
from reflexes.training.timing import Moment, moments

SOURCES_ON_A_SLIDE = 6
MOST_OBJECTIVES = 4
"""How many objectives a slide holds."""
STEP = "T+{at} · {minutes} min · {text}"


@attrs.frozen(kw_only=True)
class Shown:
    """One slide as it is shown: its kind, a kicker above the title, points, claims, notes."""

    kind: str
    title: str
    kicker: str = ""
    points: tuple[str, ...] = ()
    claims: tuple[Said, ...] = ()
    notes: str = ""
    picture: Picture | None = None
    small: bool = False


@attrs.frozen(kw_only=True)
class Deck:
    """All the slides, and where the pictures stand."""

    title: str
    language: str
    font: str
    foot: str
    slides: tuple[Shown, ...]
    folder: Path | None = None


SHORT, LONG = 190, 420
"""Up to how many characters a slide is written large; from how many, small."""
LARGE, CLAIM, USUAL, DENSE, SMALL = 32, 28, 24, 20, 15
"""Sizes of letters, in points."""


def size_of(shown: Shown) -> int:
    """The size of what stands on the slide: few words are written large.

    Claims are all of one size unless they are long, so that no pole looks larger than the other.
    """
    if shown.small:
        return DENSE if shown.kind == "section" else SMALL
    words = sum(map(len, shown.points)) + sum(len(claim.text) for claim in shown.claims)
    if shown.claims:
        return CLAIM if words <= LONG else DENSE
    few = len(shown.points) + len(shown.claims) <= 3  # noqa: PLR2004 - lines that stay apart
    if words <= SHORT and few:
        return LARGE
    return USUAL if words <= LONG else DENSE


def deck(voice: Voice, folder: Path | None = None) -> Deck:
    """The deck of a module."""
    return Deck(
        title=voice.module.title,
        language=voice.language,
        font=voice.module.font,
        foot=f"{voice.module.title} · {voice.module.edition}",
        slides=tuple(_slides(voice)),
        folder=folder,
    )


def _slides(voice: Voice) -> Iterator[Shown]:
    module, said = voice.module, voice.translate
    yield Shown(
        kind="title",
        title=module.title,
        kicker=f"{voice.name(module.length)} · {voice.name(module.modality)}",
        points=(module.audience,),
        notes=f"{module.aim}\n{voice.edition_line()}",
    )
    slides = -(-len(module.objectives) // MOST_OBJECTIVES)
    each_holds = -(-len(module.objectives) // slides)
    for place in range(0, len(module.objectives), each_holds):
        told = module.objectives[place : place + each_holds]
        yield Shown(
            kind="points",
            title=said("What you will be able to do"),
            points=tuple(voice.objective(each) for each in told),
            notes=said("Read them aloud. Each is measured by the exit quiz."),
        )
    for session in module.sessions:
        yield _programme(voice, session.title, [m for m in moments(module) if m.session is session])
        for moment in moments(module):
            if moment.session is session:
                yield from _activity(voice, moment)
    yield from _sources(voice)


def _programme(voice: Voice, title: str, placed: list[Moment]) -> Shown:
    return Shown(
        kind="section",
        title=title,
        kicker=voice.translate("Programme"),
        points=tuple(f"{voice.hours(each)}  {each.activity.title}" for each in placed),
        notes=voice.translate("Say the hours of the breaks and of the end."),
        small=len(placed) > 6,  # noqa: PLR2004 - what fits at the usual size
    )


def _activity(voice: Voice, moment: Moment) -> Iterator[Shown]:
    activity = moment.activity
    kicker = (
        f"{voice.hours(moment)} · {voice.minutes(activity.minutes)} · {voice.name(activity.way)}"
    )
    if activity.way is Way.BREAK:
        until = voice.translate("Back at %s") % moment.ends
        yield Shown(kind="break", title=activity.title, kicker=kicker, points=(until,), notes=until)
        return
    for place, slide in enumerate(activity.slides):
        yield _shown(voice, slide, activity, kicker, first=place == 0)


def _shown(voice: Voice, slide: Slide, activity: Activity, kicker: str, *, first: bool) -> Shown:
    notes = [slide.notes] if slide.notes else []
    if first and activity.steps:
        notes.append("\n".join(_steps(activity)))
    if first and activity.accessible:
        label = voice.colon(voice.translate("Accessible variant"))
        notes.append(f"{label} {activity.accessible}")
    claims = tuple(voice.claim(claim) for claim in slide.claims)
    notes += [f"{claim.text} ({claim.mark})" for claim in claims]
    return Shown(
        kind="claim" if claims else "points",
        title=slide.title,
        kicker=kicker,
        points=slide.points,
        claims=claims,
        notes="\n\n".join(notes),
        picture=slide.picture,
    )


def _steps(activity: Activity) -> Iterator[str]:
    at = 0
    for step in activity.steps:
        yield STEP.format(at=at, minutes=step.minutes, text=step.text)
        at += step.minutes


def _sources(voice: Voice) -> Iterator[Shown]:
    lines = [voice.reference(each) for each in voice.references()]
    for place in range(0, len(lines), SOURCES_ON_A_SLIDE):
        yield Shown(
            kind="points",
            title=voice.translate("Sources"),
            points=tuple(lines[place : place + SOURCES_ON_A_SLIDE]),
            notes=voice.edition_line(),
            small=True,
        )
