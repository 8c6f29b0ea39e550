"""The words for the closed lists of the catalogue: a value of an enum → a message id."""

from collections.abc import Callable
from enum import StrEnum
from types import MappingProxyType

from reflexes.evidence import Design, Outcome
from reflexes.interview import ConsentForm, ConsentScope, Meeting
from reflexes.observation import Leaning
from reflexes.organisation import OrganisationKind, Programme, RoleKind
from reflexes.principle import Reads
from reflexes.sources import Confidence, SourceKind
from reflexes.texts import Language, Says, Status
from reflexes_calls.web.notices import N_

WORDS: tuple[tuple[StrEnum, str], ...] = (
    (Status.ATTESTED, N_("attested")),
    (Status.RECONSTRUCTED, N_("reconstructed")),
    (Status.OURS, N_("of this project")),
    (Says.INQUIRY, N_("The inquiry, in our words")),
    (Says.SOURCE, N_("A published source, in our words")),
    (Says.OURS, N_("This project")),
    (Language.FRENCH, N_("in French")),
    (Language.ENGLISH, N_("in English")),
    (Confidence.READ, N_("read in full, first-hand")),
    (Confidence.EXCERPT, N_("first-hand, an excerpt only")),
    (Confidence.THIRD_PARTY, N_("an excerpt, on another's site")),
    (Confidence.RELAYED, N_("taken from a relay, not checked again")),
    (Confidence.LINK, N_("only its link was seen, not read")),
    (SourceKind.PAGE, N_("web page")),
    (SourceKind.POST, N_("blog post")),
    (SourceKind.REPORT, N_("report")),
    (SourceKind.PRESS, N_("press")),
    (SourceKind.LAW, N_("legal text")),
    (SourceKind.STUDY, N_("study")),
    (OrganisationKind.ASSOCIATION, N_("association")),
    (OrganisationKind.AGENCY, N_("agency")),
    (OrganisationKind.STATE, N_("State")),
    (OrganisationKind.FOUNDATION, N_("foundation")),
    (OrganisationKind.CITY, N_("city")),
    (OrganisationKind.SOCIAL_CENTRE, N_("municipal social action centre (CCAS)")),
    (OrganisationKind.METROPOLIS, N_("metropolis")),
    (OrganisationKind.URBAN_COMMUNITY, N_("urban community")),
    (OrganisationKind.AGGLOMERATION, N_("agglomeration community")),
    (OrganisationKind.REGION, N_("region")),
    (OrganisationKind.DEPARTMENT, N_("department")),
    (OrganisationKind.FUND, N_("fund")),
    (OrganisationKind.NETWORK, N_("network")),
    (OrganisationKind.UNDETERMINED, N_("kind not determined")),
    (Programme.INQUIRY, N_("Réflexes Publics inquiry")),
    (Programme.FOLLOW_UP, N_("Capacités publiques programme")),
    (Programme.THIS, N_("this inquiry")),
    (RoleKind.INITIATOR, N_("initiator")),
    (RoleKind.SUPPORTER, N_("supporter")),
    (RoleKind.PARTNER, N_("partner")),
    (RoleKind.PARTICIPANT, N_("participant")),
    (RoleKind.WITNESS, N_("witness")),
    (Design.ACCOUNT, N_("account: people tell what they saw")),
    (Design.AFTER_ONLY, N_("measured afterwards only")),
    (Design.BEFORE_AFTER, N_("before and after: a change, not its cause")),
    (Design.COMPARISON, N_("comparison of groups")),
    (Design.RANDOMISED, N_("random draw between groups")),
    (Meeting.INTERVIEW, N_("interview")),
    (Meeting.WORKSHOP, N_("workshop")),
    (ConsentForm.WRITTEN, N_("in writing")),
    (ConsentForm.RECORDED, N_("aloud, and recorded")),
    (ConsentForm.PUBLIC, N_("a public meeting: whoever spoke knew it")),
    (ConsentScope.CODED, N_("to be told in other words and counted")),
    (ConsentScope.QUOTED, N_("to be quoted too, without their names")),
    (Leaning.FIRST, N_("the first pole")),
    (Leaning.SECOND, N_("the second pole")),
    (Leaning.BOTH, N_("both poles")),
    (Leaning.NEITHER, N_("neither pole")),
    (Reads.PISTE, N_("a piste, as it is written")),
    (Reads.PROPOSAL, N_("a proposal, by the team that means to try it")),
    (Reads.ADMINISTRATION, N_("an administration, as it works")),
    (Outcome.MET, N_("met")),
    (Outcome.PARTLY_MET, N_("partly met")),
    (Outcome.NOT_MET, N_("not met")),
    (Outcome.NOT_MEASURED, N_("not measured")),
    (Outcome.ABANDONED, N_("given up")),
)
# Two enums may share a value, and members of a StrEnum are equal to it: the class is in the key.
_BY_MEMBER = MappingProxyType({(type(member), member.value): said for member, said in WORDS})

SHELF_NAMES = MappingProxyType(
    {
        "controversies": N_("Controversies"),
        "phenomena": N_("Phenomena"),
        "pistes": N_("Pistes"),
        "principles": N_("Principles"),
        "orientations": N_("Orientations"),
        "organisations": N_("Organisations"),
        "sources": N_("Sources"),
        "observations": N_("Observations"),
        "interviews": N_("Interviews and workshops"),
        "experiments": N_("Experiments"),
        "evidence": N_("Evidence"),
        "disagreements": N_("Disagreements"),
    }
)
SHELF_NOTES = MappingProxyType(
    {
        "controversies": N_("Six tensions that the crisis laid bare, each between two poles."),
        "phenomena": N_("What the inquiry went to look at in administrations."),
        "pistes": N_("Prospective leads that an administration can try."),
        "principles": N_("The four words under which the inquiry puts resilience."),
        "orientations": N_("Headings under which the inquiry grouped its pistes."),
        "organisations": N_("Who started, supported, joined or tried."),
        "sources": N_("What every claim points to, and how far it was read."),
        "observations": N_("What was reported during the crisis, most often outside the inquiry."),
        "interviews": N_("Who was met, in what capacity and with what consent; nobody is named."),
        "experiments": N_("What organisations tried from a piste, and what they gave up."),
        "evidence": N_("What trials showed, by which design, with its limits."),
        "disagreements": N_("Where sources differ, written down and not smoothed away."),
    }
)

FORMAT_WORDS = MappingProxyType(
    {
        "json": N_("everything, with the name of its schema"),
        "csv": N_("one table for each kind of record, with a Frictionless descriptor (zip)"),
        "skos": N_("linked data: a thesaurus in SKOS, in Turtle"),
        "jsonld": N_("the same linked data, in JSON-LD"),
        "dcat": N_("the record of this edition for data portals (DCAT-AP, in Turtle)"),
        "sqlite": N_("a database with full-text search, which Datasette opens"),
        "xlsx": N_("a workbook for Excel"),
        "ods": N_("a workbook for LibreOffice and other spreadsheets"),
    }
)
"""For each format in which an edition is given, what it is good for."""


def word(member: StrEnum, translate: Callable[[str], str]) -> str:
    """The words for a member of a closed list."""
    return translate(_BY_MEMBER[type(member), member.value])
