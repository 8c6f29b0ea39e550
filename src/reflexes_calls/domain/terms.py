"""The cahier des charges: the parts that French calls have, each a text in both languages.

The order and the parts are those of published calls of the State, regions and funds; none of them
has exactly this plan. What the call knows already (dates, figures, pistes) is written by the pages,
never typed twice.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from reflexes.fields import LimitError, Spec, check_limits
from reflexes.records import record
from reflexes_calls.domain.bilingual import Bilingual
from reflexes_calls.domain.errors import FieldRefusal, Invalid

LANGUAGES = ("fr", "en")


@record
class Part:
    """One part: its heading, what it should say, and whether a call can open without it."""

    code: str
    heading: str
    label: str
    help: str = ""
    needed: bool = False
    funded_only: bool = False
    max_length: int = 4000


def _part(code: str, heading: str, label: str, help_: str = "", **said: object) -> Part:
    return Part(code=code, heading=heading, label=label, help=help_, **said)  # type: ignore[arg-type]  # the words of a part


def N_(said: str) -> str:  # noqa: N802  # the usual mark of a message id
    """Mark a message id."""
    return said


BRIEF, CONTEXT, WHO, HOW = (
    N_("In brief"),
    N_("Context and aims"),
    N_("Who may apply"),
    N_("How it goes"),
)
MEANS, AFTER = N_("Support and means"), N_("During and after the trial")

PARTS = (
    _part(
        "brief_what",
        BRIEF,
        N_("What is it about?"),
        N_("Two or three sentences that someone in a hurry will read."),
        needed=True,
        max_length=600,
    ),
    _part("brief_who", BRIEF, N_("Whom is it for?"), needed=True, max_length=600),
    _part("brief_support", BRIEF, N_("What do you receive?"), needed=True, max_length=600),
    _part("brief_how", BRIEF, N_("What must you do?"), needed=True, max_length=600),
    _part(
        "contact",
        BRIEF,
        N_("Whom to ask"),
        N_("A department and its address, not a person’s name."),
        needed=True,
        max_length=300,
    ),
    _part(
        "context",
        CONTEXT,
        N_("Context"),
        N_("The phenomena and their observations are shown below it from the catalogue."),
        needed=True,
    ),
    _part("aims", CONTEXT, N_("Aims"), N_("What we want to learn."), needed=True),
    _part("expected", CONTEXT, N_("What is expected"), needed=True),
    _part("excluded", CONTEXT, N_("What is excluded"), N_("Say it plainly: it saves evenings.")),
    _part("who", WHO, N_("Who may apply"), needed=True),
    _part(
        "eligibility",
        WHO,
        N_("Eligibility rules"),
        N_("One rule a line. An application that breaks one is not read by the jury."),
    ),
    _part("jury", HOW, N_("The jury"), N_("Who sits in it, and who decides."), needed=True),
    _part(
        "conflicts",
        HOW,
        N_("Conflicts of interest"),
        N_("How they are declared, and what follows."),
        needed=True,
    ),
    _part("selection", HOW, N_("How trials are chosen"), max_length=2500),
    _part("support", MEANS, N_("Support"), N_("People, methods, places: not only money.")),
    _part("funding", MEANS, N_("Funding"), N_("Rates and payments."), funded_only=True),
    _part("eligible_costs", MEANS, N_("Eligible spending"), needed=True, funded_only=True),
    _part("ineligible_costs", MEANS, N_("Spending that is not covered"), funded_only=True),
    _part("our_commitments", AFTER, N_("What we commit to"), needed=True),
    _part("your_commitments", AFTER, N_("What you commit to"), needed=True),
    _part(
        "right_to_error",
        AFTER,
        N_("Right to error and to change"),
        N_("A trial may be changed or stopped: say how, and that nobody is punished for it."),
        needed=True,
    ),
    _part("evaluation", AFTER, N_("Evaluation expected"), needed=True),
    _part(
        "publication",
        AFTER,
        N_("Publication and licence"),
        N_("What will be public, when, and under which licence."),
        needed=True,
    ),
)
HEADINGS = tuple(dict.fromkeys(part.heading for part in PARTS))
HEADING_CODES = MappingProxyType(
    {
        BRIEF: "brief",
        CONTEXT: "context",
        WHO: "who",
        HOW: "how",
        MEANS: "means",
        AFTER: "after",
    }
)
"""A short name for each heading, by which its page is known."""


@cache
def starting_terms(*, funded: bool = True) -> Mapping[str, str]:
    """What a new call says before anyone has written; a call without money promises none."""
    file = files("reflexes_calls.domain").joinpath("starting_terms.toml")
    said = tomllib.loads(file.read_text("utf-8"))
    unfunded = said.pop("unfunded")
    return MappingProxyType(said if funded else said | unfunded)


def terms_following(terms: Mapping[str, str], *, funded: bool) -> dict[str, str]:
    """The texts of a call that becomes funded or not: what nobody has rewritten follows."""
    before, after = starting_terms(funded=not funded), starting_terms(funded=funded)
    said = {
        name: after.get(name, "") if text == before.get(name) else text
        for name, text in terms.items()
    }
    return {name: text for name, text in said.items() if text}


def parts_under(heading: str, *, funded: bool) -> tuple[Part, ...]:
    """The parts under a heading that a call has, funded or not."""
    return tuple(
        part for part in PARTS if part.heading == heading and (funded or not part.funded_only)
    )


def term_key(part: Part, language: str) -> str:
    """The name of the form's field for a part in a language."""
    return f"{part.code}_{language}"


def specs_of_terms() -> dict[str, tuple[Part, str, Spec]]:
    """Each field of the form: its part, its language and its `Spec`; none is needed to save."""
    return {
        term_key(part, language): (part, language, _spec(part))
        for part in PARTS
        for language in LANGUAGES
    }


def _spec(part: Part) -> Spec:
    return Spec(
        label=part.label, kind="prose", help=part.help, max_length=part.max_length, optional=True
    )


def read_terms(raw: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, str]:
    """The texts to keep: `raw` over `kept`; unfinished is fine, all that is too long is refused."""
    said = dict(kept)
    refusals = []
    for name, (_, _, spec) in specs_of_terms().items():
        if name not in raw:
            continue
        text = raw[name].replace("\r\n", "\n").strip()
        try:
            check_limits(spec, text)
        except LimitError as error:
            refusals.append(
                FieldRefusal(
                    field=name, kind=error.kind, met=str(error.met), expected=str(error.expected)
                )
            )
        said[name] = text
    if refusals:
        raise Invalid(tuple(refusals))
    return {name: text for name, text in said.items() if text}


def part_said(terms: Mapping[str, str], part: Part) -> Bilingual:
    """What a call says in a part."""
    return Bilingual(fr=terms.get(term_key(part, "fr"), ""), en=terms.get(term_key(part, "en"), ""))


def parts_missing(terms: Mapping[str, str], *, funded: bool) -> tuple[Part, ...]:
    """The parts without which a call cannot open."""
    return tuple(
        part
        for part in PARTS
        if part.needed and (funded or not part.funded_only) and not part_said(terms, part).fr
    )
