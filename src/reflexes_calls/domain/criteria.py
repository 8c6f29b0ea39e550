"""Writing the criteria of a call: rows that are added, removed and moved, finished or not."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from itertools import chain, count
from typing import Any

from reflexes.fields import LimitError, Spec, check_limits
from reflexes.records import changed
from reflexes_calls.domain.answers import Raw, UnreadableError, read_whole
from reflexes_calls.domain.call import MOST_MARK, Criterion
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import CODE
from reflexes_calls.domain.jury import JuryKind

ROW = re.compile(r"criterion\.([0-9]{1,3})\.[a-z_]+(?:\.[0-9])?")
LANGUAGES = ("fr", "en")
MAIN_JURY = JuryKind.PROJECT.value
"""Who marks a criterion of which nothing is said."""
MARKS = range(MOST_MARK + 1)
MOST_CRITERIA = 12
MOST_REMOVED = 12
"""How many removed criteria a draft remembers, to be taken back."""
CODE_SPEC = Spec(label="Short code", kind="line", max_length=40, pattern=CODE, optional=True)
LABEL_SPEC = Spec(label="Criterion", kind="line", max_length=120, optional=True)
LEVEL_SPEC = Spec(label="What this mark means", kind="line", max_length=240, optional=True)
WEIGHT_SPEC = Spec(label="Weight", kind="whole", minimum=0, maximum=100, optional=True)
NOTHING = Criterion(
    code="", fr="", en="", weight=1, levels_fr=("",) * len(MARKS), levels_en=("",) * len(MARKS)
)


def field_of(place: int, name: str) -> str:
    """The name of a field of the criterion at a place, from 1."""
    return f"criterion.{place}.{name}"


def typed_criteria(criteria: Iterable[Criterion]) -> dict[str, str]:
    """The criteria as their form would have been filled in; `was` remembers each code."""
    typed: dict[str, str] = {}
    known = tuple(criteria)
    has_two = any(each.jury != MAIN_JURY for each in known)
    for place, each in enumerate(known, start=1):
        said = {"was": each.code, "code": each.code, "fr": each.fr, "en": each.en}
        said["weight"] = str(each.weight)
        # One jury alone is not spoken of.
        said |= {"jury": each.jury} if has_two else {}
        said |= {f"levels_fr.{mark}": words for mark, words in enumerate(each.levels_fr)}
        said |= {f"levels_en.{mark}": words for mark, words in enumerate(each.levels_en)}
        typed |= {field_of(place, name): text for name, text in said.items()}
    return typed


def rows_of(raw: Raw) -> tuple[dict[str, str], ...]:
    """What was typed for each criterion, in the order of the form; empty rows are left out."""
    places = sorted({int(found[1]) for key in raw if (found := ROW.fullmatch(key))})
    rows = (
        {
            key.removeprefix(f"criterion.{place}."): text
            for key, text in raw.items()
            if key.startswith(f"criterion.{place}.")
        }
        for place in places
    )
    return tuple(row for row in rows if _says_something(row))


def _says_something(row: Mapping[str, str]) -> bool:
    return any(text.strip() for name, text in row.items() if name not in {"weight", "jury"})


def typed_rows(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The form of some rows, numbered again from 1."""
    return {
        field_of(place, name): text
        for place, row in enumerate(rows, start=1)
        for name, text in row.items()
    }


def read_criteria(rows: Iterable[Mapping[str, str]]) -> tuple[Criterion, ...]:
    """The criteria of some rows; unfinished ones are kept, all that cannot be read is refused.

    Questions are tied to a criterion by its code: no two criteria ever bear the same one.
    """
    refusals: list[FieldRefusal] = []
    known = tuple(rows)
    read = (_criterion(place, row, refusals) for place, row in enumerate(known, start=1))
    found = _told_apart(known, tuple(read), refusals)
    if len(known) > MOST_CRITERIA:
        refusals.insert(0, too_many(len(known)))
    if refusals:
        raise Invalid(tuple(refusals))
    return found


def _told_apart(
    rows: tuple[Mapping[str, str], ...],
    found: tuple[Criterion, ...],
    refusals: list[FieldRefusal],
) -> tuple[Criterion, ...]:
    """The criteria, each under a code of its own: one typed twice is refused, one made is not."""
    typed = [row.get("code", "").strip() for row in rows]
    taken = Counter(filter(None, typed))
    apart = []
    for place, (code, each) in enumerate(zip(typed, found, strict=True), start=1):
        if code and typed.index(code) < place - 1:
            refusals.append(FieldRefusal(field=field_of(place, "code"), kind="same-code", met=code))
        kept = each if code else changed(each, code=free_code(each.code, taken))
        taken[kept.code] += 1
        apart.append(kept)
    return tuple(apart)


def free_code(code: str, taken: Container[str]) -> str:
    """The code, or the first one made of it that nothing bears."""
    others = (f"{code[:37]}-{rank}" for rank in count(2))
    return next(each for each in chain((code,), others) if each not in taken)


def too_many(met: int) -> FieldRefusal:
    """The refusal of one criterion too many."""
    return FieldRefusal(
        field=field_of(met, "fr"), kind="too-many", met=str(met), expected=str(MOST_CRITERIA)
    )


def _criterion(place: int, row: Mapping[str, str], refusals: list[FieldRefusal]) -> Criterion:
    def text(name: str, spec: Spec) -> str:
        said = row.get(name, "").strip()
        _try(field_of(place, name), spec, said, refusals)
        return said

    label = text("fr", LABEL_SPEC)
    return Criterion(
        code=text("code", CODE_SPEC) or code_for(label, place),
        fr=label,
        en=text("en", LABEL_SPEC),
        weight=_weight(place, row, refusals),
        levels_fr=tuple(text(f"levels_fr.{mark}", LEVEL_SPEC) for mark in MARKS),
        levels_en=tuple(text(f"levels_en.{mark}", LEVEL_SPEC) for mark in MARKS),
        jury=_jury(place, row, refusals),
    )


def _jury(place: int, row: Mapping[str, str], refusals: list[FieldRefusal]) -> str:
    said = row.get("jury", "").strip() or MAIN_JURY
    if said not in set(JuryKind):
        refusals.append(
            FieldRefusal(field=field_of(place, "jury"), kind="not-a-choice", met=said[:40])
        )
        return MAIN_JURY
    return said


def _try(field: str, spec: Spec, said: object, refusals: list[FieldRefusal]) -> None:
    if said == "":
        return
    try:
        check_limits(spec, said)
    except LimitError as error:
        kind, expected = error.kind, error.expected
        if kind == "malformed":
            kind, expected = "code-malformed", "besoin-reel"
        refusals.append(
            FieldRefusal(field=field, kind=kind, met=str(error.met), expected=str(expected))
        )


def _weight(place: int, row: Mapping[str, str], refusals: list[FieldRefusal]) -> int:
    # A weight that is not said yet weighs nothing, which is found before the call opens.
    said, field = row.get("weight", "").strip(), field_of(place, "weight")
    if not said:
        return 0
    try:
        weight = read_whole(said)
    except UnreadableError as error:
        refusals.append(FieldRefusal(field=field, kind=error.kind, met=said, expected="2"))
        return 0
    if weight == 0:
        refusals.append(FieldRefusal(field=field, kind="weightless", met=said))
    _try(field, WEIGHT_SPEC, weight, refusals)
    return weight


def code_for(label: str, place: int) -> str:
    """A code made of the first words of a label."""
    parted = re.sub(r"[’']", " ", label.lower())
    bare = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode("ascii")
    made = "-".join(re.findall(r"[a-z0-9]+", bare))[:40].strip("-").lstrip("0123456789-")
    return made or f"critere-{place}"


def moved(rows: tuple[Mapping[str, str], ...], place: int, by: int) -> tuple[Any, ...]:
    """The rows with the one at a place, from 1, moved by so many places."""
    order = list(rows)
    if not 1 <= place <= len(order):
        return tuple(order)
    row = order.pop(place - 1)
    order.insert(max(0, place - 1 + by), row)
    return tuple(order)


def without(rows: tuple[Mapping[str, str], ...], place: int) -> tuple[Any, ...]:
    """The rows without the one at a place, from 1."""
    return tuple(row for rank, row in enumerate(rows, start=1) if rank != place)


def renamed_codes(
    rows: Iterable[Mapping[str, str]], criteria: Iterable[Criterion]
) -> dict[str, str]:
    """For each code of before that is still there, the code it bears now."""
    return {
        row["was"]: each.code for row, each in zip(rows, criteria, strict=True) if row.get("was")
    }


def tied_again(document: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """A form whose questions name the criteria by their present codes, and no other."""
    sections = [
        {**section, "questions": [_tied(each, renamed) for each in section.get("questions", ())]}
        for section in document.get("sections", ())
    ]
    return {**document, "sections": sections}


def _tied(question: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    kept = [renamed[code] for code in question.get("criteria", ()) if code in renamed]
    rest = {name: value for name, value in question.items() if name != "criteria"}
    return {**rest, "criteria": kept} if kept else rest
