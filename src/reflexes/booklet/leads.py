"""The chapter on the pistes: one to a double page."""

from collections.abc import Iterator

from reflexes.booklet.scribe import Scribe, writable
from reflexes.booklet.tree import Entry, Items, Notes, Paragraph, Said, Section, Voice
from reflexes.evaluation.gathered_words import word_pilots, word_together
from reflexes.evaluation.gathering import gather
from reflexes.piste import Piste
from reflexes.texts import Says, Status


def tell_pistes(scribe: Scribe) -> tuple[Section, ...]:
    """The chapter on the pistes; nothing when there are none."""
    pistes = tuple(scribe.catalogue.pistes)
    if not pistes:
        return ()
    intro = scribe.ours(
        "A piste is a lead: something that an administration may try. On the left-hand page, the"
        " problem and the proposition; on the right-hand page, how to begin and how to find out"
        " whether it holds."
    )
    return (
        scribe.chapter(
            "The pistes",
            "pistes",
            blocks=(Paragraph(said=intro),),
            facing=(
                *_listed(scribe, "Named by the inquiry", ours=False),
                *_listed(scribe, "Added by this project", ours=True),
            ),
            sections=tuple(_piste(scribe, piste) for piste in pistes),
            role="pistes",
        ),
    )


def _listed(scribe: Scribe, message: str, *, ours: bool) -> tuple[Section, ...]:
    names = tuple(
        scribe.named(piste)
        for piste in scribe.catalogue.pistes
        if (piste.status is Status.OURS) is ours
    )
    return (scribe.headed(message, Items(said=names)),) if names else ()


def _piste(scribe: Scribe, piste: Piste) -> Section:
    left: list[Section] = []
    left += scribe.section("Problem", piste.problem)
    left += scribe.section("Proposition", piste.proposition)
    left += _answers(scribe, piste)
    left += _strengthens(scribe, piste)
    left += _former_names(scribe, piste)
    if piste.is_name_alone:
        known = scribe.ours("Only the name of this piste is public, in its source. Nothing more.")
        left.insert(0, scribe.headed("What is known", Paragraph(said=known)))
    right: list[Section] = []
    right += scribe.section("First steps", piste.first_steps, ordered=True)
    right += scribe.section("Who can try it", piste.who)
    right += scribe.section("What would prove it wrong", piste.proof_wrong)
    right += scribe.section("Indicators worth watching", piste.indicators)
    right += scribe.section("Risks", piste.risks)
    right += _trials(scribe, piste)
    if not right:
        right.append(
            scribe.headed(
                "Your notes",
                Notes(
                    words=scribe.words(
                        "Nothing is known of what usually stands here. The page is yours."
                    )
                ),
            )
        )
    return scribe.of_record(
        piste,
        blocks=(scribe.status(piste),),
        sections=tuple(left),
        facing=tuple(right),
        role="piste",
    )


def _answers(scribe: Scribe, piste: Piste) -> tuple[Section, ...]:
    ties = tuple(scribe.link(tie.to, tie.says, tie.sources) for tie in piste.answers)
    return (scribe.headed("What it answers", Items(said=ties)),) if ties else ()


def _strengthens(scribe: Scribe, piste: Piste) -> tuple[Section, ...]:
    entries = tuple(
        Entry(
            title=scribe.link(each.principle, Says.OURS),
            said=(scribe.said(each.how),),
        )
        for each in piste.strengthens
    )
    return (scribe.headed("Principles it strengthens", *entries),) if entries else ()


def _former_names(scribe: Scribe, piste: Piste) -> tuple[Section, ...]:
    former = tuple(
        Entry(
            title=Said(words=scribe.day(each.known_on), language=scribe.language),
            said=(scribe.said(each.said),),
        )
        for each in piste.former_titles
    )
    return (scribe.headed("Names it bore before", *former),) if former else ()


def _trials(scribe: Scribe, piste: Piste) -> tuple[Section, ...]:
    """What was tried from it and what was found, by name: they are told in full further on."""
    catalogue = scribe.catalogue
    trials = [
        scribe.named(record)
        for shelf in (catalogue.experiments, catalogue.evidence)
        for record in shelf
        if piste.code in record.pistes
    ]
    if not trials:
        return ()
    blocks = (Items(said=tuple(trials)), *_together(scribe, piste))
    return (scribe.headed("Trials and findings", *blocks),)


def _together(scribe: Scribe, piste: Piste) -> Iterator[Paragraph | Items]:
    """What several pilots say together, where they measured one thing."""

    def ours(words: str) -> Said:
        return Said(words=writable(words), language=scribe.language, voice=Voice.OURS)

    known = (one for one in scribe.catalogue.evidence if piste.code in one.pistes)
    for together in gather(known).together:
        yield Paragraph(said=ours(word_together(together, scribe.language)))
        yield Items(said=tuple(map(ours, word_pilots(together, scribe.language))))
