"""The words of a check: one plain line for each thing looked at."""

from collections.abc import Callable, Iterable, Iterator

from reflexes_calls.domain.proof import Check, Unprovable
from reflexes_calls.wording import shown_fact

Translate = Callable[[str], str]

SENTENCES = {
    "answers-holds": "The answers are those that were submitted: their digest is the one kept.",
    "answers-not": "The answers are not those that were submitted: at least one character differs.",
    "facts-holds": "The journal’s entry holds this digest, this number and this version.",
    "facts-not": "The journal’s entry does not hold this digest, this number or this version: "
    "one of them was changed.",
    "entry-holds": "Entry %(seq)s of the journal is whole: what was done, by whom and when.",
    "entry-not": "Entry %(seq)s of the journal was changed: the time, the person or the step is "
    "no longer the one written then.",
    "shown-holds": "Number %(receipt)s, version %(version)s, submitted on %(at)s (Paris time): the "
    "entry says the same.",
    "shown-not": "The number, the version, the time, the call or the application that the receipt "
    "shows is not the one of its entry.",
    "same-call-holds": "The journal is that of the same call.",
    "same-call-not": "This journal is that of another call. Download the journal of this call.",
    "chain-holds": "The %(count)s entries of the journal follow each other. The last digest is "
    "%(head)s.",
    "chain-holds-in-part": "The %(count)s entries of the journal follow each other. %(withheld)s "
    "of them are about files hidden from whoever downloaded it: only their places are there. The "
    "last digest is %(head)s.",
    "chain-not": "The journal is broken at entry %(seq)s: an entry was changed, removed or moved.",
    "held-holds": "The journal holds the entry of this receipt, number %(seq)s.",
    "held-not": "At number %(seq)s, the journal holds another entry than this receipt.",
    "held-cut": "The journal stops at entry %(count)s, before entry %(seq)s of this receipt: it "
    "was cut, or downloaded earlier. Download it again.",
    "proof-not-json": "%(name)s cannot be read as JSON. Download it again, and do not open it in "
    "an office program.",
    "proof-another-file": "%(name)s is not a receipt file. Choose the file named recepisse-….json.",
    "proof-not-a-journal": "%(name)s is not a journal file. Choose the file named journal-….json.",
    "proof-journal-given": "%(name)s is a journal. Give the receipt first, and the journal after "
    "--journal.",
    "proof-receipt-given": "%(name)s is a receipt. After --journal, give the journal of the call.",
    "proof-incomplete": "%(name)s lacks a part, or a part was changed into something else. "
    "Download it again.",
    "proof-newer": "%(name)s has the format %(met)s; this program knows %(expected)s. Bring the "
    "program up to date.",
    "proof-no-file": "%(name)s cannot be opened. Check its name and its folder.",
    "sound": "Everything that was checked holds.",
    "unsound": "This receipt cannot be trusted: see the lines marked NO.",
    "without-journal": "The journal was not given. With --journal, its chain is checked too.",
    "uncovered": "No digest covers the name of the administration or the title of the call.",
    "yes": "yes",
    "no": "NO",
}
"""One line for each check, and for each file that cannot be read."""


def lines_of(checks: Iterable[Check], translate: Translate) -> Iterator[str]:
    """What is told of a receipt that could be read: each check, then what follows from them."""
    known = tuple(checks)
    width = max(len(translate(SENTENCES[each])) for each in ("yes", "no"))
    for check in known:
        mark = translate(SENTENCES["yes" if check.holds else "no"])
        facts = {key: shown_fact(value) for key, value in check.facts.items()}
        yield f"{mark:<{width}}  {translate(SENTENCES[check.kind]) % facts}"
    is_sound = all(check.holds for check in known)
    yield translate(SENTENCES["sound" if is_sound else "unsound"])
    if not any(check.part == "same-call" for check in known):
        yield translate(SENTENCES["without-journal"])
    yield translate(SENTENCES["uncovered"])


def unreadable_line(refused: Unprovable, name: str, translate: Translate) -> str:
    """What is told of a file that cannot be read."""
    return translate(SENTENCES[refused.kind]) % {**refused.facts, "name": name}
