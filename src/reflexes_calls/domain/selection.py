"""Selection: the files among which one chooses, the groups that rules speak of, a public draw."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reflexes.fields import day, line, prose
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.lifecycle import ApplicationStage
from reflexes_calls.domain.portfolio_typed import WHOLE, FileSaid, Group, Selection, tag_code

SURE, SURELY_NOT = 0.9, 0.1
"""How often a file is chosen over the uncertainty of the scores, above or below which it is sure.

The same bounds as those of `reflexes.jury` for a grey zone."""
ALL = "all"
EVERYONE = Bilingual(fr="tous les dossiers", en="all the files")
SIZES = (
    (3, Bilingual(fr="communes de moins de 1\u202f000 habitants", en="towns below 1,000 people")),
    (4, Bilingual(fr="communes de moins de 10\u202f000 habitants", en="towns below 10,000 people")),
    (
        5,
        Bilingual(
            fr="communes de moins de 100\u202f000 habitants", en="towns below 100,000 people"
        ),
    ),
)
"""The sizes that a rule may speak of, by how many figures a population has at most."""
KINDS: Mapping[str, Bilingual] = {
    "commune": Bilingual(fr="communes", en="communes"),
    "epci": Bilingual(fr="intercommunalités", en="groups of communes"),
    "department": Bilingual(fr="départements", en="départements"),
    "region": Bilingual(fr="régions", en="régions"),
}


@record
class Area:
    """Where an administration stands; `size` is how many figures its population has, 0 unknown."""

    department: str = ""
    department_name: str = ""
    region: str = ""
    region_name: str = ""
    kind: str = ""
    size: int = 0


@record
class Candidate:
    """A file among which one chooses; `asked` in cents, `is_cap` when the call's cap stands in."""

    key: int
    public_id: str
    receipt: str
    title: str
    organisation_id: int
    organisation: str
    stage: ApplicationStage
    asked: int
    is_cap: bool
    area: Area


@record
class KeptSelection:
    """What is asked of a selection, as typed; `files` by receipt."""

    call_id: int
    typed: dict[str, str]
    files: dict[str, dict[str, str]]
    revision: int
    changed_at: dt.datetime


@record
class Lottery:
    """A public draw. `registered` is what was said before the seed was known, and its digest."""

    id: int
    public_id: str
    call_id: int
    registered: str
    digest: str
    source: str
    announced_on: dt.date
    registered_by: int
    registered_at: dt.datetime
    seed: str
    seed_on: dt.date | None
    drawn_at: dt.datetime | None
    given_up_at: dt.datetime | None
    given_up_why: str

    @property
    def is_drawn(self) -> bool:
        """Whether its seed is known: it then stands for ever."""
        return self.drawn_at is not None


@record
class DecisionRecord:
    """A record as it was published: the text of each of its files."""

    id: int
    public_id: str
    call_id: int
    files: dict[str, str]
    digest: str
    published_at: dt.datetime


@record
class RegisterAnswers:
    """What is announced of a draw before its seed is known."""

    source: str = line(
        "Where the seed will come from",
        max_length=300,
        help="Something that nobody chooses and everybody can read: “the draw of the French Loto "
        "of 3 May 2027, its five numbers in the order of the draw”.",
    )
    announced_on: dt.date = day("On which day it will be known")


@record
class SeedAnswers:
    """The seed of a draw, once it is public."""

    seed: str = line(
        "The seed",
        max_length=300,
        help="Exactly as it is published, such as “4 8 15 16 23”. Spaces count.",
    )
    seed_on: dt.date = day("On which day it was published")


@record
class GiveUpAnswers:
    """Why a draw is given up."""

    why: str = prose(
        "Why this draw is given up", max_length=600, help="Everyone reads it on the public page."
    )


def read_register(raw: Raw, today: dt.date) -> RegisterAnswers:
    """What is announced of a draw; its day is still to come."""
    said = read_form(RegisterAnswers, raw)
    if said.announced_on <= today:
        raise _wrong_day("announced_on", "seed-too-soon", said.announced_on, today)
    return said


def read_seed(raw: Raw, lottery: Lottery, today: dt.date) -> SeedAnswers:
    """The seed of a draw, which was public neither before its announced day nor after today."""
    said = read_form(SeedAnswers, raw)
    if said.seed_on < lottery.announced_on:
        raise _wrong_day("seed_on", "seed-before", said.seed_on, lottery.announced_on)
    if said.seed_on > today:
        raise _wrong_day("seed_on", "seed-to-come", said.seed_on, today)
    return said


def _wrong_day(field: str, kind: str, met: dt.date, expected: dt.date) -> Invalid:
    return Invalid(
        (
            FieldRefusal(
                field=field, kind=kind, met=f"{met:%d/%m/%Y}", expected=f"{expected:%d/%m/%Y}"
            ),
        )
    )


def groups_of(
    candidates: Iterable[Candidate],
    files: Mapping[str, FileSaid],
    pistes: Mapping[str, Bilingual],
) -> dict[str, Group]:
    """The groups that a rule may speak of, by code: territories, sizes, pistes, words of ours."""
    names: dict[str, Bilingual] = {}
    members: dict[str, list[str]] = {}
    for each in candidates:
        said = files.get(each.receipt, FileSaid())
        for code, name in _groups_of_one(each.area, said, pistes):
            names.setdefault(code, name)
            members.setdefault(code, []).append(each.receipt)
    order = ("all", "region", "department", "kind", "size", "piste", "tag")

    def place(code: str) -> tuple[int, str]:
        return order.index(code.partition(":")[0]), names[code].fr.casefold()

    return {
        code: Group(code=code, name=names[code], members=tuple(members[code]))
        for code in sorted(names, key=place)
    }


def _groups_of_one(
    area: Area, said: FileSaid, pistes: Mapping[str, Bilingual]
) -> Iterator[tuple[str, Bilingual]]:
    yield ALL, EVERYONE
    if area.region:
        yield f"region:{area.region}", Bilingual(fr=area.region_name, en=area.region_name)
    if area.department:
        name = f"{area.department_name} ({area.department})"
        yield f"department:{area.department}", Bilingual(fr=name, en=name)
    if area.kind in KINDS:
        yield f"kind:{area.kind}", KINDS[area.kind]
    if area.kind == "commune" and area.size:
        yield from ((f"size:{most}", name) for most, name in SIZES if area.size <= most)
    if said.piste in pistes:
        yield f"piste:{said.piste}", pistes[said.piste]
    if said.tag:
        yield tag_code(said.tag), Bilingual(fr=said.tag, en=said.tag)


def proposed_amount(candidate: Candidate, selection: Selection) -> int:
    """What is proposed to a file, in cents: said for it, or the common share of what it asks."""
    said = selection.files.get(candidate.receipt, FileSaid())
    if said.amount is not None:
        return said.amount
    # To the euro below, as no agreement is written in cents.
    whole = candidate.asked * selection.share // WHOLE
    return whole if selection.share == WHOLE else whole // WHOLE * WHOLE


def grey_zone(frequency: Mapping[str, float | None]) -> tuple[str, ...]:
    """The files that the scores neither surely take nor surely leave."""
    return tuple(code for code, often in frequency.items() if SURELY_NOT < (often or 0.0) < SURE)


def replaced_by(answered: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """For each file chosen, who comes in when it leaves."""
    told: dict[str, list[str]] = {}
    for one in answered["next"]:
        for leaving in one["replaces"]:
            told.setdefault(leaving, []).append(one["project"])
    return {code: tuple(several) for code, several in told.items()}
