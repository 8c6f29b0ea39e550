"""What a form will ask, told before anyone begins: each question, its kind, its limits."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reflexes.records import record
from reflexes_calls.domain.call import Call
from reflexes_calls.domain.form import (
    Condition,
    Form,
    Kind,
    Phase,
    Question,
    Test,
    spec_of_question,
)
from reflexes_calls.web.formatting import money
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.LINE: N_("a line of text"),
        Kind.PROSE: N_("a text"),
        Kind.WHOLE: N_("a number"),
        Kind.MONEY: N_("an amount in euros"),
        Kind.DAY: N_("a day"),
        Kind.CHOICE: N_("one choice in a list"),
        Kind.CHOICES: N_("one choice or several"),
        Kind.TABLE: N_("a table, line by line"),
        Kind.FILE: N_("one file or several"),
        Kind.TERRITORY: N_("a territory, by its name or its official code"),
        Kind.ADMINISTRATION: N_("an administration, by its SIRET number"),
        Kind.CONSENT: N_("a box to tick"),
    }
)
CONDITIONS: Mapping[Test, str] = MappingProxyType(
    {
        Test.IS: N_("asked only if you answer “%(value)s” to “%(question)s”"),
        Test.IS_NOT: N_(
            "asked only if you answer something else than “%(value)s” to “%(question)s”"
        ),
        Test.ANSWERED: N_("asked only if you answer “%(question)s”"),
        Test.AT_LEAST: N_("asked only if “%(question)s” is %(value)s or more"),
        Test.AT_MOST: N_("asked only if “%(question)s” is %(value)s or less"),
    }
)
REQUIRED, OPTIONAL = N_("required"), N_("optional")
IN_LETTER = N_("asked in the letter of intent already")
AT_MOST_SIGNS = N_("%(count)s characters at most")
AT_MOST_MONEY = N_("%(most)s at most")
FROM_TO = N_("from %(least)s to %(most)s")


@record
class QuestionTold:
    """One question: its words, then what is worth knowing before it is met."""

    label: str
    help: str
    facts: str
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@record
class SectionTold:
    """Some questions under their heading."""

    title: str
    intro: str
    questions: tuple[QuestionTold, ...]


def questions_told(call: Call, language: str, words: Translate) -> tuple[SectionTold, ...]:
    """Every question that applicants may meet in a call, section by section."""
    form = call.questions()
    two_steps = call.first_phase is Phase.LETTER
    found = []
    for section in form.sections:
        asked = tuple(
            _told(
                call,
                form,
                each,
                language,
                words,
                letter=two_steps and Phase.LETTER in section.phases,
            )
            for each in section.questions
            if not each.internal
        )
        if asked:
            found.append(
                SectionTold(
                    title=section.title.said(language),
                    intro=section.intro.said(language),
                    questions=asked,
                )
            )
    return tuple(found)


def _told(  # noqa: PLR0913  # a question, where it stands, and the words to tell it
    call: Call, form: Form, question: Question, language: str, words: Translate, *, letter: bool
) -> QuestionTold:
    facts = [
        words(KINDS[question.kind]),
        words(REQUIRED if question.required else OPTIONAL),
        *_limits(call, question, language, words),
        *(_condition(form, each, language, words) for each in question.when),
        *([words(IN_LETTER)] if letter else []),
    ]
    return QuestionTold(
        label=question.label.said(language),
        help=question.help.said(language),
        facts=_as_sentence(", ".join(facts)),
        choices=tuple(each.label.said(language) for each in question.choices),
        columns=tuple(each.label.said(language) for each in question.columns),
    )


def _as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _limits(call: Call, question: Question, language: str, words: Translate) -> list[str]:
    spec = spec_of_question(question, language, figures=call.figures)
    if question.kind in {Kind.LINE, Kind.PROSE} and spec.max_length:
        return [words(AT_MOST_SIGNS) % {"count": spec.max_length}]
    if question.kind is Kind.MONEY and spec.maximum is not None:
        return [words(AT_MOST_MONEY) % {"most": money(spec.maximum, language)}]
    if question.kind is Kind.WHOLE and spec.maximum is not None:
        return [words(FROM_TO) % {"least": spec.minimum or 0, "most": spec.maximum}]
    return []


def _condition(form: Form, condition: Condition, language: str, words: Translate) -> str:
    asked = form.find(condition.question)
    label = asked.label.said(language) if asked else condition.question
    choices = {one.code: one.label.said(language) for one in asked.choices} if asked else {}
    value = choices.get(condition.value, condition.value)
    return words(CONDITIONS[condition.test]) % {"question": label, "value": value}
