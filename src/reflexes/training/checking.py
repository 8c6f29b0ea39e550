"""What a module must hold to be led tomorrow: every refusal at once, each with its path."""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from reflexes.catalogue import Catalogue
from reflexes.errors import Refusal
from reflexes.links import pointers
from reflexes.texts import Says
from reflexes.training.choices import refuse_code
from reflexes.training.module import (
    Activity,
    Asks,
    Card,
    Claim,
    Item,
    Length,
    Modality,
    Module,
    Session,
    Shape,
    Slide,
    Way,
)
from reflexes.training.verbs import OBSERVABLE, family, is_vague

MOST_TALK = 20
"""How many minutes one person may speak without the others doing anything."""
MOST_WITHOUT_BREAK = 120
MOST_SLIDE_WORDS = 90
MOST_SLIDE_POINTS = 6
MOST_CARD_WORDS = MappingProxyType({Shape.ROLE: 280, Shape.STATEMENT: 60})
"""How many words a card holds; 130 for those that are not named."""
MOST_A6_WORDS = 130
BOUNDS = MappingProxyType(
    {
        Length.HALF_DAY: (180, 210),
        Length.DAY: (360, 420),
        Length.TWO_DAYS: (720, 840),
        Length.SIX_WEEKS: (360, 720),
    }
)
"""The fewest and the most minutes of each length."""
PICTURES = (".png", ".jpg", ".jpeg")
NEEDED = ("material", "instruction", "trace", "accessible", "plan_b")
"""What an activity may not be without, breaks apart."""


def check_module(
    module: Module, catalogue: Catalogue, *, file: str = "", folder: Path | None = None
) -> tuple[Refusal, ...]:
    """Everything that the module gets wrong; `folder` is where its pictures and fonts stand."""
    found = chain(
        _sums(module),
        _lengths(module),
        _codes(module),
        _objectives(module),
        _activities(module),
        _items(module),
        _claims(module, catalogue),
        _slides(module, folder),
        _cards(module),
        _font(module, folder),
    )
    return tuple(one._replace(file=file) for one in found)


def _sums(module: Module) -> Iterator[Refusal]:
    yield from _sum("minutes", module.minutes, [each.minutes for each in module.sessions])
    for s, session in enumerate(module.sessions):
        path = f"sessions[{s}]"
        yield from _sum(
            f"{path}.minutes", session.minutes, [each.minutes for each in session.sequences]
        )
        for q, sequence in enumerate(session.sequences):
            here = f"{path}.sequences[{q}]"
            minutes = [each.minutes for each in sequence.activities]
            yield from _sum(f"{here}.minutes", sequence.minutes, minutes)
    for path, activity in _placed(module):
        if activity.steps:
            minutes = [each.minutes for each in activity.steps]
            yield from _sum(f"{path}.minutes", activity.minutes, minutes)


def _sum(path: str, announced: int, parts: list[int]) -> Iterator[Refusal]:
    if announced != sum(parts):
        yield Refusal(
            "minutes-do-not-add-up", path=path, met=str(announced), expected=_added(parts)
        )


def _added(parts: list[int]) -> str:
    return f"{' + '.join(map(str, parts))} = {sum(parts)}"


def _lengths(module: Module) -> Iterator[Refusal]:
    fewest, most = BOUNDS[module.length]
    if not fewest <= module.minutes <= most:
        yield Refusal(
            "length-out-of-bounds",
            path="minutes",
            met=f"{module.minutes} ({module.length})",
            expected=f"{fewest}–{most}",
        )
    if module.fewest > module.most:
        yield Refusal(
            "fewest-above-most", path="fewest", met=str(module.fewest), expected=str(module.most)
        )
    for s, session in enumerate(module.sessions):
        yield from _breaks(session, f"sessions[{s}]")


def _breaks(session: Session, path: str) -> Iterator[Refusal]:
    """At least one break every two hours. Work done alone is done at one's own time."""
    since = 0
    for q, sequence in enumerate(session.sequences):
        for a, activity in enumerate(sequence.activities):
            since = 0 if activity.is_break else since + activity.minutes
            if since > MOST_WITHOUT_BREAK:
                yield Refusal(
                    "no-break",
                    path=f"{path}.sequences[{q}].activities[{a}]",
                    met=str(since),
                    expected=str(MOST_WITHOUT_BREAK),
                )
                since = 0


def _codes(module: Module) -> Iterator[Refusal]:
    """A code names one thing of its kind in the module."""
    kinds: tuple[list[tuple[str, str]], ...] = (
        [(f"objectives[{at}].code", each.code) for at, each in enumerate(module.objectives)],
        [(f"items[{at}].code", each.code) for at, each in enumerate(module.items)],
        [(f"{path}.code", activity.code) for path, activity in _placed(module)],
        [
            (f"{path}.cards[{at}].code", card.code)
            for path, activity in _placed(module)
            for at, card in enumerate(activity.cards)
        ],
        [
            (f"{path}.sheets[{at}].code", sheet.code)
            for path, activity in _placed(module)
            for at, sheet in enumerate(activity.sheets)
        ],
    )
    for placed in kinds:
        counts = Counter(code for _, code in placed)
        first: dict[str, str] = {}
        for path, code in placed:
            if counts[code] > 1 and code in first:
                yield Refusal("module-code-twice", path=path, met=code, expected=first[code])
            first.setdefault(code, path)


def _objectives(module: Module) -> Iterator[Refusal]:
    measured = {item.objective for item in module.items if item.at_exit}
    served = {code for activity in module.activities for code in activity.objectives}
    language = module.language.value
    for at, objective in enumerate(module.objectives):
        path = f"objectives[{at}]"
        if is_vague(objective.verb, language):
            yield Refusal(
                "vague-verb", path=f"{path}.verb", met=objective.verb, expected=_verbs(language)
            )
        elif family(objective.verb, language) is None:
            near = get_close_matches(objective.verb, OBSERVABLE[language], n=3, cutoff=0.7)
            yield Refusal(
                "unknown-verb",
                path=f"{path}.verb",
                met=objective.verb,
                expected=", ".join(near) or _verbs(language),
            )
        if objective.code not in measured:
            yield Refusal("objective-without-item", path=path, met=objective.code, expected="items")
        if objective.code not in served:
            yield Refusal(
                "objective-without-activity", path=path, met=objective.code, expected="objectives"
            )


def _verbs(language: str) -> str:
    """One verb of each family, as examples."""
    first: dict[str, str] = {}
    for verb, group in OBSERVABLE[language].items():
        first.setdefault(group, verb)
    return ", ".join(first.values())


def _activities(module: Module) -> Iterator[Refusal]:
    known = {objective.code for objective in module.objectives}
    for path, activity in _placed(module):
        for at, code in enumerate(activity.objectives):
            if code not in known:
                yield _unknown_objective(f"{path}.objectives[{at}]", code, known)
        yield from _sizes(module, activity, path)
        if activity.is_break:
            continue
        for name in NEEDED:
            if not getattr(activity, name):
                yield Refusal(
                    "activity-lacks", path=f"{path}.{name}", met=activity.code, expected=name
                )
        if module.modality is not Modality.ROOM and not activity.remote:
            yield Refusal(
                "activity-lacks", path=f"{path}.remote", met=activity.code, expected="remote"
            )
        if activity.way is Way.TALK and activity.minutes > MOST_TALK:
            yield Refusal(
                "talk-too-long",
                path=f"{path}.minutes",
                met=str(activity.minutes),
                expected=str(MOST_TALK),
            )


def _sizes(module: Module, activity: Activity, path: str) -> Iterator[Refusal]:
    """The announced group must suit every activity."""
    if activity.is_break:
        return
    if module.fewest < activity.fewest:
        yield Refusal(
            "group-too-small",
            path=f"{path}.fewest",
            met=str(module.fewest),
            expected=str(activity.fewest),
        )
    if module.most > activity.most:
        yield Refusal(
            "group-too-large",
            path=f"{path}.most",
            met=str(module.most),
            expected=str(activity.most),
        )
    # Small groups shrink to those present; one that not even the largest group could fill does not.
    if activity.groups_of > module.most:
        yield Refusal(
            "group-too-small",
            path=f"{path}.groups_of",
            met=str(module.most),
            expected=str(activity.groups_of),
        )


def _unknown_objective(path: str, code: str, known: set[str]) -> Refusal:
    near = get_close_matches(code, known, n=1, cutoff=0.6) or sorted(known)
    return Refusal("unknown-objective", path=path, met=code, expected=", ".join(near))


def _items(module: Module) -> Iterator[Refusal]:
    known = {objective.code for objective in module.objectives}
    for at, item in enumerate(module.items):
        path = f"items[{at}]"
        if item.objective not in known:
            yield _unknown_objective(f"{path}.objective", item.objective, known)
        yield from _answers(item, path)
    for entry, name in ((True, "at_entry"), (False, "at_exit")):
        if not module.quiz(entry=entry):
            yield Refusal("quiz-empty", path="items", met=name, expected=f"{name} = true")


def _answers(item: Item, path: str) -> Iterator[Refusal]:
    if item.asks is Asks.MATCHING:
        for at, one in enumerate(item.choices):
            if not one.pair:
                yield Refusal(
                    "choice-without-pair",
                    path=f"{path}.choices[{at}]",
                    met=item.code,
                    expected="pair",
                )
        return
    right = sum(one.right for one in item.choices)
    if right != 1:
        yield Refusal("not-one-right-answer", path=f"{path}.choices", met=str(right), expected="1")
    if item.asks is Asks.TRUE_FALSE and len(item.choices) != len(("true", "false")):
        yield Refusal(
            "true-false-choices", path=f"{path}.choices", met=str(len(item.choices)), expected="2"
        )


def _claims(module: Module, catalogue: Catalogue) -> Iterator[Refusal]:
    for path, claim in placed_claims(module):
        yield from _claim(claim, path)
    if module.edition != catalogue.edition:
        yield Refusal(
            "module-other-edition", path="edition", met=module.edition, expected=catalogue.edition
        )
        return
    for pointer in pointers(module):
        if pointer.is_abroad or not pointer.code:
            continue
        refusal = refuse_code(catalogue, pointer.code, pointer.shelves, pointer.path)
        if refusal is not None:
            yield refusal


def _claim(claim: Claim, path: str) -> Iterator[Refusal]:
    if claim.says is Says.OURS:
        return
    if not claim.record:
        yield Refusal(
            "claim-without-record", path=f"{path}.record", met=claim.text[:50], expected="record"
        )
    if not claim.sources:
        yield Refusal(
            "claim-without-source", path=f"{path}.sources", met=claim.says.value, expected="ours"
        )


def _slides(module: Module, folder: Path | None) -> Iterator[Refusal]:
    for path, activity in _placed(module):
        for at, slide in enumerate(activity.slides):
            yield from _slide(slide, f"{path}.slides[{at}]", folder)


def _slide(slide: Slide, path: str, folder: Path | None) -> Iterator[Refusal]:
    words = sum(_count(text) for text in (*slide.points, *(claim.text for claim in slide.claims)))
    if words > MOST_SLIDE_WORDS:
        yield Refusal(
            "too-many-words-on-slide", path=path, met=str(words), expected=str(MOST_SLIDE_WORDS)
        )
    if len(slide.points) > MOST_SLIDE_POINTS:
        yield Refusal(
            "too-many",
            path=f"{path}.points",
            met=str(len(slide.points)),
            expected=str(MOST_SLIDE_POINTS),
        )
    if slide.picture is None:
        return
    file = slide.picture.file
    if not slide.picture.description.strip():
        yield Refusal(
            "picture-without-description", path=f"{path}.picture", met=file, expected="description"
        )
    if Path(file).suffix.lower() not in PICTURES:
        yield Refusal(
            "wrong-picture", path=f"{path}.picture.file", met=file, expected=", ".join(PICTURES)
        )
    elif folder is not None and not (folder / file).is_file():
        yield Refusal("missing-file", path=f"{path}.picture.file", met=file, expected=file)


def _cards(module: Module) -> Iterator[Refusal]:
    for path, activity in _placed(module):
        for at, card in enumerate(activity.cards):
            most = MOST_CARD_WORDS.get(card.shape, MOST_A6_WORDS)
            words = _words_of(card)
            if words > most:
                yield Refusal(
                    "too-many-words-on-card",
                    path=f"{path}.cards[{at}]",
                    met=str(words),
                    expected=str(most),
                )
            if card.minute is not None and card.minute > activity.minutes:
                yield Refusal(
                    "inject-too-late",
                    path=f"{path}.cards[{at}].minute",
                    met=str(card.minute),
                    expected=str(activity.minutes),
                )


def _words_of(card: Card) -> int:
    return _count(card.text) + sum(_count(claim.text) for claim in card.claims)


def _count(text: str) -> int:
    return len(text.split())


def _font(module: Module, folder: Path | None) -> Iterator[Refusal]:
    # Late, because it asks typst, which comes with an extra.
    from reflexes.training.typesetting import families  # noqa: PLC0415 - see above

    known = families(folder)
    if module.font not in known:
        near = get_close_matches(module.font, known, n=3, cutoff=0.5)
        yield Refusal(
            "missing-font", path="font", met=module.font, expected=", ".join(near or known)
        )


def _placed(module: Module) -> Iterator[tuple[str, Activity]]:
    """Every activity with its path."""
    for s, session in enumerate(module.sessions):
        for q, sequence in enumerate(session.sequences):
            for a, activity in enumerate(sequence.activities):
                yield f"sessions[{s}].sequences[{q}].activities[{a}]", activity


def placed_claims(module: Module) -> Iterator[tuple[str, Claim]]:
    """Every claim with its path."""
    for path, activity in _placed(module):
        holders = [
            *((f"cards[{at}]", card.claims) for at, card in enumerate(activity.cards)),
            *((f"slides[{at}]", slide.claims) for at, slide in enumerate(activity.slides)),
        ]
        for holder, claims in holders:
            for place, claim in enumerate(claims):
                yield f"{path}.{holder}.claims[{place}]", claim
    for at, item in enumerate(module.items):
        for place, claim in enumerate(item.claims):
            yield f"items[{at}].claims[{place}]", claim
