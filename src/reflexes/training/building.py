"""All the files of a module, from one source: the same module gives the same bytes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from reflexes.catalogue import Catalogue
from reflexes.conversion import plain
from reflexes.digests import canonical
from reflexes.errors import RefusedError
from reflexes.exporting.placing import pack, place
from reflexes.training import page, slides_file, text_file, word_file
from reflexes.training.badge import badge_file
from reflexes.training.cards import role_briefs, small_cards
from reflexes.training.checking import check_module
from reflexes.training.deck import deck
from reflexes.training.document import Block, Document, Heading, Said, Table, plain_document
from reflexes.training.guide import guide
from reflexes.training.handout import handout
from reflexes.training.module import Module
from reflexes.training.pieces import (
    attendance,
    attestation,
    needs,
    programme_sheet,
    quiz_paper,
    satisfaction_later,
    satisfaction_now,
)
from reflexes.training.presentation_file import write as write_presentation
from reflexes.training.quiz_files import gift, moodle_xml
from reflexes.training.running_sheet import sheet_page, write_csv, write_ods
from reflexes.training.scorm import scorm
from reflexes.training.telling import Voice
from reflexes.training.typesetting import typeset
from reflexes.writing import to_toml

CONTENTS = "index.html"
KILOBYTE = 1024


@attrs.frozen(kw_only=True)
class Made:
    """One file: its name, what it is for, and its bytes."""

    name: str
    use: str
    content: bytes


def build(module: Module, catalogue: Catalogue, *, folder: Path | None = None) -> dict[str, bytes]:
    """Every file of the module by name, the contents page first.

    `folder` is where its pictures and fonts stand. Raises `RefusedError` when the module does not
    hold, `TrainingError` when a package is missing.
    """
    refusals = check_module(module, catalogue, folder=folder)
    if refusals:
        raise RefusedError(refusals)
    voice = Voice(module, catalogue)
    made = [each for each in _files(voice, folder) if each.content]
    contents = page.write(_contents(voice, made))
    return {CONTENTS: contents, **{each.name: each.content for each in made}}


def archive(module: Module, catalogue: Catalogue, *, folder: Path | None = None) -> bytes:
    """The same files as one zip."""
    return pack(build(module, catalogue, folder=folder))


def write_files(
    module: Module,
    catalogue: Catalogue,
    output: Path,
    *,
    folder: Path | None = None,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write the files and their zip to the folder `output`; gives what was written.

    When `output` ends in `.zip`, the zip alone is written. What stands there is kept unless it
    holds the same or `force` is said. Raises `ExportError`.
    """
    files = build(module, catalogue, folder=folder)
    if output.suffix == ".zip":
        place(pack(files), output, force=force)
        return (output,)
    output.mkdir(parents=True, exist_ok=True)
    named = {**files, f"{module.code}.zip": pack(files)}
    for name, content in named.items():
        place(content, output / name, force=force)
    return tuple(output / name for name in named)


def _files(voice: Voice, folder: Path | None) -> Iterator[Made]:
    said = voice.translate
    yield from _running_sheet(voice, folder)
    yield from _guide(voice, folder)
    slides = deck(voice, folder)
    shown = said("Slides, with what to say in the notes.")
    yield Made(name=_name(voice, "3-slides.pptx"), use=shown, content=slides_file.write(slides))
    yield Made(name=_name(voice, "3-slides.odp"), use=shown, content=write_presentation(slides))
    yield Made(
        name=_name(voice, "4-cards-a6.pdf"),
        use=said("Cards to print on one side, on thick paper, and to cut along the marks."),
        content=small_cards(voice, folder),
    )
    yield Made(
        name=_name(voice, "4-roles-a5.pdf"),
        use=said("One brief for each role: print, cut, fold, seal."),
        content=role_briefs(voice, folder),
    )
    yield from _handout(voice, folder)
    yield from _quizzes(voice)
    yield from _pieces(voice, folder)
    yield Made(
        name=_name(voice, "8-badge.json"),
        use=said("Definition of an Open Badges 3.0 achievement: you issue and sign it."),
        content=badge_file(voice),
    )
    source = to_toml(voice.module).encode()
    whole = said("The module itself: change it, then build again.")
    yield Made(name=f"{voice.module.code}.toml", use=whole, content=source)
    yield Made(
        name=f"{voice.module.code}.json",
        use=said("The same, for programs."),
        content=canonical(plain(voice.module)) + b"\n",
    )


def _running_sheet(voice: Voice, folder: Path | None) -> Iterator[Made]:
    said = voice.translate
    document = sheet_page(voice)
    timed = said("The timed running sheet, to keep under your eyes.")
    computed = said("The same as a table: change minutes, and the hours follow.")
    yield Made(name=_name(voice, "1-sheet.html"), use=timed, content=page.write(document))
    yield Made(name=_name(voice, "1-sheet.pdf"), use=timed, content=_print(document, folder))
    yield Made(name=_name(voice, "1-sheet.ods"), use=computed, content=write_ods(voice))
    yield Made(
        name=_name(voice, "1-sheet.csv"),
        use=said("The same for any spreadsheet."),
        content=write_csv(voice),
    )


def _guide(voice: Voice, folder: Path | None) -> Iterator[Made]:
    yield from _written(
        voice,
        guide(voice),
        "2-guide",
        voice.translate("Everything needed to lead the session: instructions, steps, answers."),
        folder,
    )


def _handout(voice: Voice, folder: Path | None) -> Iterator[Made]:
    document = handout(voice)
    use = voice.translate("What participants keep: facts, sources, sheets; no answers.")
    yield Made(name=_name(voice, "5-handout.pdf"), use=use, content=_print(document, folder))
    yield Made(name=_name(voice, "5-handout.html"), use=use, content=page.write(document))


def _quizzes(voice: Voice) -> Iterator[Made]:
    said = voice.translate
    for entry, name in ((True, "6-quiz-entry"), (False, "6-quiz-exit")):
        yield Made(
            name=_name(voice, f"{name}.moodle.xml"),
            use=said("Questions for Moodle: Question bank, Import, Moodle XML format."),
            content=moodle_xml(voice, entry=entry),
        )
        yield Made(
            name=_name(voice, f"{name}.gift.txt"),
            use=said("The same as text that one can read and change (GIFT)."),
            content=gift(voice, entry=entry),
        )
    yield Made(
        name=_name(voice, "6-unit.scorm12.zip"),
        use=said("A unit to follow alone, for any platform that takes SCORM 1.2."),
        content=scorm(voice),
    )


PIECES: tuple[tuple[str, Callable[[Voice], Document]], ...] = (
    ("7-programme-sheet", programme_sheet),
    ("7-needs", needs),
    ("7-positioning", lambda voice: quiz_paper(voice, entry=True)),
    ("7-exit-quiz", lambda voice: quiz_paper(voice, entry=False)),
    ("7-attendance", attendance),
    ("7-satisfaction-now", satisfaction_now),
    ("7-satisfaction-later", satisfaction_later),
    ("7-attestation", attestation),
)
"""The pieces of an audit, each with its maker."""


def _pieces(voice: Voice, folder: Path | None) -> Iterator[Made]:
    use = voice.translate("A piece for a Qualiopi audit, to fill in; it certifies nobody.")
    for name, maker in PIECES:
        yield from _written(voice, maker(voice), name, use, folder)


def _written(
    voice: Voice, document: Document, name: str, use: str, folder: Path | None
) -> Iterator[Made]:
    yield Made(name=_name(voice, f"{name}.docx"), use=use, content=word_file.write(document))
    yield Made(name=_name(voice, f"{name}.odt"), use=use, content=text_file.write(document))
    yield Made(name=_name(voice, f"{name}.pdf"), use=use, content=_print(document, folder))


def _print(document: Document, folder: Path | None) -> bytes:
    return typeset("document.typ", plain_document(document), folder=folder)


FRENCH = {
    "sheet": "deroule",
    "guide": "guide-animation",
    "slides": "diaporama",
    "cards-a6": "cartes-a6",
    "roles-a5": "briefs-de-role-a5",
    "handout": "livret",
    "quiz-entry": "quiz-entree",
    "quiz-exit": "quiz-sortie",
    "unit": "unite-autonome",
    "programme-sheet": "fiche-programme",
    "needs": "analyse-du-besoin",
    "positioning": "positionnement",
    "exit-quiz": "evaluation-de-sortie",
    "attendance": "emargement",
    "satisfaction-now": "satisfaction-a-chaud",
    "satisfaction-later": "satisfaction-a-froid",
    "attestation": "attestation",
    "badge": "badge",
}
"""The names of the files in French."""


def _name(voice: Voice, name: str) -> str:
    """The name of a file in the module's language."""
    if voice.language == "en":
        return name
    number, rest = name.split("-", 1)
    stem, dot, ending = rest.partition(".")
    return f"{number}-{FRENCH[stem]}{dot}{ending}"


def _contents(voice: Voice, made: list[Made]) -> Document:
    said = voice.translate
    rows = tuple(
        (f"→ {each.name}", each.use, f"{max(1, len(each.content) // KILOBYTE)}\u00a0ko")
        for each in made
    )
    if voice.language == "en":
        rows = tuple((name, use, size.replace("ko", "kB")) for name, use, size in rows)
    blocks: list[Block] = [
        Said(text=voice.module.aim),
        Heading(text=said("Files")),
        Table(
            headings=(said("File"), said("What it is for"), said("Size")),
            rows=rows,
            widths=(3, 5, 1),
            caption=said("Files"),
        ),
        Heading(text=said("Before the session")),
        *(Said(text=said(each)) for each in BEFORE),
        *voice.provenance(),
    ]
    return voice.document(voice.module.title, said("Contents"), blocks)


BEFORE = (
    "Read the guide once through, with a watch. Print the cards and the sheets to copy.",
    "Send the handout to participants beforehand, and ask what they need to follow.",
    "Open the slides in your own program: fonts that are missing there are replaced by its own.",
)
"""What to do before the session (message ids)."""
