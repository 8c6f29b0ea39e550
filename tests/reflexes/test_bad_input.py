"""Every way a file can be wrong has its refusal: its code, its place, what was met, expected."""

import errno
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest

import reflexes
from reflexes import opening, reading
from reflexes.cli import main
from reflexes.conversion import structure
from reflexes.errors import Refusal
from reflexes.kinds import KINDS
from reflexes.refusals import CODES, GROUPS, TABLE, reference
from reflexes.wording import sentence, translator

PISTE = "pistes/telephoner.toml"
DESK = "controversies/le-guichet.toml"
CALL = "phenomena/l-appel.toml"
POST = "sources/un-billet.toml"
SHELVES = ", ".join(KINDS)
KEYS_OF_A_TEXT = "fr, en, says, sources, translated, known_on"

Spoil = Callable[[Path], object]


def replace(file: str, old: str, new: str) -> Spoil:
    """A fault made by putting `new` where `old` stood."""

    def spoil(tree: Path) -> None:
        text = (tree / file).read_text(encoding="utf-8")
        assert old in text
        (tree / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def write(file: str, content: str | bytes) -> Spoil:
    """A fault made by writing a whole file."""

    def spoil(tree: Path) -> None:
        path = tree / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    return spoil


def add(file: str, of: str, old: str, new: str) -> Spoil:
    """A fault made by adding a file like another one, with `new` where `old` stood."""

    def spoil(tree: Path) -> None:
        (tree / file).write_bytes((tree / of).read_bytes())
        replace(file, old, new)(tree)

    return spoil


def both(first: Spoil, second: Spoil) -> Spoil:
    """Two faults that make one."""

    def spoil(tree: Path) -> None:
        first(tree)
        second(tree)

    return spoil


class Case(NamedTuple):
    """A fault, and the one refusal it must give; `line` is 0 where no line makes sense."""

    spoil: Spoil
    kind: str
    file: str
    line: int
    path: str
    met: str
    expected: str


MOVED = """rank = 2
status = "ours"
# a comment
withdrawn.known_on = 2026-11-23
withdrawn.fate = "renamed"
withdrawn.reason = { fr = "Un autre nom.", says = "ours" }
"""
TRIAL = """status = "attested"
title = { fr = "Essai", en = "Trial", says = "ours" }
known_on = 2021-09-15
started = "2021-03-15"
ended = "2021-02"
tried = { fr = "Appeler.", says = "ours" }
"""
MET = """status = "ours"
title = { fr = "Entretien", en = "Interview", says = "ours" }
known_on = 2026-11-22
form = "interview"
held_on = "2026-11"
met = { fr = "Une directrice de crèche.", says = "ours" }
people = 1
consent = { form = "written", scope = "coded", given_on = "2026-11-20" }
anonymised = true
"""
SEEN = """status = "ours"
title = { fr = "Vu", en = "Seen", says = "ours" }
known_on = 2026-11-22
about = ["l-appel"]
fact = { fr = "On appelle.", says = "inquiry" }
interviews = ["entretien"]
"""
STANCES = """stances = [
  { controversy = "le-guichet", leaning = "first-pole" },
  { controversy = "le-guichet", leaning = "second-pole" },
]
"""
SAID = 'fr = "Appeler.", says = "inquiry"'
QUESTION = """
[[questions]]
code = "qui"
known_on = 2026-11-22
short = { fr = "Qui ?", en = "Who?", says = "ours" }
text = { fr = "Qui répond ?", says = "ours" }
reads = ["piste"]
levels = [
  { fr = "Personne.", says = "ours" },
  { fr = "Quelqu’un.", says = "ours" },
  { fr = "Une équipe.", says = "ours" },
  { fr = "Chacun.", says = "ours" },
]
evidence_hint = { fr = "Les appels.", says = "ours" }
"""
PRINCIPLE = (
    """rank = 1
status = "ours"
title = { fr = "Force", en = "Strength", says = "ours" }
known_on = 2026-11-22
definition = { fr = "Tenir.", says = "ours" }
"""
    + 2 * QUESTION
)

CASES = [
    # Files and folders.
    Case(
        lambda tree: (tree / "catalogue.toml").unlink(),
        *("missing-file", "catalogue.toml", 0, "", "", "catalogue.toml"),
    ),
    Case(
        write("pistes/Été.toml", ""),
        *("bad-file-name", "pistes/Été.toml", 0, "", "Été"),
        "la-relève-des-cadres → la-releve-des-cadres",
    ),
    Case(
        lambda tree: (tree / "piste").mkdir(),
        *("unknown-shelf", "piste", 0, "", "piste", SHELVES),
    ),
    Case(
        write("autre.toml", ""),
        *("stray-file", "autre.toml", 0, "", "autre.toml", SHELVES),
    ),
    Case(
        write("pistes/autre.TOML", ""),
        *("wrong-extension", "pistes/autre.TOML", 0, "", ".TOML", ".toml"),
    ),
    Case(
        lambda tree: (tree / "pistes/autre.toml").mkdir(),
        *("not-a-file", "pistes/autre.toml", 0, "", "autre.toml", "file"),
    ),
    Case(
        lambda tree: os.mkfifo(tree / "pistes/autre.toml"),
        *("not-a-file", "pistes/autre.toml", 0, "", "autre.toml", "file"),
    ),
    Case(
        lambda tree: (tree / "pistes/autre.toml").symlink_to("nowhere"),
        *("unreadable-file", "pistes/autre.toml", 0, "", "broken link", ""),
    ),
    Case(
        lambda tree: (tree / "pistes/autre.toml").symlink_to("autre.toml"),
        *("unreadable-file", "pistes/autre.toml", 0, "", os.strerror(errno.ELOOP), ""),
    ),
    Case(
        lambda tree: (tree / "evidence").symlink_to("evidence"),
        *("unreadable-file", "evidence", 0, "", os.strerror(errno.ELOOP), ""),
    ),
    Case(
        write("pistes/autre.toml", "#" * 300_000),
        *("too-big-file", "pistes/autre.toml", 0, "", "300000", "262144"),
    ),
    Case(
        write("evidence", ""),
        *("not-a-folder", "evidence", 0, "", "evidence", "folder"),
    ),
    Case(
        write("pistes/vieilles/une.toml", "rank = 1"),
        *("nested-folder", "pistes/vieilles", 0, "", "vieilles", "pistes"),
    ),
    # TOML.
    Case(
        write("pistes/autre.toml", "rank = 1\n\nrank = 2\n"),
        *("broken-toml", "pistes/autre.toml", 3, ""),
        *("(at line 3, column 9)", "TOML 1.0"),
    ),
    Case(
        write("pistes/autre.toml", "rank = 1\ntitle = {\n"),
        *("broken-toml", "pistes/autre.toml", 2, ""),
        *("(at line 2, column 10)", "TOML 1.0"),
    ),
    Case(
        write("pistes/autre.toml", "rank = 1\ntitle = "),
        *("broken-toml", "pistes/autre.toml", 2, ""),
        *("(at end of document)", "TOML 1.0"),
    ),
    Case(
        write("pistes/autre.toml", b"rank = 1\nwho = 'a\x00b'\n"),
        *("broken-toml", "pistes/autre.toml", 2, ""),
        *("(at line 2, column 9)", "TOML 1.0"),
    ),
    Case(
        write("pistes/autre.toml", "rank = 1\ntitle = 'été'\n".encode("latin-1")),
        *("not-utf-8", "pistes/autre.toml", 2, "", "18", "UTF-8"),
    ),
    Case(
        write("pistes/autre.toml", b"\xef\xbb\xbfrank = 1\n"),
        *("byte-order-mark", "pistes/autre.toml", 1, "", "U+FEFF", "UTF-8"),
    ),
    Case(
        write("pistes/autre.toml", "rank = 1\nrisks = " + "[" * 5000),
        *("too-deep", "pistes/autre.toml", 2, "", "", "32"),
    ),
    Case(
        write("pistes/autre.toml", "rank = 1\n" + "a." * 60_000 + "b = 1"),
        *("too-deep", "pistes/autre.toml", 2, "", "", "32"),
    ),
    Case(
        write("pistes/autre.toml", "\nrank = " + "9" * 5000),
        *("huge-number", "pistes/autre.toml", 2, "", "99999999999999999999…", "15"),
    ),
    # Keys and types.
    Case(
        replace(PISTE, "problem =", "probleme ="),
        *("unknown-key-near", PISTE, 7, "probleme", "probleme", "problem"),
    ),
    Case(
        replace(PISTE, 'fr = "Personne ne vient."', 'fr = "Rien.", zzz = 1'),
        *("unknown-key", PISTE, 7, "problem.zzz", "zzz", KEYS_OF_A_TEXT),
    ),
    Case(
        replace("catalogue.toml", "licence =", 'zzz = ""\nlicence ='),
        *("unknown-key", "catalogue.toml", 3, "zzz", "zzz"),
        "name, title, licence, description, started_on, milestones",
    ),
    Case(
        replace(PISTE, "rank = 1\n", ""),
        *("missing-key", PISTE, 1, "rank", "", "rank"),
    ),
    Case(
        replace(DESK, 'name = { fr = "fermer", en = "close", says = "ours" }\n', ""),
        *("missing-key", DESK, 13, "poles[1].name", "", "name"),
    ),
    Case(
        replace(CALL, '"attested"', '"reconstructed"'),
        *("missing-key", CALL, 1, "reasoning", "", "reasoning"),
    ),
    Case(
        replace(DESK, 'fr = "Voir les gens."', "fr = 12"),
        *("wrong-type", DESK, 11, "poles[0].argument.fr", "12", "text"),
    ),
    Case(
        replace(PISTE, "rank = 1", "rank = nan"),
        *("wrong-type", PISTE, 2, "rank", "nan", "whole-number"),
    ),
    Case(
        replace(PISTE, "rank = 1", "rank = -inf"),
        *("wrong-type", PISTE, 2, "rank", "-inf", "whole-number"),
    ),
    Case(
        replace(PISTE, "known_on = 2026-11-22", "known_on = 2026-11-22T08:00:00+01:00"),
        *("wrong-type", PISTE, 6, "known_on", "2026-11-22 08:00:00+01:00", "day"),
    ),
    Case(
        replace(PISTE, "problem = {", "problem = [[[[[[[[[1]]]]]]]]]\nwho = {"),
        *("wrong-type", PISTE, 7, "problem", "[[[[[[[...]]]]]]]", "table"),
    ),
    Case(
        replace(PISTE, 'en = "Phoning", says', "en = 0x" + "f" * 20_000 + ", says"),
        *("wrong-type", PISTE, 4, "title.en", "0x" + "f" * 57 + "…", "text"),
    ),
    Case(
        replace(PISTE, '"l-appel"', '"l-appel", says'),
        *("broken-toml", PISTE, 9, ""),
        *("(at line 9, column 34)", "TOML 1.0"),
    ),
    Case(
        replace(PISTE, 'status = "ours"', 'status = "our"'),
        *("not-a-choice", PISTE, 3, "status", "our", "attested, reconstructed, ours"),
    ),
    Case(
        replace(PISTE, "rank = 1", 'rank = 1\ncode = "autre"'),
        *("code-inside", PISTE, 3, "code", "autre", "telephoner"),
    ),
    Case(
        replace(
            PISTE,
            "known_on =",
            'formerly = [\n  { field = "rank", known_on = 2020-01-01, '
            'said = { fr = "1", says = "ours" } },\n]\nknown_on =',
        ),
        *("former-of-nothing", PISTE, 7, "formerly[0].field", "rank", "title"),
    ),
    # Values.
    Case(
        replace(PISTE, 'fr = "Personne ne vient."', 'fr = " "'),
        *("empty", PISTE, 7, "problem.fr", " ", "French"),
    ),
    Case(
        replace(PISTE, 'en = "Phoning"', f'en = "{"P" * 241}"'),
        *("too-long", PISTE, 4, "title.en", "241", "240"),
    ),
    Case(
        replace(PISTE, "rank = 1", "rank = 0"),
        *("too-small", PISTE, 2, "rank", "0", "1"),
    ),
    Case(
        replace(PISTE, "rank = 1", f"rank = {2**53}"),
        *("too-large", PISTE, 2, "rank", "0x20000000000000", f"{2**53 - 1}"),
    ),
    Case(
        replace(POST, '"https://example.org/billet"', ""),
        *("too-few", POST, 10, "addresses", "0", "1"),
    ),
    Case(
        replace(
            DESK,
            "[[poles]]",
            '[[poles]]\nname = { fr = "b", en = "c", says = "ours" }\n'
            'argument = { fr = "d", says = "ours" }\n\n[[poles]]',
        ),
        *("too-many", DESK, 9, "poles", "3", "2"),
    ),
    Case(
        replace(POST, "seen_on", "published_on = 'mai'\nseen_on"),
        *("malformed", POST, 8, "published_on", "mai", r"\d{4}(?:-\d{2}(?:-\d{2})?)?"),
    ),
    Case(
        replace(
            CALL,
            'fr = "Appeler.", says = "inquiry", sources = ["un-billet"]',
            'fr = "Appeler.", says = "inquiry", sources = ["un-billet", "un-billet"]',
        ),
        *("repeated", CALL, 8, "summary.sources", "un-billet", "once"),
    ),
    Case(
        replace(POST, 'publisher = "Un site"', 'publisher = """\nUn site\nde plus"""'),
        *("several-lines", POST, 7, "publisher", "Un site", "line"),
    ),
    Case(
        replace(POST, '"Un site"', '"Un site "'),
        *("outer-spaces", POST, 6, "publisher", "Un site ", "Un site"),
    ),
    Case(
        replace(PISTE, "Personne", "Per\u202esonne"),
        *("forbidden-character", PISTE, 7, "problem.fr", "U+202E RIGHT-TO-LEFT OVERRIDE", "text"),
    ),
    Case(
        replace(PISTE, "Personne", r"Per\u0000sonne"),
        *("forbidden-character", PISTE, 7, "problem.fr", "U+0000", "text"),
    ),
    Case(
        replace(POST, '"https://example.org/billet"', '\n  "https://a.fr",\n  "javascript:x"'),
        *("not-an-address", POST, 12, "addresses[1]", "javascript:x"),
        "https://www.example.org/page",
    ),
    # Codes and links.
    Case(
        add("pistes/l-appel.toml", PISTE, "rank = 1", "rank = 2"),
        *("code-used-twice", "pistes/l-appel.toml", 0, "", "l-appel", CALL),
    ),
    Case(
        replace(PISTE, 'to = "l-appel"', 'to = "l-apel"'),
        *("dangling-code-near", PISTE, 9, "answers[0].to", "l-apel", "l-appel"),
    ),
    Case(
        replace(PISTE, 'to = "l-appel"', 'to = "un-billet"'),
        *("dangling-code", PISTE, 9, "answers[0].to", "un-billet", "phenomena, controversies"),
    ),
    Case(
        add("pistes/autre.toml", PISTE, "rank = 1", "rank  = 1 # held"),
        *("rank-used-twice", PISTE, 2, "rank", "1", "pistes/autre.toml"),
    ),
    Case(
        write("principles/force.toml", PRINCIPLE),
        *("question-used-twice", "principles/force.toml", 22, "questions[1].code"),
        *("qui", "principles/force.toml"),
    ),
    Case(
        add("pistes/autre.toml", PISTE, 'rank = 1\nstatus = "ours"\n', MOVED),
        *("replacement-missing", "pistes/autre.toml", 5, "withdrawn.replaced_by"),
        *("renamed", "withdrawn"),
    ),
    Case(
        add(
            "pistes/autre.toml",
            PISTE,
            'rank = 1\nstatus = "ours"\n',
            MOVED + 'withdrawn.replaced_by = [\n  "telephoner", "absente",\n]\n',
        ),
        *("replacement-unknown", "pistes/autre.toml", 9, "withdrawn.replaced_by[1]"),
        *("absente", "pistes"),
    ),
    Case(
        replace(
            DESK,
            'status = "attested"\n',
            'status = "attested"\nwithdrawn = { known_on = 2026-01-01, fate = "withdrawn", '
            'reason = { fr = "Erreur.", says = "ours" } }\n',
        ),
        *("points-to-withdrawn", CALL, 4, "controversy", "le-guichet", "—"),
    ),
    # What points to another catalogue.
    Case(
        replace(PISTE, 'to = "l-appel"', 'to = "reflexes-publics:reafectation-agents"'),
        *("dangling-abroad-near", PISTE, 9, "answers[0].to"),
        *("reflexes-publics:reafectation-agents", "reflexes-publics:reaffectation-agents"),
    ),
    Case(
        replace(PISTE, 'to = "l-appel"', 'to = "reflexes-publics:zzz"'),
        *("dangling-abroad", PISTE, 9, "answers[0].to", "reflexes-publics:zzz"),
        "phenomena, controversies",
    ),
    Case(
        replace(PISTE, 'to = "l-appel"', 'to = "ailleurs:l-appel"'),
        *("catalogue-not-at-hand", PISTE, 9, "answers[0].to", "ailleurs:l-appel"),
        "reflexes-publics",
    ),
    Case(
        replace(PISTE, 'to = "l-appel"', 'to = "essai:l-appel"'),
        *("own-catalogue-named", PISTE, 9, "answers[0].to", "essai:l-appel", "l-appel"),
    ),
    # Days.
    Case(
        replace(POST, "seen_on", 'published_on = "2020-02-30"\nseen_on'),
        *("not-a-day", POST, 8, "published_on", "2020-02-30", "2020-05-28"),
    ),
    Case(
        replace(PISTE, "2026-11-22", "0226-11-22"),
        *("far-day", PISTE, 6, "known_on", "0226-11-22", "1700–2100"),
    ),
    Case(
        replace(POST, "seen_on", 'published_on = "2027"\nseen_on'),
        *("day-before", POST, 9, "seen_on", "2026-11-22", "2027"),
    ),
    Case(
        replace(
            PISTE,
            "known_on = 2026-11-22\n",
            "known_on = 2026-11-22\n"
            'formerly = [\n  { field = "title", known_on = 2021-01-01, said = { fr = "B", '
            'says = "ours" } },\n  { field = "title", known_on = 2020-01-01, said = { fr = "A", '
            'says = "ours" } },\n]\n',
        ),
        *("day-before", PISTE, 9, "formerly[1].known_on", "2020-01-01", "2021-01-01"),
    ),
    Case(
        write("experiments/essai.toml", TRIAL),
        *("day-before", "experiments/essai.toml", 5, "ended", "2021-02", "2021-03-15"),
    ),
    Case(
        replace(
            PISTE,
            'status = "ours"\n',
            'status = "ours"\nwithdrawn = { known_on = 2019-01-01, fate = "withdrawn", '
            'reason = { fr = "Erreur.", says = "ours" } }\n',
        ),
        *("day-before", PISTE, 4, "withdrawn.known_on", "2019-01-01", "2026-11-22"),
    ),
    # Provenance.
    Case(
        replace(CALL, 'fr = "Appeler.", says = "inquiry", sources = ["un-billet"]', SAID),
        *("claim-without-source", CALL, 8, "summary.sources", "inquiry", "ours"),
    ),
    Case(
        replace(
            PISTE,
            'en = "Phoning", says = "ours"',
            'en = "Phoning", says = "inquiry", sources = ["un-billet"]',
        ),
        *("ours-attributed-to-inquiry", PISTE, 4, "title.says", "inquiry", "ours"),
    ),
    Case(
        both(
            replace(PISTE, 'proposition = { fr = "Téléphoner.", says = "ours" }\n', ""),
            replace(PISTE, 'problem = { fr = "Personne ne vient.", says = "ours" }\n', ""),
        ),
        *("content-without-proposition", PISTE, 7, "answers", "answers", "proposition"),
    ),
    Case(
        write(
            "observations/vu.toml",
            SEEN.replace('interviews = ["entretien"]', "").replace('"inquiry"', '"ours"'),
        ),
        *("observation-without-origin", "observations/vu.toml", 5, "fact.sources", ""),
        "interviews",
    ),
    Case(
        both(
            write("interviews/entretien.toml", MET),
            write("observations/vu.toml", SEEN.replace("l-appel", "le-guichet")),
        ),
        *("phenomenon-without-observation", CALL, 0, "", "l-appel", "about"),
    ),
    Case(
        both(
            write("interviews/entretien.toml", MET), write("observations/vu.toml", SEEN + STANCES)
        ),
        *("stance-taken-twice", "observations/vu.toml", 9, "stances[1].controversy"),
        *("le-guichet", "both"),
    ),
    # People's privacy.
    Case(
        both(
            write("interviews/entretien.toml", MET.replace("= true", "= false")),
            write("observations/vu.toml", SEEN),
        ),
        *("not-anonymised", "interviews/entretien.toml", 9, "anonymised", "false", "true"),
    ),
    Case(
        both(
            write("interviews/entretien.toml", MET),
            write("observations/vu.toml", SEEN.replace("On appelle.", "On dit : « allô »")),
        ),
        *("quotation-without-consent", "observations/vu.toml", 5, "fact.fr", "entretien"),
        "quoted",
    ),
    Case(
        replace(
            PISTE, '"Personne ne vient."', '"""\nPersonne ne vient.\nÉcrire à nom@exemple.fr."""'
        ),
        *("personal-data", PISTE, 9, "problem.fr", "nom@exemple.fr.", "mail address"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_bad_input_is_refused_where_it_stands(tree: Path, case: Case) -> None:
    case.spoil(tree)

    (refusal,) = _refusals(tree)

    # The parser's own words change with Python; what matters is that it says where.
    assert refusal.met.endswith(case.met)
    met = refusal.met if case.kind == "broken-toml" else case.met
    assert refusal == Refusal(
        kind=case.kind,
        file=case.file,
        line=case.line,
        path=case.path,
        met=met,
        expected=case.expected,
    )
    assert refusal.code == CODES[case.kind]
    for language in ("fr", "en"):
        words = sentence(refusal, translator(language))
        assert words
        assert "%(" not in words


def _refusals(tree: Path) -> tuple[Refusal, ...]:
    with pytest.raises(reflexes.RefusedError) as caught:
        reflexes.load(tree)
    return caught.value.refusals


ELSEWHERE = {
    # What no file can cause: the fallback for a rule without a name of its own.
    "refused",
    # What an edition refuses when it is cut, in test_editions.py.
    "code-gone",
    "code-moved",
    # What `reflexes new` refuses, in test_inquiry.py.
    "folder-not-empty",
    "file-in-the-way",
    "name-not-a-code",
    "name-taken",
    # What an installed package causes, in test_side_by_side.py.
    "catalogue-broken",
}


def test_bad_input_every_kind_has_a_broken_file() -> None:
    # The answers to the grid (RX9…) are no part of a catalogue: see test_grid.py.
    of_the_catalogue = {one.kind for one in TABLE if not one.code.startswith("RX9")}

    assert of_the_catalogue - {case.kind for case in CASES} == ELSEWHERE


FROZEN = """
RX001 refused
RX101 missing-file
RX102 bad-file-name
RX103 unknown-shelf
RX104 stray-file
RX105 wrong-extension
RX106 not-a-file
RX107 unreadable-file
RX108 too-big-file
RX109 not-a-folder
RX110 nested-folder
RX111 folder-not-empty
RX112 file-in-the-way
RX201 broken-toml
RX202 not-utf-8
RX203 byte-order-mark
RX204 too-deep
RX205 huge-number
RX301 unknown-key-near
RX302 unknown-key
RX303 missing-key
RX304 wrong-type
RX305 not-a-choice
RX306 code-inside
RX307 former-of-nothing
RX401 empty
RX402 too-long
RX403 too-small
RX404 too-large
RX405 too-few
RX406 too-many
RX407 malformed
RX408 repeated
RX409 several-lines
RX410 outer-spaces
RX411 forbidden-character
RX412 not-an-address
RX413 name-not-a-code
RX501 code-used-twice
RX502 dangling-code-near
RX503 dangling-code
RX504 rank-used-twice
RX505 question-used-twice
RX506 code-gone
RX507 code-moved
RX508 points-to-withdrawn
RX509 replacement-missing
RX510 replacement-unknown
RX511 dangling-abroad-near
RX512 dangling-abroad
RX513 catalogue-not-at-hand
RX514 catalogue-broken
RX515 own-catalogue-named
RX516 name-taken
RX601 not-a-day
RX602 far-day
RX603 day-before
RX701 claim-without-source
RX702 ours-attributed-to-inquiry
RX703 content-without-proposition
RX704 observation-without-origin
RX705 phenomenon-without-observation
RX706 stance-taken-twice
RX801 personal-data
RX802 not-anonymised
RX803 quotation-without-consent
RX901 unknown-question-near
RX902 unknown-question
RX903 question-answered-twice
RX904 question-not-for
RX905 answer-without-support
RX906 support-without-kind
RX907 level-and-not-applicable
RX908 unknown-edition
RX909 edition-without-grid
RX910 other-edition
RX911 not-the-same-object
"""


def test_bad_input_codes_are_never_used_again() -> None:
    frozen = [tuple(line.split()) for line in FROZEN.split("\n") if line]

    assert sorted((one.code, one.kind) for one in TABLE) == frozen
    assert len({one.code for one in TABLE}) == len({one.kind for one in TABLE}) == len(TABLE)
    assert {one.code[2] for one in TABLE} == set(GROUPS)


def test_bad_input_reference_lists_every_refusal_in_both_languages() -> None:
    french, english = reference(translator("fr")), reference(str)

    for one in TABLE:
        assert f"| `{one.code}` | `{one.kind}` | " in french
        assert one.sentence % {"met": "…", "expected": "…"} in english
        assert translator("fr")(one.sentence) != one.sentence
    assert "## RX500 · Codes et liens" in french
    assert french.count("\n| `RX") == english.count("\n| `RX") == len(TABLE)


def test_bad_input_of_a_rule_without_a_name_is_still_refused() -> None:
    @attrs.frozen
    class Odd:
        size: int = attrs.field(validator=attrs.validators.lt(3))

    with pytest.raises(reflexes.RefusedError) as caught:
        structure(Odd, {"size": 5}, file="odd.toml")

    (refusal,) = caught.value.refusals
    assert (refusal.code, refusal.kind, refusal.file) == ("RX001", "refused", "odd.toml")
    assert "5" in refusal.expected


@pytest.mark.parametrize(("method", "file", "line"), [("open", PISTE, 0), ("iterdir", "pistes", 0)])
def test_bad_input_without_permission(
    tree: Path, monkeypatch: pytest.MonkeyPatch, method: str, file: str, line: int
) -> None:
    # An administrator of the machine may read everything: the refusal is played.
    real = getattr(Path, method)

    def locked(path: Path, *said: Any, **named: Any) -> Any:
        if path == tree / file:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, *said, **named)

    monkeypatch.setattr(Path, method, locked)

    (refusal,) = _refusals(tree)

    assert refusal[:2] == ("unreadable-file", file)
    assert (refusal.line, refusal.met) == (line, "Permission denied")


ACCEPTED = {
    "line ends of Windows": lambda tree: (tree / PISTE).write_bytes(
        (tree / PISTE).read_bytes().replace(b"\n", b"\r\n")
    ),
    "a source used nowhere": add("sources/autre.toml", POST, "Un billet", "Un autre"),
    "hidden files": write("pistes/.brouillon.toml", "["),
    "hidden folders": write(".git/config", "["),
    "notes beside the records": write("pistes/README.md", "Lire."),
    "an empty shelf": lambda tree: (tree / "evidence").mkdir(),
    "spaces that French typography asks for": replace(PISTE, "Personne", "Personne\u202f!\u00a0"),
    "a tabulation in a text": replace(PISTE, "Personne", r"Personne\t"),
    "a text that ends with its line": replace(
        PISTE, '"Personne ne vient."', '"""\nPersonne ne vient.\n"""'
    ),
    # The clock is not asked: what was right once stays right, on every machine.
    "a day to come": replace(PISTE, "2026-11-22", "2099-11-22"),
    "a hole in the ranks": replace(PISTE, "rank = 1", "rank = 7"),
    "a comment with anything": replace(PISTE, "rank = 1", "rank = 1 # [[[ 'x \u202e"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_bad_input_does_not_include(tree: Path, name: str) -> None:
    ACCEPTED[name](tree)

    assert reflexes.load(tree).pistes["telephoner"].title.en == "Phoning"


def test_bad_input_names_that_differ_by_case_alone(tree: Path) -> None:
    (tree / "pistes/Telephoner.toml").write_text("", encoding="utf-8")
    (tree / "Pistes").mkdir()

    assert {(r.kind, r.file) for r in _refusals(tree)} == {
        ("bad-file-name", "pistes/Telephoner.toml"),
        ("unknown-shelf", "Pistes"),
    }


def test_bad_input_names_that_are_no_text_can_be_printed(tree: Path) -> None:
    (tree / os.fsdecode(b"pistes/\xe9\x1b[31m.toml")).write_text("", encoding="utf-8")

    (refusal,) = _refusals(tree)

    assert refusal.file == r"pistes/\xe9\u001b[31m.toml"
    assert refusal.met.encode() == rb"\udce9\u001b[31m"


def test_bad_input_says_nothing_that_a_terminal_obeys(tree: Path) -> None:
    replace(PISTE, "rank = 1", r'"\u001b[31m\u0007" = 1' + "\nrank = 1")(tree)

    (refusal,) = _refusals(tree)

    assert (refusal.kind, refusal.line) == ("unknown-key", 2)
    assert refusal.met == refusal.path == r"\u001b[31m\u0007"


def test_bad_input_of_an_empty_file_stands_on_its_first_line(tree: Path) -> None:
    write("catalogue.toml", "")(tree)

    assert [(r.kind, r.place, r.path) for r in _refusals(tree)] == [
        ("missing-key", "catalogue.toml:1", key)
        for key in ("description", "licence", "name", "title")
    ]


def test_bad_input_all_at_once_in_the_order_of_files_and_lines(tree: Path) -> None:
    replace(PISTE, "rank = 1", "rank = 0\nzzz = 1")(tree)
    replace(PISTE, '"Personne ne vient."', "12")(tree)
    replace(DESK, '"open"', '""')(tree)
    write("sources/casse.toml", "\n\n=")(tree)

    assert [(r.place, r.code) for r in _refusals(tree)] == [
        (f"{DESK}:10", "RX401"),
        (f"{PISTE}:2", "RX403"),
        (f"{PISTE}:3", "RX302"),
        (f"{PISTE}:8", "RX304"),
        ("sources/casse.toml:3", "RX201"),
    ]
    with pytest.raises(reflexes.RefusedError, match=r"telephoner\.toml:2: rank: RX403 too-small"):
        reflexes.load(tree)


def test_bad_input_of_many_unknown_keys_and_codes_is_told_in_little_time(tree: Path) -> None:
    write("pistes/autre.toml", "".join(f"k{n} = 1\n" for n in range(20_000)))(tree)
    codes = ", ".join(f'"dangling-{n}"' for n in range(5_000))
    replace(CALL, '["un-billet"] }', f"[{codes}] }}")(tree)
    began = time.process_time()

    refusals = _refusals(tree)

    assert len(refusals) > 25_000
    assert time.process_time() - began < 10


def test_bad_input_on_the_terminal_and_as_json(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(PISTE, 'fr = "Personne ne vient."', "fr = 12")(tree)
    replace(PISTE, "rank = 1", "rank = 0")(tree)

    assert main(["check", str(tree)]) == 1
    assert capsys.readouterr().err.split("\n")[:4] == [
        f"{PISTE}:2 · rank  RX403",
        "    Trouvé 0\u202f; au moins 1.",
        f"{PISTE}:7 · problem.fr  RX304",
        "    Trouvé «\u00a012\u00a0»\u202f; attendu\u00a0: un texte entre guillemets.",
    ]
    assert main(["check", str(tree), "--json", "--lang", "en"]) == 1
    assert json.loads(capsys.readouterr().out)["refusals"][1] == {
        "code": "RX304",
        "kind": "wrong-type",
        "file": PISTE,
        "line": 7,
        "path": "problem.fr",
        "met": "12",
        "expected": "text",
        "sentence": "Met “12”, where some text between quotes was expected.",
    }


def test_bad_input_file_that_vanishes_while_refusals_are_told(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(PISTE, "rank = 1", "rank = 0")(tree)

    def vanish(path: Path, file: str) -> str:
        (tree / PISTE).unlink(missing_ok=True)
        return opening.open_text(path, file)

    monkeypatch.setattr(reading, "open_text", vanish)

    assert [(r.kind, r.line) for r in _refusals(tree)] == [("too-small", 0)]
