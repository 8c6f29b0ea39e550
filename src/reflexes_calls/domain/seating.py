"""What is typed of a juror: who is invited, what they can read, what binds them, why they leave."""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from enum import StrEnum

from reflexes.fields import choice, day, line, prose, whole, yes
from reflexes.records import changed, record
from reflexes_calls.domain.answers import Raw, read_form
from reflexes_calls.domain.errors import FieldRefusal, Invalid
from reflexes_calls.domain.jury import BondKind, JurorKind, JuryKind
from reflexes_calls.domain.people import LONGEST_NAME

LINK_LENGTH = dt.timedelta(days=60)
"""How long the link of an invitation to a jury works; a reminder sends a new one."""
LONGEST_REASON = 600
MOST_FILES = 2000
MOST_PASTED = 100
"""How many people one list invites: each gets a letter, and its sender reads it again first."""
EXPERTISE, LANGUAGE = "expertise.", "language."
"""What the names of boxes to tick begin with; the code follows."""
LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt", "ar", "br", "oc")
"""The languages that a juror may say they read."""
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+", re.ASCII)
DEPARTMENT = re.compile(r"[0-9]{2}|2[AB]|9[78][0-9]")
KIND_WORDS = {
    JurorKind.PRACTITIONER: ("practitioner", "praticien", "praticienne", "praticien·ne"),
    JurorKind.AGENT: ("agent", "agente", "agent·e"),
    JurorKind.RESEARCHER: ("researcher", "chercheur", "chercheuse", "chercheur·euse"),
    JurorKind.USER: ("user", "usager", "usagère", "usager·ère", "habitant", "habitante"),
}
"""How each kind of juror is written in a pasted list."""


class Declared(StrEnum):
    """What a juror, or a manager for them, may declare; a recusal has a form of its own."""

    EMPLOYER = BondKind.EMPLOYER.value
    PAST_EMPLOYER = BondKind.PAST_EMPLOYER.value
    FUNDER = BondKind.FUNDER.value
    FAMILY = BondKind.FAMILY.value
    WORKED_TOGETHER = BondKind.WORKED_TOGETHER.value
    OTHER = BondKind.OTHER.value


@record
class InviteAnswers:
    """The form by which a manager invites someone, or changes how they are seated."""

    name: str = line("First and last name", max_length=LONGEST_NAME)
    email: str = line("Mail address", max_length=254)
    kind: JurorKind = choice("Where they look from")
    jury: JuryKind = choice("What they read", default=JuryKind.PROJECT)
    is_chair: bool = yes("They chair this jury", default=False)


@record
class ProfileAnswers:
    """What a juror says of themselves, beside the boxes that they tick."""

    words: str = prose(
        "What you know well, in your own words",
        default="",
        max_length=600,
        help="Files are given to those who know their subject.",
    )
    least: int = whole("Files to read, at least", default=0, minimum=0, maximum=MOST_FILES)
    most: int | None = whole(
        "Files to read, at most",
        default=None,
        minimum=1,
        maximum=MOST_FILES,
        help="Leave empty if you set no limit. One file takes about an hour.",
    )
    free_from: dt.date | None = day("Free from", default=None)
    free_until: dt.date | None = day("Free until", default=None)
    territory: str = line(
        "Your département",
        default="",
        max_length=3,
        help="Its number, such as 35 or 2A. Nobody reads files of their own territory where the "
        "call says so.",
    )


@record
class BondAnswers:
    """The form by which a tie is declared, with an administration or with one file."""

    kind: Declared = choice("What ties you")
    organisation: str = line("Name of the administration or organisation", default="")
    siret: str = line(
        "Its SIRET number",
        default="",
        max_length=24,
        help="Fourteen digits. With it, all the files of this organisation are found.",
    )
    note: str = prose("In a few words", default="", max_length=LONGEST_REASON)


@record
class ReasonAnswers:
    """Why: of a recusal, of leaving, of declining, of lifting a tie."""

    reason: str = prose("Why, in a few words", max_length=LONGEST_REASON)


@record
class SignAnswers:
    """The form by which a juror signs the charter."""

    agreed: bool = yes("I have read this charter, and I will keep to it")


@record
class Profile:
    """What a juror says of themselves."""

    answers: ProfileAnswers
    expertise: tuple[str, ...]
    languages: tuple[str, ...]


@record
class Pasted:
    """One person of a pasted list; `line` is its rank, from 1."""

    line: int
    name: str
    email: str
    kind: JurorKind


def read_invitation(raw: Raw) -> InviteAnswers:
    """Who is invited, or every refusal."""
    refusals: list[FieldRefusal] = []
    email = raw.get("email", "").strip()
    if email and not ADDRESS.fullmatch(email):
        refusals.append(FieldRefusal(field="email", kind="not-an-address", met=email[:80]))
    try:
        said = read_form(InviteAnswers, raw)
    except Invalid as invalid:
        raise Invalid((*invalid.refusals, *refusals)) from None
    if refusals:
        raise Invalid(tuple(refusals))
    return changed(said, email=said.email.lower())


def read_profile(raw: Raw, known: Collection[str]) -> Profile:
    """What a juror says of themselves; `known` are the codes of the catalogue."""
    refusals: list[FieldRefusal] = []
    said: ProfileAnswers | None = None
    try:
        said = read_form(ProfileAnswers, raw)
    except Invalid as invalid:
        refusals.extend(invalid.refusals)
    department = raw.get("territory", "").strip().upper()
    if department and not DEPARTMENT.fullmatch(department):
        refusals.append(
            FieldRefusal(field="territory", kind="not-a-department", met=department[:20])
        )
    if said is not None:
        refusals.extend(_contradictions(said))
    languages = _ticked(raw, LANGUAGE, LANGUAGES)
    if not languages:
        refusals.append(FieldRefusal(field="languages", kind="no-language"))
    if said is None or refusals:
        raise Invalid(tuple(refusals))
    return Profile(
        answers=changed(said, territory=department),
        expertise=_ticked(raw, EXPERTISE, known),
        languages=languages,
    )


def _contradictions(said: ProfileAnswers) -> Iterable[FieldRefusal]:
    if said.most is not None and said.most < said.least:
        yield FieldRefusal(
            field="most", kind="most-below-least", met=str(said.most), expected=str(said.least)
        )
    if said.free_from and said.free_until and said.free_until < said.free_from:
        yield FieldRefusal(
            field="free_until",
            kind="until-before-from",
            met=said.free_until.isoformat(),
            expected=said.free_from.isoformat(),
        )


def _ticked(raw: Raw, prefix: str, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in known if raw.get(prefix + code) == "yes")


def read_bond(raw: Raw, *, has_file: bool) -> BondAnswers:
    """What ties someone; to an organisation that is named or numbered, unless a file is chosen."""
    said = read_form(BondAnswers, raw)
    if has_file or said.organisation or said.siret:
        return said
    raise Invalid((FieldRefusal(field="organisation", kind="bond-with-nobody"),))


def read_pasted(text: str) -> tuple[Pasted, ...]:
    """The people of a pasted list, one a line: « nom ; adresse ; profil »; or every refusal."""
    refusals: list[FieldRefusal] = []
    found: list[Pasted] = []
    lines = [(rank, each.strip()) for rank, each in enumerate(text.splitlines(), start=1)]
    said = [(rank, each) for rank, each in lines if each]
    if not said:
        raise Invalid((FieldRefusal(field="pasted", kind="missing"),))
    if len(said) > MOST_PASTED:
        many = FieldRefusal(
            field="pasted", kind="pasted-many", met=str(len(said)), expected=str(MOST_PASTED)
        )
        raise Invalid((many,))
    for rank, each in said:
        kind, met = "", each
        cells = [cell.strip() for cell in re.split(r"[;\t]", each)]
        name, email, profile = (*cells, "", "", "")[:3]
        juror = _kind_of(profile)
        if not name or not email:
            kind = "pasted-short"
        elif not ADDRESS.fullmatch(email):
            kind, met = "pasted-address", email
        elif juror is None:
            kind, met = "pasted-kind", profile
        elif any(one.email == email.lower() for one in found):
            kind, met = "pasted-twice", email
        if kind or juror is None:
            refusals.append(
                FieldRefusal(field="pasted", kind=kind, met=met[:80], expected=str(rank))
            )
            continue
        person = Pasted(line=rank, name=name[:LONGEST_NAME], email=email.lower(), kind=juror)
        found.append(person)
    if refusals:
        raise Invalid(tuple(refusals))
    return tuple(found)


def _kind_of(word: str) -> JurorKind | None:
    folded = word.strip().lower().removesuffix("s")
    return next((kind for kind, words in KIND_WORDS.items() if folded in words), None)
