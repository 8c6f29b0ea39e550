"""Broken files, one for each way to be wrong, and what is refused of each, and where."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from reflexes.kinds import KINDS

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
