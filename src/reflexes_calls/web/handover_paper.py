"""The hand-over file of a pilot as a paper: the page, the PDF and the document say the same."""

from collections.abc import Iterator

from reflexes_calls.actions.passing_on import Followed, HandoverFile
from reflexes_calls.actions.reaching_milestones import StepsPage
from reflexes_calls.domain.agreement import Tranche
from reflexes_calls.domain.due_day import Due, DueDay
from reflexes_calls.domain.field import FieldNote
from reflexes_calls.domain.pilot_life import Event, Turn
from reflexes_calls.papers.tree import Block, Facts, Grid, Heading, Items, Paper, Prose
from reflexes_calls.web.forms import Translate
from reflexes_calls.web.notices import N_
from reflexes_calls.web.stage_words import stage_said
from reflexes_calls.web.translating import translations
from reflexes_calls.wording import euros

TURNS = {
    Turn.SUSPEND: N_("Suspended"),
    Turn.RESUME: N_("Resumed"),
    Turn.EXTEND: N_("Extended"),
    Turn.HAND_OVER: N_("Handed over"),
}
DAYS = {
    Due.MILESTONE: N_("Milestone"),
    Due.LATE_MILESTONE: N_("Milestone"),
    Due.MEASURE: N_("Measures promised in the plan"),
    Due.END: N_("End of the pilot"),
    Due.REPORT: N_("Report"),
}
FOLLOWED = (
    N_("Indicator"),
    N_("Unit"),
    N_("Before"),
    N_("Promised"),
    N_("Measures"),
    N_("Last measure"),
)
EARLY = N_("Payment %(rank)s made before what it waited for")
MILESTONES = (N_("What is due"), N_("Due on"), N_("Who sees to it (a role)"), N_("Delivered"))


def handover_paper(shown: HandoverFile, language: str) -> Paper:
    """The paper of a hand-over file."""
    words = translations(language).gettext
    pilot = shown.around.pilot
    return Paper(
        title=words("Hand-over of a pilot: %(title)s") % {"title": pilot.title},
        subtitle=f"{shown.organisation} – {shown.today:%d/%m/%Y}",
        language=language,
        author=shown.organisation,
        foot=words("Generated from what was kept on %(day)s.") % {"day": f"{shown.today:%d/%m/%Y}"},
        page_of=(words("Page"), words("of")),
        blocks=tuple(handover_blocks(shown, words)),
    )


def handover_blocks(shown: HandoverFile, words: Translate) -> Iterator[Block]:
    """What the file says, part by part."""
    yield Heading(text=words("Where it stands"))
    yield Facts(rows=tuple(_standing(shown, words)))
    yield Prose(paragraphs=(shown.around.pilot.summary or "–",))
    yield from _promised(shown, words)
    yield from _missing(shown, words)
    yield from _milestones(shown, words)
    yield Heading(text=words("Days to come"))
    yield _days(shown.days, words)
    yield Heading(text=words("Who does what"))
    yield Facts(rows=tuple(_people(shown, words)))
    yield from _decisions(shown, words)
    yield Heading(text=words("What surprised"))
    yield _noted(shown.surprises, words("No surprise was noted in the journal of the field."))
    yield Heading(text=words("What stood in the way"))
    yield _noted(shown.obstacles, words("No obstacle was noted in the journal of the field."))


def _noted(notes: tuple[FieldNote, ...], otherwise: str) -> Block:
    said = tuple(f"{one.seen_on:%d/%m/%Y} – {one.text}" for one in notes)
    return Items(texts=said) if said else Prose(paragraphs=(otherwise,))


def _standing(shown: HandoverFile, words: Translate) -> Iterator[tuple[str, str]]:
    pilot = shown.around.pilot
    yield words("Stage"), stage_said("pilot", pilot.stage, words)
    if pilot.started_at:
        yield words("Started"), f"{pilot.started_at:%d/%m/%Y}"
    if shown.registration:
        yield words("End of the pilot"), f"{shown.registration.plan.ends_on:%d/%m/%Y}"
        yield words("Day of the report"), f"{shown.registration.plan.reported_on:%d/%m/%Y}"
    if pilot.lessons:
        yield words("What was learnt"), pilot.lessons


def _promised(shown: HandoverFile, words: Translate) -> Iterator[Block]:
    yield Heading(text=words("What was promised, and what is measured"))
    if not shown.followed:
        yield Prose(paragraphs=(words("Nothing is promised yet: the plan is to be written."),))
        return
    if shown.registration:
        yield Items(texts=tuple(one.asks for one in shown.registration.plan.questions))
    yield Grid(
        headings=tuple(words(one) for one in FOLLOWED),
        rows=tuple(_followed(one, words) for one in shown.followed),
        numbers=(4,),
    )


def _followed(one: Followed, words: Translate) -> tuple[str, ...]:
    last = f"{one.last.value} ({one.last.measured_on:%d/%m/%Y})" if one.last else words("none yet")
    promise = one.promise
    return promise.indicator, promise.unit, promise.baseline, promise.target, str(one.count), last


def _missing(shown: HandoverFile, words: Translate) -> Iterator[Block]:
    steps = shown.steps
    said = [words("Never measured: %(name)s") % {"name": one.promise.indicator}
            for one in shown.missing]  # fmt: skip
    said += [
        words("Late since %(day)s: %(name)s") % {"day": f"{one.due_on:%d/%m/%Y}", "name": one.name}
        for one in steps.milestones
        if one.is_late(shown.today)
    ]
    if steps.holder is not None and not steps.is_holder_here:
        said.append(
            words(
                "%(name)s held the pilot and no longer belongs to the team: nobody was named since."
            )
            % {"name": steps.holder.name}
        )
    if not steps.members:
        said.append(
            words("Nobody is left in the team: the managers of the call receive the letters.")
        )
    yield Heading(text=words("What is missing"))
    yield (
        Items(texts=tuple(said))
        if said
        else Prose(paragraphs=(words("Nothing that the service can see."),))
    )


def _milestones(shown: HandoverFile, words: Translate) -> Iterator[Block]:
    yield Heading(text=words("Milestones and payments"))
    steps = shown.steps
    if steps.milestones:
        yield Grid(
            headings=tuple(words(one) for one in MILESTONES),
            rows=tuple(
                (
                    one.name,
                    f"{one.due_on:%d/%m/%Y}",
                    one.role,
                    f"{one.done_on:%d/%m/%Y} – {one.delivered}"
                    if one.done_on
                    else words("not yet"),
                )
                for one in steps.milestones
            ),
        )
    else:
        yield Prose(paragraphs=(words("No milestone was set."),))
    if steps.tranches:
        yield Items(
            texts=tuple(
                words("Payment %(rank)s: %(amount)s, by %(day)s, %(paid)s")
                % {
                    "rank": one.position,
                    "amount": euros(one.amount),
                    "day": f"{one.due:%d/%m/%Y}",
                    "paid": _paid(one, steps, words),
                }
                for one in steps.tranches
            )
        )


def _paid(one: Tranche, steps: StepsPage, words: Translate) -> str:
    if one.paid_on:
        return words("paid")
    names = ", ".join(each.name for each in steps.awaited_by(one) if not each.is_done)
    said = words("not paid")
    return f"{said} – {words('waits for: %(names)s') % {'names': names}}" if names else said


def _days(days: tuple[DueDay, ...], words: Translate) -> Block:
    if not days:
        return Prose(paragraphs=(words("No day to come is known."),))
    return Grid(
        headings=(words("Day"), words("What comes due"), words("Who sees to it (a role)")),
        rows=tuple(
            (
                f"{one.day:%d/%m/%Y}",
                " – ".join(filter(None, (words(DAYS[one.kind]), one.name))),
                one.role or "–",
            )
            for one in days
        ),
    )


def _people(shown: HandoverFile, words: Translate) -> Iterator[tuple[str, str]]:
    steps = shown.steps
    if steps.holder is not None:
        gone = "" if steps.is_holder_here else f" ({words('no longer of the team')})"
        yield words("Holds the pilot"), f"{steps.holder.name}{gone}"
    else:
        yield words("Holds the pilot"), words("nobody was named")
    yield words("Team today"), ", ".join(one.name for one in steps.members) or words("nobody")
    yield words("Manages the call"), ", ".join(one.name for one in shown.managers) or "–"


def _turn(event: Event, shown: HandoverFile, words: Translate) -> str:
    """What befell a pilot, until when or to whom."""
    said = words(TURNS[event.kind])
    if event.day:
        said += " " + words("until %(day)s") % {"day": f"{event.day:%d/%m/%Y}"}
    if event.person_id:
        said += " " + words("to %(name)s") % {"name": shown.steps.names[event.person_id]}
    return said


def _decisions(shown: HandoverFile, words: Translate) -> Iterator[Block]:
    yield Heading(text=words("Decisions and their reasons"))
    said = [
        (one.done_at.date(), f"{_turn(one, shown, words)} – {one.reason}")
        for one in shown.steps.events
    ]
    said += [
        (one.paid_on, f"{words(EARLY) % {'rank': one.position}} – {one.paid_despite}")
        for one in shown.steps.tranches
        if one.paid_on and one.paid_despite
    ]
    if shown.registration:
        said.append((shown.registration.locked_on, words("Plan locked")))
        # What an extension amended is told by the extension.
        told = {one.reason for one in shown.steps.events}
        said += [
            (one.on, f"{words('Plan amended')} – {one.reason}")
            for one in shown.registration.amendments
            if one.reason not in told
        ]
    lines = tuple(f"{day:%d/%m/%Y} – {text}" for day, text in sorted(said))
    yield (
        Items(texts=lines)
        if lines
        else Prose(paragraphs=(words("Nothing was decided since the agreement."),))
    )
