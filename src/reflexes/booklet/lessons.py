"""The chapters on what was made of it: principles, orientations, trials, findings, differences."""

from collections.abc import Iterable
from typing import Any

from reflexes.booklet.scribe import Scribe, writable
from reflexes.booklet.tree import Items, Paragraph, Said, Section, Status, Voice
from reflexes.disagreement import Disagreement
from reflexes.evidence import Evidence, Result
from reflexes.experiment import Experiment
from reflexes.orientation import Orientation
from reflexes.principle import Principle
from reflexes.texts import Says


def tell_principles(scribe: Scribe) -> tuple[Section, ...]:
    """The chapter on the principles and the orientations; nothing when there are neither."""
    catalogue = scribe.catalogue
    sections = [_orientation(scribe, each) for each in catalogue.orientations]
    sections += [_principle(scribe, each) for each in catalogue.principles]
    if not sections:
        return ()
    intro = scribe.ours(
        "Orientations are headings under which the authors of the inquiry grouped their pistes."
        " They also list principles of resilience and do not define them: the definitions and the"
        " questions are ours."
    )
    return (
        scribe.chapter(
            "The orientations and the principles",
            "principles",
            blocks=(Paragraph(said=intro),),
            sections=tuple(sections),
        ),
    )


def _principle(scribe: Scribe, principle: Principle) -> Section:
    catalogue = scribe.catalogue
    pistes = tuple(
        scribe.link(piste.code, Says.OURS)
        for piste in catalogue.pistes
        if any(each.principle == principle.code for each in piste.strengthens)
    )
    own: list[Section] = [*scribe.section("Definition", principle.definition)]
    own += scribe.section("Nearest attested matter", principle.matter)
    own += scribe.section("Questions of the grid", [each.text for each in principle.questions])
    if pistes:
        own.append(scribe.headed("The pistes that would strengthen it", Items(said=pistes)))
    return scribe.of_record(
        principle, blocks=(scribe.status(principle),), sections=tuple(own), role="principle"
    )


def _orientation(scribe: Scribe, orientation: Orientation) -> Section:
    note = (Paragraph(said=scribe.said(orientation.note)),) if orientation.note else ()
    return scribe.of_record(
        orientation, blocks=(scribe.status(orientation), *note), role="orientation"
    )


def tell_trials(scribe: Scribe) -> tuple[Section, ...]:
    """The chapter on the experiments and the findings; nothing when there are neither."""
    catalogue = scribe.catalogue
    sections = [_experiment(scribe, each) for each in catalogue.experiments]
    sections += [_evidence(scribe, each) for each in catalogue.evidence]
    if not sections:
        return ()
    intro = scribe.ours(
        "What organisations tried from the pistes, what they gave up, what they learnt. A finding"
        " says by which design it was come by, and what it does not say."
    )
    return (
        scribe.chapter(
            "What was tried and what it taught",
            "trials",
            blocks=(Paragraph(said=intro),),
            sections=tuple(sections),
        ),
    )


def _experiment(scribe: Scribe, experiment: Experiment) -> Section:
    own: list[Section] = [*scribe.section("What was tried", experiment.tried)]
    own += scribe.section("What was abandoned", experiment.abandoned)
    own += scribe.section("What was learnt", experiment.learnt)
    own += scribe.section("Obstacles met", experiment.obstacles)
    when = scribe.span(experiment.started, experiment.ended)
    return _trial(scribe, experiment, "Experiment", when, own)


def _evidence(scribe: Scribe, evidence: Evidence) -> Section:
    own: list[Section] = [*scribe.section("Finding", evidence.finding)]
    if evidence.results:
        voice = scribe.said(evidence.finding).voice
        results = tuple(_result(scribe, each, voice) for each in evidence.results)
        own.append(scribe.headed("Results", Items(said=results)))
    own += scribe.section("What it does not say", evidence.limits)
    own += scribe.section("Lessons", evidence.lessons)
    when = scribe.span(evidence.started, evidence.ended)
    where = " · ".join(filter(None, (evidence.place, when)))
    design = scribe.words("Finding, by %(design)s", design=scribe.words(evidence.design.value))
    return _trial(scribe, evidence, design, where, own)


def _trial(scribe: Scribe, record: Any, kind: str, when: str, own: Iterable[Section]) -> Section:
    """An experiment or a finding: who, when, from which piste, then its texts."""
    who = ", ".join(scribe.name_of(code) for code in record.organisations)
    detail = " · ".join(filter(None, (scribe.words(kind), who, when)))
    pistes = tuple(scribe.link(code, Says.OURS) for code in record.pistes)
    ties = (scribe.headed("Pistes concerned", Items(said=pistes)),) if pistes else ()
    status = scribe.status(record)
    return scribe.of_record(
        record,
        blocks=(Status(sign=status.sign, words=detail, name=status.name),),
        sections=(*own, *ties),
        role="trial",
    )


def _result(scribe: Scribe, result: Result, voice: Voice) -> Said:
    values = (
        (scribe.words("Before"), result.baseline),
        (scribe.words("Promised"), result.target),
        (scribe.words("Measured"), result.measured),
    )
    said = [f"{label} {value} {result.unit}".strip() for label, value in values if value]
    outcome = scribe.words(result.outcome.value)
    words = writable(" · ".join((result.indicator, *said, outcome)))
    return Said(words=words, language=scribe.language, voice=voice)


def tell_disagreements(scribe: Scribe) -> tuple[Section, ...]:
    """The chapter on where sources differ; nothing when they do not."""
    disagreements = tuple(scribe.catalogue.disagreements)
    if not disagreements:
        return ()
    intro = scribe.ours(
        "Where published sources differ, both are written, then how we write it meanwhile. The"
        " titles are ours."
    )
    return (
        scribe.chapter(
            "Where sources differ",
            "disagreements",
            blocks=(Paragraph(said=intro),),
            sections=tuple(_disagreement(scribe, each) for each in disagreements),
        ),
    )


def _disagreement(scribe: Scribe, disagreement: Disagreement) -> Section:
    return Section(
        title=scribe.title(disagreement),
        language=scribe.language,
        code=disagreement.code,
        blocks=(
            Items(said=tuple(map(scribe.said, disagreement.positions))),
            Paragraph(said=scribe.said(disagreement.reading)),
        ),
        role="label",
    )
