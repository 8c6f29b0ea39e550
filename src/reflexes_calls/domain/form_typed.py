"""A question and a section as the pages of the builder show and read them.

Typed texts are flat, as everywhere: `label_fr`, `choice.urban.fr`, `criterion.besoin`. Each kind
of question shows the fields that mean something for it; what it does not show goes back to nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from reflexes.fields import LimitError, Spec, check_limits, shortened
from reflexes.records import changed
from reflexes_calls.domain.answers import (
    TICKED,
    Raw,
    UnreadableError,
    read_money,
    read_whole,
)
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.call_typed import typed_money
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.form import (
    ALWAYS_ASKED,
    MOST_CHARACTERS,
    Choice,
    Condition,
    Kind,
    Phase,
    Question,
    Section,
    Test,
)

LABEL = Spec(label="Question", kind="line", max_length=240)
WORDS = Spec(label="Help", kind="prose", max_length=1000, optional=True)
TITLE = Spec(label="Heading of the section", kind="line", max_length=160)
PART = Spec(label="Choice", kind="line", max_length=160)
LENGTH = Spec(
    label="Most characters", kind="whole", minimum=1, maximum=MOST_CHARACTERS, optional=True
)
COUNT = Spec(label="Count", kind="whole", minimum=0, maximum=60, optional=True)
FIGURE = Spec(label="Figure", kind="whole", minimum=0, maximum=10**9, optional=True)
MONEY = Spec(label="Amount", kind="money", minimum=0, maximum=10_000_000_00, optional=True)
SAME = {"choice": "same-choice", "column": "same-column"}
"""The refusal of words that two choices, or two columns, would share."""
LENGTHS = frozenset({Kind.LINE, Kind.PROSE})
FIGURES = frozenset({Kind.WHOLE, Kind.MONEY})
COUNTED = frozenset({Kind.CHOICES, Kind.TABLE, Kind.FILE})
CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})
EXAMPLES = frozenset({Kind.LINE, Kind.PROSE, Kind.WHOLE, Kind.MONEY, Kind.TABLE})
BOUNDS = {Kind.WHOLE: "weeks", Kind.MONEY: "budget_cap"}
"""The figure of the call that may bound a number or an amount."""


def fields_of(question: Question, *, is_column: bool = False) -> frozenset[str]:
    """The fields that mean something for a question."""
    kind = question.kind
    found = {"label_fr", "label_en", "help_fr", "help_en", "required"}
    if kind in EXAMPLES and not is_column:
        found |= {"example_fr", "example_en"}
    if kind in LENGTHS:
        found.add("max_length")
    if kind in FIGURES | COUNTED:
        found |= {"minimum", "maximum"}
    if kind is Kind.DAY:
        found.add("not_past")
    if kind in BOUNDS and not is_column:
        found.add("bounded")
    if kind is Kind.TABLE:
        found.add("total")
    if not is_column:
        found |= {"internal", "identifies", "criteria"}
    if question.code in ALWAYS_ASKED and not is_column:
        found -= {"required", "internal"}
    return frozenset(found - ({"required"} if question.internal and not is_column else set()))


def typed_question(question: Question) -> dict[str, str]:
    """A question as its form would have been filled in."""
    typed = {
        "label_fr": question.label.fr,
        "label_en": question.label.en,
        "help_fr": question.help.fr,
        "help_en": question.help.en,
        "example_fr": question.example.fr,
        "example_en": question.example.en,
        "required": _tick(question.required),
        "max_length": _figure(question, question.max_length, is_length=True),
        "minimum": _figure(question, question.minimum),
        "maximum": _figure(question, question.maximum),
        "bounded": _tick(bool(question.bounded_by)),
        "not_past": _tick(question.not_past),
        "internal": _tick(question.internal),
        "identifies": _tick(question.identifies),
        "total": question.total,
        "kind": question.kind.value,
    }
    typed |= {f"criterion.{code}": "yes" for code in question.criteria}
    for prefix, parts in (("choice", question.choices), ("column", question.columns)):
        for each in parts:
            typed[f"{prefix}.{each.code}.fr"] = each.label.fr
            typed[f"{prefix}.{each.code}.en"] = each.label.en
    return typed


def _tick(said: bool) -> str:  # noqa: FBT001  # the one thing it says
    return "yes" if said else ""


def _figure(question: Question, figure: int | None, *, is_length: bool = False) -> str:
    if figure is None:
        return ""
    is_money = question.kind is Kind.MONEY and not is_length
    return typed_money(figure) if is_money else str(figure)


class _Coded(Protocol):
    @property
    def code(self) -> str:
        """What it is known by."""


class _Reader:
    """Reads one typed text after the other, and keeps every refusal."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.refusals: list[FieldRefusal] = []

    def text(self, name: str, spec: Spec) -> str:
        said = self.raw.get(name, "").replace("\r\n", "\n").strip()
        if said and spec.kind == "line" and "\n" in said:
            self.refusals.append(
                FieldRefusal(field=name, kind="several-lines", met=shortened(said))
            )
        elif said:
            self._check(name, spec, said, said)
        elif not spec.optional:
            self.refusals.append(FieldRefusal(field=name, kind="words-missing"))
        return said

    def both(self, name: str, spec: Spec) -> Bilingual:
        # French is needed where the words are; English may always come later.
        english = changed(spec, optional=True)
        return Bilingual(fr=self.text(f"{name}fr", spec), en=self.text(f"{name}en", english))

    def figure(self, name: str, spec: Spec) -> int | None:
        said = self.raw.get(name, "").strip()
        if not said:
            return None
        try:
            value = (read_money if spec.kind == "money" else read_whole)(said)
        except UnreadableError as error:
            self.refusals.append(
                FieldRefusal(field=name, kind=error.kind, met=said, expected=error.expected)
            )
            return None
        self._check(name, spec, value, said)
        return value

    def tick(self, name: str) -> bool:
        return self.raw.get(name, "").strip().lower() in TICKED

    def _check(self, name: str, spec: Spec, value: object, said: str) -> None:
        try:
            check_limits(spec, value)
        except LimitError as error:
            met, expected = str(error.met), str(error.expected)
            if spec.kind == "money":
                met, expected = said, typed_money(int(expected))
            self.refusals.append(
                FieldRefusal(field=name, kind=error.kind, met=shortened(met), expected=expected)
            )


def read_question(
    raw: Raw, question: Question, *, criteria: Collection[str] = (), is_column: bool = False
) -> Question:
    """The question as typed; raises `Invalid` with every refusal. Its code never changes."""
    reader = _Reader(raw)
    shown = fields_of(question, is_column=is_column)
    said: dict[str, Any] = {
        "label": reader.both("label_", LABEL),
        "help": reader.both("help_", WORDS),
        "choices": tuple(_choice(reader, each) for each in question.choices),
        "columns": tuple(_column(reader, each) for each in question.columns),
        **_limits(reader, question, shown),
    }
    if "example_fr" in shown:
        said["example"] = reader.both("example_", WORDS)
    for name in ("required", "not_past", "internal", "identifies"):
        if name in shown:
            said[name] = reader.tick(name)
    if said.get("internal") and said.get("required"):
        reader.refusals.append(FieldRefusal(field="required", kind="internal-required"))
    if question.internal:
        said["required"] = False
    _check_twins(reader, "choice", question.choices)
    _check_twins(reader, "column", question.columns)
    if "criteria" in shown:
        said["criteria"] = _criteria(reader, criteria)
    if "total" in shown:
        summed = {each.code for each in question.columns if each.kind in FIGURES}
        total = raw.get("total", "").strip()
        said["total"] = total if total in summed else ""
    if reader.refusals:
        raise Invalid(tuple(reader.refusals))
    return changed(question, **said)


def _limits(reader: _Reader, question: Question, shown: Collection[str]) -> dict[str, Any]:
    spec = COUNT
    if question.kind in FIGURES:
        spec = MONEY if question.kind is Kind.MONEY else FIGURE
    found: dict[str, Any] = {"max_length": None, "minimum": None, "maximum": None, "bounded_by": ""}
    if "max_length" in shown:
        found["max_length"] = reader.figure("max_length", LENGTH)
    if "minimum" in shown:
        found |= {name: reader.figure(name, spec) for name in ("minimum", "maximum")}
        least, most = found["minimum"], found["maximum"]
        if least is not None and most is not None and least > most:
            met, expected = reader.raw["maximum"].strip(), reader.raw["minimum"].strip()
            reader.refusals.append(
                FieldRefusal(field="maximum", kind="bounds-crossed", met=met, expected=expected)
            )
    if "bounded" in shown and reader.tick("bounded"):
        found["bounded_by"] = BOUNDS[question.kind]
    return found


def _check_twins(reader: _Reader, prefix: str, parts: Iterable[_Coded]) -> None:
    """Refuse words that two choices or two columns would share, the new one among them."""
    gone = reader.raw.get("do", "").removeprefix(f"{prefix}.remove.")
    names = [f"{prefix}.{each.code}." for each in parts if each.code != gone] + [f"{prefix}_new_"]
    for language in ("fr", "en"):
        seen: set[str] = set()
        for name in names:
            words = reader.raw.get(f"{name}{language}", "")
            plain = " ".join(words.casefold().split())
            if plain and plain in seen:
                reader.refusals.append(
                    FieldRefusal(field=f"{name}{language}", kind=SAME[prefix], met=shortened(words))
                )
            seen.add(plain)


def _choice(reader: _Reader, choice: Choice) -> Choice:
    return changed(choice, label=reader.both(f"choice.{choice.code}.", PART))


def _column(reader: _Reader, column: Question) -> Question:
    return changed(column, label=reader.both(f"column.{column.code}.", PART))


def _criteria(reader: _Reader, known: Collection[str]) -> tuple[str, ...]:
    return tuple(code for code in known if reader.tick(f"criterion.{code}"))


def read_part(raw: Raw, prefix: str) -> Bilingual | None:
    """The words of a new choice or column, or None when nothing was typed; raises `Invalid`."""
    if not any(raw.get(f"{prefix}{language}", "").strip() for language in ("fr", "en")):
        return None
    reader = _Reader(raw)
    said = reader.both(prefix, PART)
    if reader.refusals:
        raise Invalid(tuple(reader.refusals))
    return said


def read_new_question(raw: Raw) -> tuple[Kind, Bilingual]:
    """The kind and the words of a new question; raises `Invalid`."""
    reader = _Reader(raw)
    label = reader.both("label_", LABEL)
    kind = raw.get("kind", "").strip()
    if kind not in set(Kind):
        reader.refusals.append(FieldRefusal(field="kind", kind="no-kind"))
    if reader.refusals:
        raise Invalid(tuple(reader.refusals))
    return Kind(kind), label


def typed_section(section: Section) -> dict[str, str]:
    """A section as its form would have been filled in."""
    typed = {
        "title_fr": section.title.fr,
        "title_en": section.title.en,
        "intro_fr": section.intro.fr,
        "intro_en": section.intro.en,
    }
    return typed | {f"phase.{each.value}": "yes" for each in section.phases}


def read_title(raw: Raw) -> Bilingual:
    """The heading of a new section; raises `Invalid`."""
    reader = _Reader(raw)
    said = reader.both("title_", TITLE)
    if reader.refusals:
        raise Invalid(tuple(reader.refusals))
    return said


def read_section(raw: Raw, section: Section, *, two_steps: bool) -> Section:
    """The section as typed; raises `Invalid`. Without two steps there is no phase to choose."""
    reader = _Reader(raw)
    title, intro = reader.both("title_", TITLE), reader.both("intro_", WORDS)
    phases = section.phases
    if two_steps:
        phases = tuple(each for each in Phase if reader.tick(f"phase.{each.value}"))
        if not phases:
            reader.refusals.append(FieldRefusal(field="phase.letter", kind="no-phase"))
    if reader.refusals:
        raise Invalid(tuple(reader.refusals))
    return changed(section, title=title, intro=intro, phases=phases)


def read_condition(
    raw: Raw, before: Iterable[Question], *, wanted: bool = False
) -> Condition | None:
    """A condition chosen among the earlier questions, or None when none was; raises `Invalid`.

    It is chosen in one list, as `question|test|value`; a figure to compare with is typed beside.
    `wanted` says that one was asked for, so that choosing nothing is refused.
    """
    chosen, figure = raw.get("when", "").strip(), raw.get("when_figure", "").strip()
    if not chosen and not figure and wanted:
        raise Invalid((FieldRefusal(field="when", kind="condition-missing"),))
    if not chosen and not figure:
        return None
    if not chosen:
        raise Invalid((FieldRefusal(field="when", kind="figure-alone", met=shortened(figure)),))
    code, _, rest = chosen.partition("|")
    test, _, value = rest.partition("|")
    question = next((each for each in before if each.code == code), None)
    if question is None or test not in set(Test):
        raise Invalid((FieldRefusal(field="when", kind="not-a-choice", met=shortened(chosen)),))
    if Test(test) in {Test.AT_LEAST, Test.AT_MOST}:
        value = figure
        _check_figure(question, value)
    elif figure:
        raise Invalid((FieldRefusal(field="when", kind="figure-alone", met=shortened(figure)),))
    return Condition(question=code, test=Test(test), value=value)


def _check_figure(question: Question, value: str) -> None:
    try:
        (read_money if question.kind is Kind.MONEY else read_whole)(value)
    except UnreadableError as error:
        kind = error.kind if value else "figure-missing"
        refusal = FieldRefusal(
            field="when_figure", kind=kind, met=shortened(value), expected=error.expected
        )
        raise Invalid((refusal,)) from None


def tests_offered(question: Question) -> tuple[tuple[Test, str], ...]:
    """What a condition may ask of an answer: each test, with its value when it is known."""
    if question.kind in CHOSEN:
        is_one = [(Test.IS, each.code) for each in question.choices]
        is_not = [(Test.IS_NOT, each.code) for each in question.choices]
        return (*is_one, *is_not, (Test.ANSWERED, ""))
    if question.kind in FIGURES:
        return (Test.AT_LEAST, ""), (Test.AT_MOST, ""), (Test.ANSWERED, "")
    return ((Test.ANSWERED, ""),)


def plain_criteria(document: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """A form of another call, whose questions name only the criteria that this one has."""
    sections = [
        {
            **section,
            "questions": [_with_criteria(each, known) for each in section.get("questions", ())],
        }
        for section in document.get("sections", ())
    ]
    return {**document, "sections": sections}


def _with_criteria(question: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    kept = [code for code in question.get("criteria", ()) if code in known]
    rest = {name: value for name, value in question.items() if name != "criteria"}
    return {**rest, "criteria": kept} if kept else rest
