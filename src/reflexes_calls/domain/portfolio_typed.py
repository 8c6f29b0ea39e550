"""What a manager types before a selection: money, places, rules, and what is said of each file.

Everything stays as typed until it is read here, with every refusal at once. Files are named by
their receipt, which their teams know, and groups of files by a code such as `region:R-53`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum

import attrs

from reflexes.fields import choice, line, money, shortened, whole, yes
from reflexes.records import record
from reflexes_calls.domain.answers import Raw, UnreadableError, read_form, read_money, read_whole
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import FieldRefusal, Invalid

MOST_RULES, MOST_PAIRS = 30, 15
WHOLE = 100
"""A share is in percent."""
RULE, PAIR = ("who", "sense", "figure", "unit"), ("kind", "first", "second")


class Sense(StrEnum):
    """On which side a rule bounds."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"


class Unit(StrEnum):
    """What a rule counts."""

    FILES = "files"
    PERCENT = "percent"
    EUROS = "euros"


class PairKind(StrEnum):
    """What ties two files."""

    NOT_BOTH = "not-both"
    BOTH_OR_NONE = "both-or-none"


class Fate(StrEnum):
    """What is settled of a file before the computation."""

    OPEN = "open"
    TAKE = "take"
    LEAVE = "leave"


class ProtocolFloor(StrEnum):
    """The least mark of a protocol, of 4, for its file to be selected."""

    NONE = "none"
    ONE = "1"
    ONE_AND_A_HALF = "1.5"
    TWO = "2"
    TWO_AND_A_HALF = "2.5"
    THREE = "3"
    THREE_AND_A_HALF = "3.5"

    @property
    def mark(self) -> float:
        """The mark; 0 when there is no floor."""
        return 0.0 if self is ProtocolFloor.NONE else float(self.value)


@record
class Group:
    """Some files that a rule may speak of; `members` are receipts."""

    code: str
    name: Bilingual
    members: tuple[str, ...]


@record
class SelectionAnswers:
    """The figures of a selection, besides its rules."""

    budget: int = money(
        "Money there is",
        default=0,
        minimum=0,
        maximum=1_000_000_000_00,
        help="For all the trials together, in euros.",
    )
    places: int = whole("Most trials", minimum=1, maximum=2000)
    share: int = whole(
        "Share of what is asked that is proposed, in percent",
        default=WHOLE,
        minimum=1,
        maximum=WHOLE,
        help="100 when everyone is to receive what they ask. An amount may be proposed file by "
        "file too.",
    )
    floor: int = whole(
        "No less than this share of what is asked, in percent",
        default=50,
        minimum=1,
        maximum=WHOLE,
        help="Below it, a trial could not be done as it was read.",
    )
    one_each: bool = yes("One file at most for each administration", default=False)
    protocol: ProtocolFloor = choice(
        "Least mark of the protocol, of 4",
        default=ProtocolFloor.NONE,
        help="The mean of what the jury of protocols gave. Below it, or without a mark, a file is "
        "not selected, and its reasons say so.",
    )


@record
class FileAnswers:
    """What is said of one file before a selection."""

    tag: str = line("Group", default="", max_length=60)
    amount: int | None = money("Amount proposed", default=None, minimum=0, maximum=10_000_000_00)
    why: str = line("Why it is settled beforehand", default="", max_length=300)


@record
class TypedRule:
    """A floor or a cap; `figure` in files, in percent or in cents."""

    rank: int
    group: str
    sense: Sense
    unit: Unit
    figure: int

    @property
    def name(self) -> str:
        """Its name in a computation."""
        return f"rule-{self.rank}"


@record
class TypedPair:
    """Two files that exclude each other, or go together."""

    rank: int
    kind: PairKind
    first: str
    second: str

    @property
    def name(self) -> str:
        """Its name in a computation."""
        return f"pair-{self.rank}"


@record
class FileSaid:
    """What is said of one file; `amount` in cents, `piste` a code of the call."""

    tag: str = ""
    piste: str = ""
    amount: int | None = None
    fate: Fate = Fate.OPEN
    why: str = ""


@record
class Selection:
    """A selection as it is asked for."""

    budget: int
    places: int
    share: int
    floor: int
    one_each: bool
    protocol: ProtocolFloor
    rules: tuple[TypedRule, ...]
    pairs: tuple[TypedPair, ...]
    files: Mapping[str, FileSaid] = attrs.field(factory=dict)


def rule_field(rank: int, part: str) -> str:
    """The name of the box of a part of a rule."""
    return f"rule-{rank}-{part}"


def pair_field(rank: int, part: str) -> str:
    """The name of the box of a part of a pair."""
    return f"pair-{rank}-{part}"


def file_field(receipt: str, part: str) -> str:
    """The name of the box of what is said of a file."""
    return f"file-{receipt}-{part}"


def kept_of_selection(raw: Raw) -> dict[str, str]:
    """What was typed of a selection, as it is kept: rows left empty are dropped, the rest close up.

    A rule or a pair whose figure and files are all empty is empty, whatever its lists say.
    """
    kept = {name: raw[name].strip() for name in _figures() if raw.get(name, "").strip()}
    for parts, field, most, needed in (
        (RULE, rule_field, MOST_RULES, ("who", "figure")),
        (PAIR, pair_field, MOST_PAIRS, ("first", "second")),
    ):
        rows = (
            {part: raw.get(field(rank, part), "").strip() for part in parts}
            for rank in range(1, most + 1)
        )
        filled = [row for row in rows if any(row[part] for part in needed)]
        for rank, row in enumerate(filled, start=1):
            kept |= {field(rank, part): text for part, text in row.items()}
    return kept


def _figures() -> tuple[str, ...]:
    return tuple(each.name for each in attrs.fields(SelectionAnswers))  # type: ignore[arg-type]  # every form is a record


def ranks_of(typed: Raw, kind: str) -> tuple[int, ...]:
    """The ranks of the rules (`rule`) or of the pairs (`pair`) that are typed, in order."""
    found = {int(met[1]) for name in typed if (met := re.fullmatch(rf"{kind}-([0-9]+)-.+", name))}
    return tuple(sorted(found))


def read_selection(  # noqa: PLR0913  # what is typed, and all that it may speak of
    typed: Raw,
    groups: Collection[str],
    receipts: Collection[str],
    files: Mapping[str, FileSaid],
    *,
    funded: bool,
    has_protocols: bool = False,
) -> Selection:
    """The selection that a form asks for; raises `Invalid` with every refusal.

    `has_protocols` says that a jury of its own reads protocols.
    """
    refusals: list[FieldRefusal] = []
    said: SelectionAnswers | None = None
    try:
        said = read_form(SelectionAnswers, typed)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    if said is not None:
        refusals.extend(_astray(said, funded=funded))
        if said.protocol is not ProtocolFloor.NONE and not has_protocols:
            refusals.append(FieldRefusal(field="protocol", kind="no-protocol-jury"))
    rules = tuple(_gathered(_rules(typed, groups, funded=funded), refusals))
    pairs = tuple(_gathered(_pairs(typed, receipts), refusals))
    if refusals or said is None:
        raise Invalid(tuple(refusals))
    return Selection(
        budget=said.budget,
        places=said.places,
        share=said.share,
        floor=said.floor,
        one_each=said.one_each,
        protocol=said.protocol,
        rules=tuple(each for each in rules if isinstance(each, TypedRule)),
        pairs=tuple(each for each in pairs if isinstance(each, TypedPair)),
        files=dict(files),
    )


def _astray(said: SelectionAnswers, *, funded: bool) -> Iterator[FieldRefusal]:
    if funded and not said.budget:
        yield FieldRefusal(field="budget", kind="missing")
    if said.share < said.floor:
        yield FieldRefusal(
            field="share", kind="below-share", met=str(said.share), expected=str(said.floor)
        )


Found = TypedRule | TypedPair | FieldRefusal


def _gathered(
    found: Iterable[Found], refusals: list[FieldRefusal]
) -> Iterator[TypedRule | TypedPair]:
    for each in found:
        if isinstance(each, FieldRefusal):
            refusals.append(each)
        else:
            yield each


def _rules(typed: Raw, groups: Collection[str], *, funded: bool) -> Iterator[Found]:
    for rank in ranks_of(typed, "rule"):
        said = {part: typed.get(rule_field(rank, part), "").strip() for part in RULE}
        wrong = list(_wrong_rule(rank, said, groups, funded=funded))
        if wrong:
            yield from wrong
            continue
        unit = Unit(said["unit"])
        yield TypedRule(
            rank=rank,
            group=said["who"],
            sense=Sense(said["sense"]),
            unit=unit,
            figure=_figure(said["figure"], unit),
        )


def _wrong_rule(
    rank: int, said: Mapping[str, str], groups: Collection[str], *, funded: bool
) -> Iterator[FieldRefusal]:
    if not said["who"]:
        yield FieldRefusal(field=rule_field(rank, "who"), kind="missing")
    elif said["who"] not in groups:
        # A tag that no file bears any more.
        yield FieldRefusal(
            field=rule_field(rank, "who"), kind="no-such-group", met=shortened(said["who"])
        )
    if said["sense"] not in set(Sense):
        yield _not_one(rule_field(rank, "sense"), said["sense"], Sense)
    if said["unit"] not in set(Unit):
        yield _not_one(rule_field(rank, "unit"), said["unit"], Unit)
        return
    unit, field = Unit(said["unit"]), rule_field(rank, "figure")
    if not funded and unit is not Unit.FILES:
        yield FieldRefusal(field=rule_field(rank, "unit"), kind="no-money-here")
    if not said["figure"]:
        yield FieldRefusal(field=field, kind="missing")
        return
    try:
        figure = _figure(said["figure"], unit)
    except UnreadableError as error:
        yield FieldRefusal(
            field=field, kind=error.kind, met=shortened(said["figure"]), expected=error.expected
        )
        return
    if figure < 0:
        yield FieldRefusal(field=field, kind="too-small", met=said["figure"], expected="0")
    if unit is Unit.PERCENT and figure > WHOLE:
        yield FieldRefusal(field=field, kind="too-large", met=said["figure"], expected=str(WHOLE))


def _figure(text: str, unit: Unit) -> int:
    bare = text.removesuffix("%").strip()
    return read_money(bare) if unit is Unit.EUROS else read_whole(bare)


def _not_one(field: str, met: str, kind: type[StrEnum]) -> FieldRefusal:
    if not met:
        return FieldRefusal(field=field, kind="missing")
    return FieldRefusal(
        field=field, kind="not-a-choice", met=shortened(met), expected=", ".join(kind)
    )


def _pairs(typed: Raw, receipts: Collection[str]) -> Iterator[Found]:
    for rank in ranks_of(typed, "pair"):
        said = {part: typed.get(pair_field(rank, part), "").strip() for part in PAIR}
        wrong = list(_wrong_pair(rank, said, receipts))
        if wrong:
            yield from wrong
            continue
        yield TypedPair(
            rank=rank,
            kind=PairKind(said["kind"]),
            first=said["first"],
            second=said["second"],
        )


def _wrong_pair(
    rank: int, said: Mapping[str, str], receipts: Collection[str]
) -> Iterator[FieldRefusal]:
    if said["kind"] not in set(PairKind):
        yield _not_one(pair_field(rank, "kind"), said["kind"], PairKind)
    for part in ("first", "second"):
        field = pair_field(rank, part)
        if not said[part]:
            yield FieldRefusal(field=field, kind="missing")
        elif said[part] not in receipts:
            yield FieldRefusal(field=field, kind="no-such-file", met=shortened(said[part]))
    if said["first"] and said["first"] == said["second"]:
        yield FieldRefusal(field=pair_field(rank, "second"), kind="same-file", met=said["second"])


def read_files(
    raw: Raw, asked: Mapping[str, int | None], pistes: Collection[str], floor: int
) -> dict[str, FileSaid]:
    """What is said of some files: receipt → what; raises `Invalid` with every refusal.

    `asked` holds what each file of the page asks for, in cents; `floor` is the least share of it.
    """
    said: dict[str, FileSaid] = {}
    refusals: list[FieldRefusal] = []
    for receipt, amount in asked.items():
        typed = raw_of_file(raw, receipt)
        at = file_field(receipt, "")
        wrong = list(_wrong_file(at, typed, pistes))
        try:
            answers = read_form(FileAnswers, typed, at=at)
        except Invalid as invalid:
            refusals.extend((*invalid.refusals, *wrong))
            continue
        wrong.extend(wrong_amount(at, answers.amount, amount, floor))
        refusals.extend(wrong)
        if not wrong:
            said[receipt] = FileSaid(
                tag=answers.tag,
                piste=typed.get("piste", ""),
                amount=answers.amount,
                fate=Fate(typed.get("fate") or Fate.OPEN),
                why=answers.why,
            )
    if refusals:
        raise Invalid(tuple(refusals))
    return said


def raw_of_file(raw: Raw, receipt: str) -> dict[str, str]:
    """What was typed of one file."""
    at = file_field(receipt, "")
    return {name.removeprefix(at): text for name, text in raw.items() if name.startswith(at)}


def _wrong_file(at: str, typed: Raw, pistes: Collection[str]) -> Iterator[FieldRefusal]:
    fate, piste = typed.get("fate") or Fate.OPEN, typed.get("piste", "")
    if fate not in set(Fate):
        yield _not_one(f"{at}fate", fate, Fate)
    elif fate != Fate.OPEN and not typed.get("why", "").strip():
        yield FieldRefusal(field=f"{at}why", kind="fate-without-reason")
    if piste and piste not in pistes:
        yield FieldRefusal(field=f"{at}piste", kind="not-a-choice", met=shortened(piste))


def wrong_amount(
    at: str, proposed: int | None, asked: int | None, floor: int
) -> Iterator[FieldRefusal]:
    """Why an amount proposed may not be: above what is asked, or below its floor."""
    if proposed is None or asked is None:
        return
    if proposed > asked:
        yield FieldRefusal(
            field=f"{at}amount", kind="above-asked", met=_euros(proposed), expected=_euros(asked)
        )
    elif proposed * WHOLE < asked * floor:
        least = -(-asked * floor // WHOLE)
        yield FieldRefusal(
            field=f"{at}amount", kind="below-floor", met=_euros(proposed), expected=_euros(least)
        )


def _euros(cents: int) -> str:
    # A refusal's words are put in a language later: only figures here.
    euros, rest = divmod(cents, WHOLE)
    return f"{euros},{rest:02} €" if rest else f"{euros} €"


def tag_code(tag: str) -> str:
    """The code of the group of a tag: the same for « Rural » and « rural »."""
    return "tag:" + re.sub(r"\s+", " ", tag.strip()).casefold()
