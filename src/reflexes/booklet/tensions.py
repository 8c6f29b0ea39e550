"""The chapters on what was seen: the controversies with their poles, the phenomena, the facts."""

from typing import Any

from reflexes.booklet.scribe import Scribe, writable
from reflexes.booklet.tree import Entry, Items, Paragraph, Pole, Poles, Said, Section
from reflexes.controversy import Controversy
from reflexes.drawing import phenomena_of
from reflexes.observation import Observation
from reflexes.phenomenon import Phenomenon


def tell_controversies(scribe: Scribe) -> tuple[Section, ...]:
    """The chapter on the controversies; nothing when there are none."""
    controversies = tuple(scribe.catalogue.controversies)
    if not controversies:
        return ()
    intro = scribe.ours(
        "A controversy is a tension between two poles. The strongest argument for each is written"
        " here with the same care, and the place of a pole, left or right, says nothing."
    )
    return (
        scribe.chapter(
            "The controversies",
            "controversies",
            blocks=(Paragraph(said=intro), *(_line(scribe, each) for each in controversies)),
            sections=tuple(_controversy(scribe, each) for each in controversies),
        ),
    )


def _line(scribe: Scribe, controversy: Controversy) -> Entry:
    """A tension in one line, for the list that opens the chapter."""
    names = (pole.name.in_language(scribe.language) for pole in controversy.poles)
    return Entry(
        title=scribe.named(controversy),
        said=(Said(words=writable(" ↔ ".join(names)), language=scribe.language),),
    )


def _controversy(scribe: Scribe, controversy: Controversy) -> Section:
    poles = Poles(
        poles=tuple(
            Pole(name=scribe.name(pole.name), argument=scribe.said(pole.argument))
            for pole in controversy.poles
        ),
        hue=scribe.hues[controversy.code],
    )
    own = phenomena_of(scribe.catalogue, controversy)
    stations = Items(said=tuple(scribe.named(each) for each in own))
    return scribe.of_record(
        controversy,
        blocks=(scribe.status(controversy),),
        sections=(
            *scribe.section("What is in debate", controversy.debate),
            scribe.headed("The two poles", poles),
            *scribe.section("Questions asked by the inquiry", controversy.questions),
            *((scribe.headed("Its phenomena", stations),) if own else ()),
        ),
        role="controversy",
    )


def tell_phenomena(scribe: Scribe) -> tuple[Section, ...]:
    """The chapter on the phenomena and the observations; nothing when there are neither."""
    catalogue = scribe.catalogue
    by_tension = [
        phenomenon
        for controversy in catalogue.controversies
        for phenomenon in phenomena_of(catalogue, controversy)
    ]
    loose = [each for each in catalogue.phenomena if each not in by_tension]
    told: set[str] = set()
    sections = [_phenomenon(scribe, each, told) for each in (*by_tension, *loose)]
    sections += _other_observations(scribe, told)
    if not sections:
        return ()
    intro = scribe.ours(
        "A phenomenon is what the inquiry went to look at. Its questions were asked before the"
        " field; they are no results. The observations under it come most often from elsewhere,"
        " and nothing says that the inquiry studied those cases."
    )
    return (
        scribe.chapter(
            "The phenomena and what was observed",
            "phenomena",
            blocks=(Paragraph(said=intro),),
            sections=tuple(sections),
        ),
    )


def _phenomenon(scribe: Scribe, phenomenon: Phenomenon, told: set[str]) -> Section:
    catalogue = scribe.catalogue
    seen = [each for each in catalogue.observations if phenomenon.code in each.about]
    pistes = [
        scribe.link(piste.code, tie.says, tie.sources)
        for piste in catalogue.pistes
        for tie in piste.answers
        if tie.to == phenomenon.code
    ]
    own: list[Section] = [*scribe.section("What it is about", phenomenon.summary)]
    own += scribe.section("Questions asked by the inquiry", phenomenon.questions)
    own += scribe.section("Why we count it", phenomenon.reasoning)
    if pistes:
        own.append(scribe.headed("The pistes that answer it", Items(said=tuple(pistes))))
    if seen:
        own.append(scribe.headed("Observations", *_observations(scribe, seen, told)))
    return scribe.of_record(
        phenomenon, blocks=(scribe.status(phenomenon),), sections=tuple(own), role="phenomenon"
    )


def _other_observations(scribe: Scribe, told: set[str]) -> list[Section]:
    """The observations that no phenomenon holds: about a whole tension, or about the inquiry."""
    catalogue = scribe.catalogue
    held = set(catalogue.phenomena.codes)
    free = [each for each in catalogue.observations if not held & set(each.about)]
    groups: list[tuple[str, Any, list[Observation]]] = [
        (
            scribe.words("Across a tension: %(name)s", name=_short(scribe, controversy)),
            controversy,
            [each for each in free if controversy.code in each.about],
        )
        for controversy in catalogue.controversies
    ]
    whole = [each for each in free if not set(each.about) & set(catalogue.controversies.codes)]
    groups.append((scribe.words("Across the whole inquiry"), None, whole))
    return [
        Section(
            title=title,
            language=scribe.language,
            code=f"C-across-{controversy.code if controversy else 'all'}",
            blocks=_observations(scribe, seen, told),
            hue=scribe.hues[controversy.code] if controversy else 0,
            role="phenomenon",
        )
        for title, controversy, seen in groups
        if seen
    ]


def _short(scribe: Scribe, controversy: Controversy) -> str:
    return controversy.short.in_language(scribe.language)


def _observations(
    scribe: Scribe, seen: list[Observation], told: set[str]
) -> tuple[Entry | Items, ...]:
    """Each observation told where it is first met, and only named where it is met again."""
    new = [each for each in seen if each.code not in told]
    again = tuple(scribe.named(each) for each in seen if each.code in told)
    told.update(each.code for each in new)
    entries = tuple(_observation(scribe, each) for each in new)
    return (*entries, Items(said=again)) if again else entries


def _observation(scribe: Scribe, observation: Observation) -> Entry:
    who = (scribe.name_of(code) for code in observation.interviews)
    when = scribe.day(observation.happened)
    detail = writable(" · ".join(filter(None, (observation.place, when, *who))))
    return Entry(
        title=scribe.name(observation.title),
        said=(scribe.said(observation.fact),),
        detail=detail,
        code=observation.code,
    )
