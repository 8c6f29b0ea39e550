"""What an assignment is computed from: the files, the readers, the pairs that may not be."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import attrs
from sqlalchemy import Connection

import reflexes
from reflexes.digests import digest_of
from reflexes.records import record
from reflexes_calls.actions.candidates import area_of
from reflexes_calls.actions.fitting import Subject, fits_of, subject_of
from reflexes_calls.domain.assignment import (
    AssignmentAnswers,
    Away,
    DaysFree,
    Hand,
    Settled,
    Way,
    days_free,
    language_of_text,
    why_away,
)
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.charter import charter_of, must_sign
from reflexes_calls.domain.clock import local_day
from reflexes_calls.domain.jury import Juror, JurorState, JuryKind
from reflexes_calls.domain.people import Organisation
from reflexes_calls.domain.searching import texts_said
from reflexes_calls.places.territory import Territory, find_territory
from reflexes_calls.storage import assigning, juries, selections
from reflexes_calls.storage.assigning import FileToRead
from reflexes_calls.storage.marks import names_of

Plain = dict[str, Any]
Pairs = frozenset[tuple[str, str]]
"""Pairs of public ids: a file, a reader."""
_REMEMBERED = 5000


@record
class ReaderHere:
    """A member who reads, or who has read and reads no more (`may_get` False).

    `days` are those on which they are free, where it is not the whole reading.
    """

    juror: Juror
    public_id: str
    name: str
    may_get: bool
    must_sign: bool
    days: DaysFree | None


@record
class LeftOut:
    """A member to whom no file is given, and why."""

    name: str
    why: Away


@attrs.frozen(kw_only=True)
class Ground:
    """All that an assignment of one jury rests on, but for the texts.

    `held` are the pairs that stand whatever is computed: given by hand, opened, or read. `free` are
    those that a computation gave and that another one may give to somebody else. `barred` are the
    pairs that ties forbid; `elsewhere` those of the other jury.
    """

    call: Call
    jury: JuryKind
    files: tuple[FileToRead, ...]
    readers: tuple[ReaderHere, ...]
    out: tuple[LeftOut, ...]
    subjects: tuple[Subject, ...]
    held: Pairs
    free: Pairs
    barred: Pairs
    elsewhere: Pairs

    @property
    def given(self) -> Pairs:
        """Who reads what today."""
        return self.held | self.free

    @property
    def named(self) -> dict[str, ReaderHere]:
        """The readers, by public id."""
        return {each.public_id: each for each in self.readers}


def ground_of(
    connection: Connection,
    call: Call,
    jury: JuryKind,
    catalogue: reflexes.Catalogue,
    now: dt.datetime,
) -> Ground:
    """What an assignment of a jury rests on at this instant."""
    files = assigning.files_to_read(connection, call.id)
    known = juries.jurors_of(connection, call.id, jury=jury)
    members = tuple(each for each in known if each.state is JurorState.ACCEPTED)
    given = assigning.given_pairs(connection, call.id)
    keys = {each.person_id for each in known if each.person_id is not None}
    named = names_of(connection, frozenset(keys | {each.reviewer for each in given}))
    of_file = {each.key: each.public_id for each in files}
    barred = frozenset(
        (of_file[each.application], named[person][0])
        for each, person in _barred(connection, call, known)
        if each.application in of_file
    )
    pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for each in given:
        if each.application in of_file:
            pair = (of_file[each.application], named[each.reviewer][0])
            where = "free" if each.is_free else "held"
            pairs[where if each.jury is jury else "elsewhere"].add(pair)
    held, free = frozenset(pairs["held"]) - barred, frozenset(pairs["free"]) - barred
    first = max(local_day(now), local_day(call.closes_at))
    last = local_day(call.review_by) if call.review_by else None
    away = {each.id: why_away(each, first, last) for each in members}
    charter = charter_of(juries.jury_of(connection, call.id, jury).settings)
    with_files = {reader for _, reader in held}
    readers = tuple(
        ReaderHere(
            juror=each,
            public_id=named[each.person_id][0],
            name=named[each.person_id][1],
            may_get=each in members and away[each.id] is None,
            must_sign=must_sign(each, charter),
            # Of the whole reading: what is computed does not change as its days go by.
            days=days_free(each, local_day(call.closes_at), last),
        )
        for each in known
        if each.person_id is not None
        and ((each in members and away[each.id] is None) or named[each.person_id][0] in with_files)
    )
    return Ground(
        call=call,
        jury=jury,
        files=files,
        readers=tuple(sorted(readers, key=lambda one: one.public_id)),
        out=tuple(LeftOut(name=each.name, why=why) for each in members if (why := away[each.id])),
        subjects=_subjects(connection, call, files, catalogue),
        held=held,
        free=free,
        barred=barred,
        elsewhere=frozenset(pairs["elsewhere"]),
    )


def _barred(
    connection: Connection, call: Call, known: tuple[Juror, ...]
) -> Iterable[tuple[Any, int]]:
    people = {each.id: each.person_id for each in known}
    for each in juries.barred_on(connection, call.id, known):
        person = people[each.juror]
        if person is not None:
            yield each, person


def _subjects(
    connection: Connection,
    call: Call,
    files: tuple[FileToRead, ...],
    catalogue: reflexes.Catalogue,
) -> tuple[Subject, ...]:
    """What each file is about: the piste that is said of it, or else all those of the call."""
    everything = tuple(str(each["code"]) for each in (call.piste, *call.other_pistes))
    kept = selections.find_selection(connection, call.id)
    said = {code: each.get("piste", "") for code, each in kept.files.items()} if kept else {}
    codes = [(said[each.receipt],) if said.get(each.receipt) else everything for each in files]
    known = {several: subject_of(several, catalogue) for several in set(codes)}
    return tuple(known[several] for several in codes)


def texts_of(connection: Connection, files: Iterable[FileToRead]) -> dict[str, str]:
    """The text of each file, by its public id."""
    known = tuple(files)
    answers = assigning.answers_of(connection, [each.version for each in known])
    return {
        each.public_id: " ".join((each.title, *texts_said(answers.get(each.version, {}))))
        for each in known
    }


def basis_of(ground: Ground, typed: Mapping[str, str], hands: Iterable[Settled]) -> str:
    """The digest of all that a computation rests on: where it changed, the computation is old."""
    return digest_of(
        {
            "files": [[each.public_id, each.version] for each in ground.files],
            "subjects": [[sorted(each.own), sorted(each.tied)] for each in ground.subjects],
            "readers": [_said_of(each) for each in ground.readers],
            "pairs": [sorted(map(list, each)) for each in (ground.held, ground.barred)],
            "elsewhere": sorted(map(list, ground.elsewhere)),
            "typed": dict(typed),
            "hands": [[each.file, each.reader, each.hand.value] for each in hands],
        }
    )


def _said_of(reader: ReaderHere) -> list[Any]:
    juror = reader.juror
    return [
        reader.public_id,
        reader.may_get,
        juror.kind.value,
        sorted(juror.expertise),
        juror.words,
        sorted(juror.languages),
        juror.least,
        juror.most,
        [reader.days.free, reader.days.all] if reader.days else [],
        juror.territory,
    ]


def asked_of(
    ground: Ground,
    settings: AssignmentAnswers,
    hands: Iterable[Settled],
    texts: Mapping[str, str],
    catalogue: reflexes.Catalogue,
) -> Plain:
    """What the arithmetic is asked, in public ids: the same ground gives the same bytes."""
    from reflexes.jury.record import versions  # noqa: PLC0415 - late: the service starts without numbers

    told = tuple(hands)
    keep = ground.held | frozenset(
        (each.file, each.reader) for each in told if each.hand is Hand.KEEP
    )
    files, readers = {each.public_id for each in ground.files}, set(ground.named)
    keep = frozenset(
        pair for pair in keep - ground.barred if pair[0] in files and pair[1] in readers
    )
    conflicts = conflicts_of(ground, settings, told, texts) - keep
    kept_by_file = Counter(file for file, _ in keep)
    kept_by_reader = Counter(reader for _, reader in keep)
    # Those who read without being of the jury: their review is one of those needed.
    others = Counter(file for file, reader in ground.held if reader not in readers)
    loads = [_most(each, settings, kept_by_reader[each.public_id]) for each in ground.readers]
    shares = [
        [each.public_id for each in ground.readers if each.juror.kind is kind]
        for kind in settings.kinds
    ]
    is_drawn = settings.way is Way.RANDOM
    return {
        "applications": [each.public_id for each in ground.files],
        "reviewers": [each.public_id for each in ground.readers],
        "fit": fits_of(
            ground.subjects,
            [texts[each.public_id] for each in ground.files],
            [each.juror for each in ground.readers],
            catalogue,
        ),
        "reviews": [
            _needed(
                each.public_id,
                settings.reviews - others[each.public_id],
                kept_by_file,
                keep,
                shares,
            )
            for each in ground.files
        ],
        "loads": loads,
        "minimum": [
            min(_least(each, settings), most)
            for each, most in zip(ground.readers, loads, strict=True)
        ],
        "conflicts": sorted(map(list, conflicts)),
        "keep": sorted(map(list, keep)),
        "shares": [
            {"name": kind.value, "reviewers": members, "at_least": 1}
            for kind, members in zip(settings.kinds, shares, strict=True)
        ],
        "floor": "highest" if settings.way is Way.EVEN else None,
        "limit": settings.limit / 100 if is_drawn else None,
        "seed": settings.seed,
        "versions": versions(),
    }


def _most(reader: ReaderHere, settings: AssignmentAnswers, kept: int) -> int:
    """The most files of a reader: what they said, or else their part of the usual.

    Never fewer than they keep, nor than they asked for.
    """
    if not reader.may_get:
        return kept
    if reader.juror.most is not None:
        return max(reader.juror.most, kept)
    usual = reader.days.part_of(settings.most) if reader.days else settings.most
    return max(usual, reader.juror.least, kept)


def _least(reader: ReaderHere, settings: AssignmentAnswers) -> int:
    if not reader.may_get:
        return 0
    return reader.juror.least or settings.least


def _needed(
    file: str, reviews: int, kept: Counter[str], keep: Pairs, shares: Iterable[Iterable[str]]
) -> int:
    """The reviews of a file: more than asked where those kept leave no room for a kind."""
    lacking = sum(not any((file, reader) in keep for reader in several) for several in shares)
    return max(reviews, kept[file] + lacking)


def conflicts_of(
    ground: Ground,
    settings: AssignmentAnswers,
    hands: Iterable[Settled],
    texts: Mapping[str, str],
) -> Pairs:
    """The pairs that may not be: ties, the territory, the language, what was forbidden by hand."""
    found = set(ground.barred | ground.elsewhere)
    found |= {(each.file, each.reader) for each in hands if each.hand is Hand.FORBID}
    files = {each.public_id for each in ground.files}
    readers = set(ground.named)
    languages = {file: language_of_text(texts[file]) for file in files}
    spoken = set(languages.values())
    for reader in ground.readers:
        own = set(reader.juror.languages) or {"fr"}
        if not spoken <= own:
            found |= {(file, reader.public_id) for file in files if languages[file] not in own}
        if settings.apart and reader.juror.territory:
            found |= {
                (each.public_id, reader.public_id)
                for each in ground.files
                if reader.juror.territory in departments_of(each.siret, each.territory)
            }
    return frozenset(pair for pair in found if pair[0] in files and pair[1] in readers)


@lru_cache(maxsize=_REMEMBERED)
def departments_of(siret: str, territory: str) -> frozenset[str]:
    """The départements of an administration and of the territory of its trial."""
    found = find_territory(territory) if territory else None
    own = _area(siret, "").department
    tried = frozenset(found.departments) if isinstance(found, Territory) else frozenset()
    if isinstance(found, Territory) and found.kind.value == "department":
        tried |= {found.code}
    return tried | ({own} if own else frozenset())


@lru_cache(maxsize=_REMEMBERED)
def _area(siret: str, territory: str) -> Any:
    # Where it stands hangs on its number alone; a name is asked of every organisation.
    return area_of(Organisation(id=0, public_id="", name="?", siret=siret or None), territory)


def region_of(file: FileToRead) -> str:
    """The region of a file, by its administration or else by its territory; "" when unknown."""
    name: str = _area(file.siret, file.territory).region_name
    return name
