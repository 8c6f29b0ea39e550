"""The pieces that a Qualiopi audit asks for: they are supplied, and certify nobody.

What only the training organisation knows stays blank, and is marked so.
"""

from collections.abc import Iterator

from reflexes.training.document import Block, Document, Heading, Items, Said, Table
from reflexes.training.guide import overview
from reflexes.training.module import Asks, Item
from reflexes.training.telling import Voice

NOT_CERTIFIED = (
    "This piece helps to show evidence in an audit; it certifies neither the training organisation "
    "nor the people trained. Only the organisation answers for what it fills in."
)
"""What these pieces are not (a message id)."""
TO_FILL = "…………………………"


def programme_sheet(voice: Voice) -> Document:
    """The public programme sheet: indicator 1, with what the organisation must add."""
    said = voice.translate
    blocks: list[Block] = [
        *overview(voice),
        Heading(text=said("Content")),
        Items(texts=tuple(_content(voice)), ordered=True),
        Heading(text=said("Methods and means")),
        Said(text=said(METHODS)),
        Heading(text=said("Assessment")),
        Said(text=said(ASSESSMENT)),
        Heading(text=said("To be filled in by the training organisation")),
        _form(
            voice,
            (
                said("Dates and place"),
                said("Price"),
                said("Time needed to join"),
                said("Trainer and qualifications"),
                said("Disability contact"),
                said("Contact"),
                said("Results of earlier sessions"),
            ),
        ),
        *_foot(voice, "1, 2, 5, 6, 17"),
    ]
    return voice.document(voice.module.title, said("Programme sheet"), blocks)


def _content(voice: Voice) -> Iterator[str]:
    for session in voice.module.sessions:
        for sequence in session.sequences:
            titles = [each.title for each in sequence.activities if not each.is_break]
            if titles:
                yield (
                    f"{session.title} — {sequence.title}: {', '.join(titles)}"
                    if (voice.language == "en")
                    else f"{session.title} — {sequence.title}\u00a0: {', '.join(titles)}"
                )


def _form(voice: Voice, labels: tuple[str, ...]) -> Table:
    said = voice.translate
    return Table(
        headings=(said("What"), said("To fill")),
        rows=tuple((label, TO_FILL) for label in labels),
        widths=(2, 3),
        caption=said("To fill"),
        tall=True,
    )


def _foot(voice: Voice, indicators: str) -> tuple[Block, ...]:
    said = voice.translate
    several = said("Helps with indicators %s of the French national quality framework.")
    one = said("Helps with indicator %s of the French national quality framework.")
    where = (one if indicators.isdigit() else several) % indicators
    return (Said(text=where), Said(text=said(NOT_CERTIFIED)))


def needs(voice: Voice) -> Document:
    """What to ask whoever orders the session: indicator 4."""
    said = voice.translate
    blocks: list[Block] = [
        Said(text=said("To be gone through with whoever orders the session, in half an hour.")),
        _form(
            voice,
            (
                said("What happened that makes you ask for this session?"),
                said("Who will come, and what have they lived through?"),
                said("What should be different three months later?"),
                said("What must not be discussed in front of whom?"),
                said("Which needs for access or adjustment are known?"),
                said("Who will take up what comes out of the session?"),
            ),
        ),
        *_foot(voice, "4, 10"),
    ]
    return voice.document(voice.module.title, said("Analysis of the need"), blocks)


def quiz_paper(voice: Voice, *, entry: bool) -> Document:
    """The quiz on paper: positioning at the entry (8), what was reached at the exit (11)."""
    said = voice.translate
    name = said("Entry positioning") if entry else said("Exit quiz")
    blocks: list[Block] = [
        Said(label=voice.colon(said("First name, name, date")), text=TO_FILL),
        Said(text=said("Alone and without marks. Leave empty what you do not know.")),
        Heading(text=said("Questions")),
    ]
    for place, item in enumerate(voice.module.quiz(entry=entry), start=1):
        blocks += _asked(voice, item, place)
    blocks += [
        Heading(text=said("How far I am"), level=1),
        Table(
            headings=(
                said("Objective"),
                said("Not yet"),
                said("With help"),
                said("On my own"),
                said("I could show others"),
            ),
            rows=tuple(
                (voice.objective(each), "☐", "☐", "☐", "☐") for each in voice.module.objectives
            ),
            widths=(5, 1, 1, 1, 1),
            caption=said("How far I am"),
        ),
        *_foot(voice, "8, 10" if entry else "11"),
    ]
    return voice.document(voice.module.title, name, blocks)


def _asked(voice: Voice, item: Item, place: int) -> Iterator[Block]:
    yield Heading(text=f"{place}. {item.question}", level=2)
    if item.asks is Asks.MATCHING:
        pairs = sorted({choice.pair for choice in item.choices})
        yield Said(label=voice.colon(voice.translate("Choose among")), text=" · ".join(pairs))
        yield Table(
            headings=(voice.translate("This"), voice.translate("goes with")),
            rows=tuple((choice.text, "") for choice in item.choices),
            widths=(3, 1),
            caption=item.question,
        )
    else:
        yield Items(texts=tuple(f"☐ {choice.text}" for choice in item.choices))


def satisfaction_now(voice: Voice) -> Document:
    """Satisfaction at the end of the session: indicator 30."""
    said = voice.translate
    asked = (
        said("The objectives were announced and held to."),
        said("What we did is of use in my work."),
        said("The pace left me time to think and to speak."),
        said("I could follow all of it (hearing, seeing, reading, moving)."),
        said("I could tell what comes from the inquiry and what does not."),
    )
    opened = (
        said("What I keep"),
        said("What I would take out"),
        said("What I would have needed"),
    )
    blocks: list[Block] = [_scale(voice, asked), _form(voice, opened), *_foot(voice, "30, 31, 32")]
    return voice.document(voice.module.title, said("Satisfaction, at the end"), blocks)


def satisfaction_later(voice: Voice) -> Document:
    """Satisfaction three to six months later: indicator 30."""
    said = voice.translate
    asked = (
        said("I took the first step that I had written."),
        said("I used one of the sheets or cards at work."),
        said("Something changed in my department, that I can name."),
        said("I spoke of it to someone who was not there."),
    )
    opened = (
        said("The first step: what happened?"),
        said("What got in the way"),
        said("Did a draft become an application, or a trial?"),
    )
    blocks: list[Block] = [
        Said(text=said("To be sent three to six months after the session.")),
        _scale(voice, asked),
        _form(voice, opened),
        *_foot(voice, "30, 32"),
    ]
    return voice.document(
        voice.module.title, said("Satisfaction, three to six months later"), blocks
    )


def _scale(voice: Voice, asked: tuple[str, ...]) -> Table:
    said = voice.translate
    return Table(
        headings=(
            said("Statement"),
            said("Not at all"),
            said("A little"),
            said("Rather"),
            said("Fully"),
            said("Does not concern me"),
        ),
        rows=tuple((each, "☐", "☐", "☐", "☐", "☐") for each in asked),
        widths=(5, 1, 1, 1, 1, 1),
        caption=said("Tick one box on each line"),
    )


def attendance(voice: Voice) -> Document:
    """The attendance sheet, one column for each session."""
    module, said = voice.module, voice.translate
    sessions = tuple(f"{each.title} ({voice.minutes(each.minutes)})" for each in module.sessions)
    blank = ("",) * (len(sessions) + 1)
    blocks: list[Block] = [
        Said(label=voice.colon(said("Dates and place")), text=TO_FILL),
        Table(
            headings=(said("First name and name"), said("Employer"), *sessions),
            rows=tuple((str(place), *blank) for place in range(1, min(module.most, 20) + 1)),
            widths=(4, 3, *((3,) * len(sessions))),
            caption=said("Signatures, at the beginning of each session"),
            tall=True,
        ),
        Said(label=voice.colon(said("Signature of the trainer")), text=TO_FILL),
        *_foot(voice, "9, 11, 12"),
    ]
    return voice.document(module.title, said("Attendance"), blocks, wide=True)


def attestation(voice: Voice) -> Document:
    """The attestation of the end of the training, to be filled in and signed."""
    module, said = voice.module, voice.translate
    blocks: list[Block] = [
        Said(text=said("I, the undersigned, for the training organisation:")),
        _form(
            voice,
            (said("Organisation"), said("Name and role of the signatory"), said("Participant")),
        ),
        Said(
            text=said(
                "attest that the participant followed the training “%(title)s”, of %(length)s."
            )
            % {"title": module.title, "length": voice.minutes(module.minutes)}
        ),
        Said(label=voice.colon(said("Dates and hours attended")), text=TO_FILL),
        Heading(text=said("What was reached")),
        Table(
            headings=(
                said("Objective"),
                said("How one sees that it is reached"),
                said("Reached"),
                said("In progress"),
            ),
            rows=tuple(
                (voice.objective(each), each.criterion, "☐", "☐") for each in module.objectives
            ),
            widths=(4, 4, 1, 1),
            caption=said("What was reached"),
        ),
        Said(label=voice.colon(said("Date, signature")), text=TO_FILL),
        *_foot(voice, "11"),
    ]
    return voice.document(module.title, said("Attestation of the end of the training"), blocks)


METHODS = (
    "Active methods in small groups: debate, cases, role-play, exercise, work on one’s own "
    "situation. Never more than twenty minutes of talk in a row. Cards, sheets, slides and handout "
    "are given in accessible formats; each activity has an accessible variant."
)
"""The methods and means (a message id)."""
ASSESSMENT = (
    "A positioning at the entry and a quiz at the exit, drawn from the same bank; traces produced "
    "during the activities, read with the criterion of each objective; a self-assessment."
)
"""How what was reached is assessed (a message id)."""
