"""Every way a file can be wrong: one table of codes, kinds and sentences.

A code, once published, is never given to another kind; a kind that is no longer met keeps its line
here, so that its code is not used again. The hundreds say where the fault lies (`GROUPS`).
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

from reflexes.refusals_of_evaluation import LINES

UNLISTED = "RX000"
"""What a kind bears that the table does not hold: a fault of this library, which tests exclude."""

GROUPS = {
    "0": "Anything else",
    "1": "Files and folders",
    "2": "TOML",
    "3": "Keys and types",
    "4": "Values",
    "5": "Codes and links",
    "6": "Days",
    "7": "Provenance",
    "8": "People’s privacy",
    "9": "Answers to the grid",
    "A": "Training modules",
    "B": "Plans, measures and reports of an evaluation",
}
"""What the hundreds of the codes are about."""


class Kind(NamedTuple):
    """A kind of refusal: its code, its stable key, and the sentence people read (a message id)."""

    code: str
    kind: str
    sentence: str


TABLE = (
    Kind("RX001", "refused", "This is refused: %(expected)s."),
    # Files and folders.
    Kind("RX101", "missing-file", "This file is missing. Create it: %(expected)s."),
    Kind(
        "RX102",
        "bad-file-name",
        "“%(met)s” cannot be a code: use lower-case letters without accents, "
        "figures and hyphens (%(expected)s).",
    ),
    Kind("RX103", "unknown-shelf", "“%(met)s” is not a shelf. The shelves are: %(expected)s."),
    Kind("RX104", "stray-file", "“%(met)s” stands on no shelf. Move it into one of: %(expected)s."),
    Kind(
        "RX105",
        "wrong-extension",
        "This file ends in “%(met)s” and would not be read. Rename it to end in “%(expected)s”.",
    ),
    Kind(
        "RX106",
        "not-a-file",
        "This is a folder or a device, where a file was expected. Give it another name.",
    ),
    Kind(
        "RX107",
        "unreadable-file",
        "This cannot be opened (%(met)s). Mend its permissions, or remove the link.",
    ),
    Kind(
        "RX108",
        "too-big-file",
        "This file weighs %(met)s bytes; at most %(expected)s are read. One file holds one record: "
        "shorten it.",
    ),
    Kind("RX109", "not-a-folder", "“%(met)s” must be a folder that holds the files of this shelf."),
    Kind(
        "RX110",
        "nested-folder",
        "“%(met)s” is a folder within a shelf, where no file is read. Move its files up into "
        "“%(expected)s”.",
    ),
    Kind(
        "RX111",
        "folder-not-empty",
        "This folder is not empty (%(met)s). Choose another, or empty it.",
    ),
    Kind("RX112", "file-in-the-way", "“%(met)s” is a file. Choose the name of a new folder."),
    # TOML.
    Kind("RX201", "broken-toml", "This file is not valid TOML (%(met)s). Mend the line it names."),
    Kind(
        "RX202", "not-utf-8", "This file is not UTF-8 text (byte %(met)s). Save it again as UTF-8."
    ),
    Kind(
        "RX203",
        "byte-order-mark",
        "This file begins with an invisible byte order mark. Save it again as UTF-8 without one.",
    ),
    Kind(
        "RX204",
        "too-deep",
        "Tables and lists are nested too deep here to be read. A record needs at most "
        "%(expected)s levels.",
    ),
    Kind(
        "RX205",
        "huge-number",
        "This number has too many figures to be read. Write at most %(expected)s.",
    ),
    # Keys and types.
    Kind(
        "RX301",
        "unknown-key-near",
        "“%(met)s” is not a known key. Did you mean “%(expected)s”?",
    ),
    Kind("RX302", "unknown-key", "“%(met)s” is not a known key. The keys are: %(expected)s."),
    Kind("RX303", "missing-key", "“%(expected)s” is missing. Add it."),
    Kind("RX304", "wrong-type", "Met “%(met)s”, where %(expected)s was expected."),
    Kind("RX305", "not-a-choice", "Met “%(met)s”. Choose one of: %(expected)s."),
    Kind(
        "RX306",
        "code-inside",
        "The code is the file's name, “%(expected)s”: remove “code = …” from the file.",
    ),
    # Values.
    Kind(
        "RX401",
        "empty",
        "This is empty. Write something, or remove the key if it is optional.",
    ),
    Kind(
        "RX402",
        "too-long",
        "This is %(met)s characters long; at most %(expected)s are allowed.",
    ),
    Kind("RX403", "too-small", "Met %(met)s; the least is %(expected)s."),
    Kind("RX404", "too-large", "Met %(met)s; the most is %(expected)s."),
    Kind("RX405", "too-few", "Met %(met)s; at least %(expected)s are needed."),
    Kind("RX406", "too-many", "Met %(met)s; at most %(expected)s are allowed."),
    Kind("RX407", "malformed", "“%(met)s” does not have the expected form: %(expected)s."),
    Kind("RX408", "repeated", "“%(met)s” stands twice in this list. Keep it once."),
    Kind(
        "RX409",
        "several-lines",
        "This must stand on one line. Take out the line break after “%(met)s”.",
    ),
    Kind(
        "RX410",
        "outer-spaces",
        "This begins or ends with spaces: “%(met)s”. Take them out.",
    ),
    Kind(
        "RX411",
        "forbidden-character",
        "The character %(met)s cannot be seen, or hides how the text reads. Take it out.",
    ),
    Kind(
        "RX412",
        "not-an-address",
        "“%(met)s” is not the address of a page. Write it whole, as in %(expected)s.",
    ),
    # Codes and links.
    Kind(
        "RX501",
        "code-used-twice",
        "The code “%(met)s” is already used by %(expected)s. "
        "Codes are unique across all shelves: rename one of the two files.",
    ),
    Kind(
        "RX502",
        "dangling-code-near",
        "No record bears the code “%(met)s”. Did you mean: %(expected)s?",
    ),
    Kind(
        "RX503",
        "dangling-code",
        "No record bears the code “%(met)s” on: %(expected)s. Correct the code, or add the record.",
    ),
    Kind(
        "RX504",
        "rank-used-twice",
        "The rank %(met)s is already held by %(expected)s. Give one of the two another rank.",
    ),
    Kind(
        "RX505",
        "question-used-twice",
        "The question “%(met)s” of the grid already stands in %(expected)s. "
        "Give one of the two another code.",
    ),
    # Days.
    Kind(
        "RX601",
        "not-a-day",
        "“%(met)s” is on no calendar. Write a year, a month or a day that exists, "
        "such as %(expected)s.",
    ),
    Kind(
        "RX602",
        "far-day",
        "%(met)s is too far from our time. The years allowed are %(expected)s.",
    ),
    Kind("RX603", "day-before", "%(met)s comes before %(expected)s. Correct one of the two days."),
    # Provenance.
    Kind(
        "RX701",
        "claim-without-source",
        "This text says that it comes from “%(met)s” and names no source. "
        "Add one, or say that it is ours: says = “%(expected)s”.",
    ),
    Kind(
        "RX702",
        "ours-attributed-to-inquiry",
        "A record of this project may not give its title to the inquiry. "
        "Write says = “%(expected)s”.",
    ),
    Kind(
        "RX703",
        "content-without-proposition",
        "A piste known by its name alone keeps that name and nothing "
        "more: remove “%(met)s”, or write the %(expected)s with its source.",
    ),
    # People's privacy.
    Kind(
        "RX801",
        "personal-data",
        "“%(met)s” looks like a %(expected)s: published texts name nobody. Remove it.",
    ),
    # Answers to the grid.
    Kind(
        "RX901",
        "unknown-question-near",
        "No question of the grid bears the code “%(met)s”. Did you mean: %(expected)s?",
    ),
    Kind(
        "RX902",
        "unknown-question",
        "No question of the grid bears the code “%(met)s”. The questions are: %(expected)s.",
    ),
    Kind(
        "RX903",
        "question-answered-twice",
        "“%(met)s” is already answered, at %(expected)s. Keep one of the two answers.",
    ),
    Kind(
        "RX904",
        "question-not-for",
        "This question is not put to this kind of object (%(met)s); it reads: %(expected)s. "
        "Remove the answer.",
    ),
    Kind(
        "RX905",
        "answer-without-support",
        "The answer to “%(met)s” does not say what it rests on. Add “%(expected)s”, "
        "or leave the level out if nobody knows.",
    ),
    Kind(
        "RX906",
        "support-without-kind",
        "The answer to “%(met)s” does not say of which kind its support is. Add “kind”, "
        "one of: %(expected)s.",
    ),
    Kind(
        "RX907",
        "level-and-not-applicable",
        "The level %(met)s is said of a question that is also said not to apply. "
        "Keep one of the two.",
    ),
    Kind(
        "RX908",
        "unknown-edition",
        "The edition “%(met)s” is not at hand. The editions are: %(expected)s.",
    ),
    Kind(
        "RX909",
        "edition-without-grid",
        "The edition “%(met)s” has no grid: it came later. Name the edition whose questions "
        "were answered.",
    ),
    Kind(
        "RX910",
        "other-edition",
        "These answers were made with the edition “%(met)s”, not with “%(expected)s”. "
        "Read them with theirs.",
    ),
    Kind(
        "RX911",
        "not-the-same-object",
        "Two profiles are compared for one object: met “%(met)s” after “%(expected)s”.",
    ),
    # Editions and withdrawals.
    Kind(
        "RX506",
        "code-gone",
        "“%(met)s” stands in edition %(expected)s and no longer here. A code is never used again: "
        "put its file back, and say in it what became of it under [withdrawn].",
    ),
    Kind(
        "RX507",
        "code-moved",
        "This code stood on the shelf “%(expected)s” in an earlier edition and now stands on "
        "“%(met)s”. Give the new record another code.",
    ),
    Kind(
        "RX517",
        "code-revived",
        "“%(met)s” was taken off its shelf in edition %(expected)s: its code is never used again. "
        "Put its [withdrawn] back, and give the new record another code.",
    ),
    Kind(
        "RX508",
        "points-to-withdrawn",
        "“%(met)s” was taken off its shelf. Point to what replaces it: %(expected)s.",
    ),
    Kind(
        "RX509",
        "replacement-missing",
        "This record says that it was “%(met)s” and not what replaces it. Fill replaced_by, or "
        "write fate = “%(expected)s”.",
    ),
    Kind(
        "RX510",
        "replacement-unknown",
        "No other record bears the code “%(met)s” on the shelf %(expected)s.",
    ),
    Kind(
        "RX307",
        "former-of-nothing",
        "“%(met)s” is not a field of this record that holds a title or a text, such as "
        "“%(expected)s”.",
    ),
    # What points to another catalogue.
    Kind(
        "RX511",
        "dangling-abroad-near",
        "No record of that other catalogue bears the code “%(met)s”. Did you mean: %(expected)s?",
    ),
    Kind(
        "RX512",
        "dangling-abroad",
        "No record of that other catalogue bears the code “%(met)s” on: %(expected)s. Correct the "
        "code.",
    ),
    Kind(
        "RX513",
        "catalogue-not-at-hand",
        "“%(met)s” points to a catalogue that is not at hand. Install the package that offers it, "
        "or correct the name; at hand: %(expected)s.",
    ),
    Kind(
        "RX514",
        "catalogue-broken",
        "“%(met)s” points to a catalogue whose package is broken. To see why: "
        "reflexes list sources --from %(expected)s",
    ),
    Kind(
        "RX515",
        "own-catalogue-named",
        "“%(met)s” is a record of this very catalogue: write its code alone, “%(expected)s”.",
    ),
    # A new catalogue.
    Kind(
        "RX413",
        "name-not-a-code",
        "“%(met)s” cannot be the name of a catalogue: use lower-case letters without accents, "
        "figures and hyphens, as in --name %(expected)s",
    ),
    Kind(
        "RX516",
        "name-taken",
        "“%(met)s” is already the name of a catalogue at hand: the codes of the two could not be "
        "told apart. Say another --name.",
    ),
    # Interviews and what rests on them.
    Kind(
        "RX704",
        "observation-without-origin",
        "This observation rests on nothing. Name the sources of its fact, or the %(expected)s "
        "it comes from.",
    ),
    Kind(
        "RX705",
        "phenomenon-without-observation",
        "No observation speaks of the phenomenon “%(met)s”. Write one that names it under "
        "“%(expected)s”, or take the phenomenon out.",
    ),
    Kind(
        "RX706",
        "stance-taken-twice",
        "Two stances are taken in the controversy “%(met)s”. Keep one; if the observation speaks "
        "for the two poles, write leaning = “%(expected)s”.",
    ),
    Kind(
        "RX802",
        "not-anonymised",
        "An interview is published once whatever gives people away was taken out. Do so, then "
        "write anonymised = %(expected)s.",
    ),
    Kind(
        "RX803",
        "quotation-without-consent",
        "This quotes someone, and the interview “%(met)s” did not agree to be quoted. Tell it in "
        "your own words, or have the consent say scope = “%(expected)s”.",
    ),
    # Training modules.
    Kind(
        "RXA01",
        "minutes-do-not-add-up",
        "Met %(met)s minutes, and the parts add up otherwise: %(expected)s. Correct one of the "
        "parts, or the total.",
    ),
    Kind(
        "RXA02",
        "length-out-of-bounds",
        "Met %(met)s minutes; this length takes %(expected)s. Add or take out an activity, or "
        "choose another length.",
    ),
    Kind(
        "RXA03",
        "no-break",
        "People would work %(met)s minutes without a break; at most %(expected)s. Put a break "
        "before this activity.",
    ),
    Kind(
        "RXA04",
        "talk-too-long",
        "One person would talk for %(met)s minutes; at most %(expected)s. Cut the talk in two, and "
        "have people do something in between.",
    ),
    Kind(
        "RXA05",
        "vague-verb",
        "Nobody can see “%(met)s” being done. Say what the participant will do, with a verb such "
        "as: %(expected)s.",
    ),
    Kind(
        "RXA06",
        "unknown-verb",
        "“%(met)s” is not on the list of verbs that can be observed. Write it in the infinitive, "
        "or take one such as: %(expected)s.",
    ),
    Kind(
        "RXA07",
        "objective-without-item",
        "Nothing at the exit measures the objective “%(met)s”. Add a question to “%(expected)s”, "
        "with at_exit = true, or take the objective out.",
    ),
    Kind(
        "RXA08",
        "objective-without-activity",
        "No activity serves the objective “%(met)s”. Name it under “%(expected)s” of an activity, "
        "or take it out.",
    ),
    Kind(
        "RXA09",
        "unknown-objective",
        "No objective of this module bears the code “%(met)s”. The nearest: %(expected)s.",
    ),
    Kind(
        "RXA10",
        "group-too-small",
        "The group may have %(met)s people, and this activity needs %(expected)s. Raise the fewest "
        "participants, make the groups smaller, or replace the activity.",
    ),
    Kind(
        "RXA11",
        "group-too-large",
        "The group may have %(met)s people, and this activity takes at most %(expected)s. Lower "
        "the most participants, or replace the activity.",
    ),
    Kind(
        "RXA12",
        "activity-lacks",
        "The activity “%(met)s” does not say its “%(expected)s”. A trainer needs it tomorrow: "
        "write it.",
    ),
    Kind(
        "RXA13",
        "module-code-twice",
        "The code “%(met)s” already stands at %(expected)s. Give one of the two another code.",
    ),
    Kind(
        "RXA14",
        "quiz-empty",
        "No question of the bank is asked (%(met)s). Write %(expected)s in one at least.",
    ),
    Kind(
        "RXA15",
        "not-one-right-answer",
        "Met %(met)s right answers; exactly %(expected)s is needed. Write right = true beside it.",
    ),
    Kind(
        "RXA16",
        "true-false-choices",
        "Met %(met)s answers to a true or false question; it has %(expected)s: true, then false.",
    ),
    Kind(
        "RXA17",
        "choice-without-pair",
        "In the matching “%(met)s”, this answer goes with nothing. Add “%(expected)s”.",
    ),
    Kind(
        "RXA18",
        "claim-without-record",
        "“%(met)s” is said to come from somebody else and leads to no record. Add “%(expected)s” "
        "with the code of the catalogue, or say that it is ours: says = “ours”.",
    ),
    Kind(
        "RXA19",
        "module-other-edition",
        "This module was made from the edition “%(met)s”, not from “%(expected)s”. Check it with "
        "its own, or see what changed: reflexes module update.",
    ),
    Kind(
        "RXA20",
        "too-many-words-on-slide",
        "This slide holds %(met)s words; at most %(expected)s can be read from the back of a room. "
        "Move the rest to the notes.",
    ),
    Kind(
        "RXA21",
        "too-many-words-on-card",
        "This card holds %(met)s words; at most %(expected)s fit. Shorten it, or make two cards.",
    ),
    Kind(
        "RXA22",
        "picture-without-description",
        "The picture “%(met)s” has no description for those who do not see it. Write "
        "“%(expected)s”.",
    ),
    Kind(
        "RXA23",
        "wrong-picture",
        "“%(met)s” is not a picture that slides can hold. Save it as one of: %(expected)s.",
    ),
    Kind(
        "RXA24",
        "inject-too-late",
        "This card is dealt at minute %(met)s of an activity of %(expected)s minutes. Deal it "
        "sooner.",
    ),
    Kind(
        "RXA25",
        "missing-font",
        "No font at hand is called “%(met)s”. Put its file in a folder “fonts” beside the module, "
        "or choose among: %(expected)s.",
    ),
    Kind(
        "RXA26",
        "fewest-above-most",
        "The fewest participants (%(met)s) are more than the most (%(expected)s). Correct one of "
        "the two.",
    ),
    *(Kind(*line) for line in LINES),
)
"""Every kind. A new one takes the next free number of its hundred, and no number twice."""

CODES = {one.kind: one.code for one in TABLE}
"""The code of each kind."""

SENTENCES = {one.kind: one.sentence for one in TABLE}
"""The sentence of each kind, as a message id."""


def reference(translate: Callable[[str], str]) -> str:
    """The reference of refusals as Markdown, in the language of `translate`."""
    return "\n".join(_lines(translate)) + "\n"


def _lines(translate: Callable[[str], str]) -> Iterator[str]:
    yield f"# {translate('Refusals')}"
    for hundred, kinds in groupby(sorted(TABLE), lambda one: one.code[2]):
        yield from ("", f"## RX{hundred}00 · {translate(GROUPS[hundred])}", "")
        yield f"| {translate('Code')} | {translate('Kind')} | {translate('What it says')} |"
        yield "| --- | --- | --- |"
        for code, kind, sentence in kinds:
            said = translate(sentence) % {"met": "…", "expected": "…"}
            yield f"| `{code}` | `{kind}` | {said} |"
