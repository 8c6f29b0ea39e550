"""The words for what a form is made of: kinds of answers, conditions, changes, fates."""

from collections.abc import Callable, Iterable
from types import MappingProxyType

from reflexes_calls.domain.carrying import ChangeKind, Fate
from reflexes_calls.domain.form import Condition, Form, Kind, Phase, Question, Test
from reflexes_calls.domain.form_typed import tests_offered
from reflexes_calls.web.formatting import money, number
from reflexes_calls.web.notices import N_

Translate = Callable[[str], str]

KINDS = MappingProxyType(
    {
        Kind.LINE: N_("A few words, on one line"),
        Kind.PROSE: N_("A text of several lines"),
        Kind.WHOLE: N_("A whole number"),
        Kind.MONEY: N_("An amount in euros"),
        Kind.DAY: N_("A day"),
        Kind.CHOICE: N_("One choice in a list"),
        Kind.CHOICES: N_("Several choices in a list"),
        Kind.TABLE: N_("A table: steps, spending, partners"),
        Kind.FILE: N_("Files to attach"),
        Kind.TERRITORY: N_("A territory, with its official code"),
        Kind.ADMINISTRATION: N_("An administration, with its SIRET"),
        Kind.CONSENT: N_("A box to tick: an agreement"),
    }
)
PHASES = MappingProxyType(
    {Phase.LETTER: N_("Letter of intent"), Phase.FULL: N_("Full application")}
)
CONDITIONS = MappingProxyType(
    {
        Test.IS: N_("“%(question)s”: the answer is “%(value)s”"),
        Test.IS_NOT: N_("“%(question)s”: the answer is not “%(value)s”"),
        Test.ANSWERED: N_("“%(question)s”: there is an answer"),
        Test.AT_LEAST: N_("“%(question)s”: at least %(value)s"),
        Test.AT_MOST: N_("“%(question)s”: at most %(value)s"),
    }
)
OFFERED = MappingProxyType(
    {
        Test.IS: N_("the answer is “%(value)s”"),
        Test.IS_NOT: N_("the answer is not “%(value)s”"),
        Test.ANSWERED: N_("there is an answer"),
        Test.AT_LEAST: N_("at least the figure below"),
        Test.AT_MOST: N_("at most the figure below"),
    }
)
TICKED = N_("the box is ticked")
SAID_TICKED = N_("“%(question)s”: the box is ticked")
CHANGES = MappingProxyType(
    {
        ChangeKind.ADDED: N_("new question"),
        ChangeKind.REMOVED: N_("no longer asked"),
        ChangeKind.REWORDED: N_("said in other words"),
        ChangeKind.EXPLAINED: N_("its help changed"),
        ChangeKind.REQUIRED: N_("now required"),
        ChangeKind.OPTIONAL: N_("now optional"),
        ChangeKind.LIMITS: N_("its limits changed"),
        ChangeKind.CHOICES: N_("its choices changed"),
        ChangeKind.COLUMNS: N_("its columns changed"),
        ChangeKind.CONDITION: N_("asked of other people"),
        ChangeKind.MOVED: N_("moved to another section"),
        ChangeKind.KIND: N_("another kind of answer"),
    }
)
FATES = MappingProxyType(
    {
        Fate.KEPT: (N_("kept as it is"), "good"),
        Fate.TOO_LONG: (N_("kept, to be shortened"), "warn"),
        Fate.TO_MEND: (N_("kept, to be mended"), "warn"),
        Fate.NOT_ASKED: (N_("kept, but not asked for now"), ""),
        Fate.BACK: (N_("comes back"), "good"),
        Fate.PARTLY: (N_("kept in part, the rest set aside"), "warn"),
        Fate.SET_ASIDE: (N_("set aside: nothing is lost"), "warn"),
    }
)
"""The words of each fate, and the class of its tag."""
NO_LIMIT = N_("no limit")
UP_TO = N_("%(most)s at most")
AT_LEAST = N_("%(least)s at least")
BETWEEN = N_("from %(least)s to %(most)s")
CHARACTERS = N_("%(count)s characters at most")
BOUNDED = N_("no more than what the call says")
NOT_PAST = N_("not a day that is past")


def condition_said(form: Form, condition: Condition, language: str, words: Translate) -> str:
    """A condition as a plain sentence."""
    question = form.find(condition.question)
    if question is None:
        return words(CONDITIONS[condition.test]) % {
            "question": condition.question,
            "value": condition.value,
        }
    said = CONDITIONS[condition.test]
    if question.kind is Kind.CONSENT and condition.test is Test.ANSWERED:
        said = SAID_TICKED
    labels = {one.code: one.label.said(language) for one in question.choices}
    return words(said) % {
        "question": question.label.said(language),
        "value": labels.get(condition.value, condition.value),
    }


def conditions_offered(
    before: Iterable[Question], language: str, words: Translate
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For each earlier question, what a condition may ask of it: (value of the list, words)."""
    return tuple(
        (
            question.label.said(language) or question.code,
            tuple(
                (
                    f"{question.code}|{test.value}|{value}",
                    _offered(question, test, value, language, words),
                )
                for test, value in tests_offered(question)
            ),
        )
        for question in before
    )


def _offered(question: Question, test: Test, value: str, language: str, words: Translate) -> str:
    if question.kind is Kind.CONSENT:
        return words(TICKED)
    labels = {one.code: one.label.said(language) for one in question.choices}
    return words(OFFERED[test]) % {"value": labels.get(value, value)}


def limits_said(question: Question, language: str, words: Translate) -> str:
    """The limits of a question, in a few words."""
    found = []
    longest = question.longest()
    if longest is not None:
        found.append(words(CHARACTERS) % {"count": number(longest, language)})
    found.extend(_bounds(question, language, words))
    if question.bounded_by:
        found.append(words(BOUNDED))
    if question.not_past:
        found.append(words(NOT_PAST))
    return ", ".join(found)


def _bounds(question: Question, language: str, words: Translate) -> Iterable[str]:
    def said(figure: int) -> str:
        return money(figure, language) if question.kind is Kind.MONEY else str(figure)

    least, most = question.minimum, question.maximum
    if least is not None and most is not None:
        yield words(BETWEEN) % {"least": said(least), "most": said(most)}
    elif most is not None:
        yield words(UP_TO) % {"most": said(most)}
    elif least:
        yield words(AT_LEAST) % {"least": said(least)}
