"""The trainer's guide: everything needed to lead the module, in reading order."""

from collections.abc import Iterator

from reflexes.training.document import (
    Aloud,
    Block,
    Document,
    Heading,
    Items,
    NewPage,
    Said,
    Table,
)
from reflexes.training.module import Activity, Asks, Item, Module, Shape, Worksheet
from reflexes.training.telling import Voice
from reflexes.training.timing import Moment, moments


def guide(voice: Voice) -> Document:
    """The whole guide."""
    return voice.document(voice.module.title, voice.translate("Trainer’s guide"), _blocks(voice))


def _blocks(voice: Voice) -> Iterator[Block]:
    module, said = voice.module, voice.translate
    yield from in_short(voice)
    yield measured(voice)
    yield Heading(text=said("Running sheet"))
    yield running_table(voice)
    yield Heading(text=said("To prepare"))
    yield Items(texts=tuple(_material(module)))
    session = None
    for moment in moments(module):
        if moment.session is not session:
            session = moment.session
            yield NewPage()
            yield Heading(text=session.title)
        yield from _activity(voice, moment)
    yield NewPage()
    yield Heading(text=said("Sheets to copy"))
    for activity in module.activities:
        for sheet in activity.sheets:
            yield from worksheet(sheet, 2)
    yield NewPage()
    yield Heading(text=said("Quizzes and their answers"))
    for item in module.items:
        yield from _item(voice, item)
    yield from voice.provenance()


def overview(voice: Voice) -> Iterator[Block]:
    """What the module is, for whom, and what people will be able to do."""
    yield from in_short(voice)
    said = voice.translate
    yield Table(
        headings=(said("Objective"), said("How one sees that it is reached")),
        rows=tuple((voice.objective(each), each.criterion) for each in voice.module.objectives),
        caption=said("Objectives"),
    )


def in_short(voice: Voice) -> Iterator[Block]:
    """The module in short, up to its objectives."""
    module, said = voice.module, voice.translate
    yield Heading(text=said("The module in short"))
    yield Said(label=voice.colon(said("Training aim")), text=module.aim)
    yield Table(
        headings=(said("What"), said("Detail")),
        rows=(
            (said("Public"), module.audience),
            (said("Prerequisites"), module.prerequisites),
            (said("Length"), f"{voice.name(module.length)} ({voice.minutes(module.minutes)})"),
            (said("Where"), voice.name(module.modality)),
            (said("Group"), voice.people(module.fewest, module.most)),
        ),
        widths=(1, 3),
        caption=said("The module in short"),
    )
    yield Heading(text=said("Objectives"))
    yield Said(text=said("At the end, each participant will be able to:"))


def measured(voice: Voice) -> Table:
    """Each objective with the questions that measure it."""
    module, said = voice.module, voice.translate
    return Table(
        headings=(said("Objective"), said("How one sees that it is reached"), said("Questions")),
        rows=tuple(
            (
                voice.objective(each),
                each.criterion,
                ", ".join(item.code for item in module.items if item.objective == each.code),
            )
            for each in module.objectives
        ),
        widths=(4, 4, 2),
        caption=said("Objectives"),
    )


def running_table(voice: Voice) -> Table:
    """The running sheet: hours, minutes, what is done and what comes of it."""
    said = voice.translate
    rows = []
    session = None
    for moment in moments(voice.module):
        name = "" if moment.session is session else f"{moment.session.title}\n"
        session = moment.session
        activity = moment.activity
        rows.append(
            (
                f"{name}{voice.hours(moment)}",
                voice.minutes(activity.minutes),
                activity.title,
                voice.name(activity.way),
                activity.trace,
            )
        )
    return Table(
        headings=(
            said("Time"),
            said("Length"),
            said("Activity"),
            said("Way of working"),
            said("Trace"),
        ),
        rows=tuple(rows),
        widths=(5, 3, 7, 4, 10),
        caption=said("Running sheet"),
    )


def _material(module: Module) -> Iterator[str]:
    seen: set[str] = set()
    for activity in module.activities:
        for each in activity.material:
            if each not in seen:
                seen.add(each)
                yield f"{each} — {activity.title}"


def _activity(voice: Voice, moment: Moment) -> Iterator[Block]:
    activity, said = moment.activity, voice.translate
    yield Heading(text=f"{voice.hours(moment)} · {activity.title}", level=2)
    if activity.is_break:
        yield Said(text=voice.minutes(activity.minutes))
        return
    yield Said(text=_facts_line(voice, activity))
    if activity.instruction:
        yield Aloud(label=said("To read aloud"), text=activity.instruction)
    yield from _steps(voice, activity)
    for label, text in (
        (said("Trace produced"), activity.trace),
        (said("Accessible variant"), activity.accessible),
        (said("Remote variant"), activity.remote),
        (said("Plan B"), activity.plan_b),
        (said("To adapt"), activity.adapt),
    ):
        if text:
            yield Said(label=voice.colon(label), text=text)
    if activity.debrief:
        yield Heading(text=said("Questions to close with"), level=3)
        yield Items(texts=activity.debrief, ordered=True)
    yield from _cards(voice, activity)


def _facts_line(voice: Voice, activity: Activity) -> str:
    said = voice.translate
    parts = [voice.minutes(activity.minutes), voice.name(activity.way)]
    if activity.groups_of:
        parts.append(said("groups of %d") % activity.groups_of)
    if activity.fewest > 1:
        parts.append(voice.people(activity.fewest, activity.most))
    objectives = [voice.module.objective(code) for code in activity.objectives]
    parts += [f"{each.verb} {each.what}" for each in objectives if each is not None]
    return " · ".join(parts)


def _steps(voice: Voice, activity: Activity) -> Iterator[Block]:
    if not activity.steps:
        return
    said = voice.translate
    rows = []
    at = 0
    for step in activity.steps:
        rows.append((f"T+{at}", voice.minutes(step.minutes), step.text))
        at += step.minutes
    yield Table(
        headings=(said("From"), said("Length"), said("What is done")),
        rows=tuple(rows),
        widths=(1, 1, 7),
        caption=said("Steps: %s") % activity.title,
    )


def _cards(voice: Voice, activity: Activity) -> Iterator[Block]:
    if not activity.cards:
        return
    yield Heading(text=voice.translate("Cards of this activity"), level=3)
    for card in activity.cards:
        minute = f" (T+{card.minute})" if card.minute is not None else ""
        yield Heading(text=f"{voice.card_title(card)}{minute}", level=4)
        if card.text:
            yield Said(text=card.text)
        yield from (voice.claim(claim) for claim in card.claims)
        if card.shape is Shape.ROLE:
            yield Said(text=voice.translate("Sealed: for this role alone."))


def worksheet(sheet: Worksheet, level: int) -> Iterator[Block]:
    """A sheet to fill by hand."""
    yield Heading(text=sheet.title, level=level)
    if sheet.text:
        yield Said(text=sheet.text)
    blank = len(sheet.headings) - 1
    rows = [(first, *("",) * blank) for first in sheet.rows]
    rows += [("",) * len(sheet.headings)] * sheet.empty
    yield Table(headings=sheet.headings, rows=tuple(rows), caption=sheet.title, tall=True)


def _item(voice: Voice, item: Item) -> Iterator[Block]:
    said = voice.translate
    yield Heading(text=item.question, level=2)
    yield Said(text=f"{item.code} · {said('objective')} {item.objective}")
    if item.asks is Asks.MATCHING:
        yield Table(
            headings=(said("This"), said("goes with")),
            rows=tuple((each.text, each.pair) for each in item.choices),
            widths=(3, 1),
            caption=item.question,
        )
    else:
        right, wrong = said("right"), said("wrong")
        yield Items(
            texts=tuple(
                f"{each.text} — {right if each.right else wrong}"
                f"{f'. {each.feedback}' if each.feedback else ''}"
                for each in item.choices
            )
        )
    if item.feedback:
        yield Said(label=voice.colon(said("Why")), text=item.feedback)
    yield from (voice.claim(claim) for claim in item.claims)
