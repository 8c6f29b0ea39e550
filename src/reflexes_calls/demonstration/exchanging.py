"""What people say to each other around a call: questions, an amendment, partners, terrains."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from reflexes_calls.actions import amending, asking, offering, partnering, teaming
from reflexes_calls.demonstration.accounts import file_of
from reflexes_calls.demonstration.cast import Cast, Event
from reflexes_calls.domain.people import Person


def asked_in_public(cast: Cast, call_id: str, told: Mapping[str, Any]) -> Iterator[Event]:
    """The questions asked about a call, and the answers of those that have one."""
    for each in told.get("asked", ()):
        yield each["day"], partial(_ask, cast, call_id, each)
        if "answer" in each:
            yield each["answered"], partial(_answer, cast, call_id, each)


def _ask(cast: Cast, call_id: str, told: Mapping[str, Any]) -> None:
    said = {"question": told["question"]}
    asking.ask(cast.desk, cast.persons[told["person"]], call_id, said, address="")


def _answer(cast: Cast, call_id: str, told: Mapping[str, Any]) -> None:
    waiting = asking.answers_page(cast.desk, cast.manager, call_id).waiting
    asked = next(each.public_id for each in waiting if each.question == told["question"])
    said = {"answer": told["answer"]}
    asking.answer(cast.desk, cast.manager, call_id, asked, said, seen="", address="")


def amended(cast: Cast, call_id: str, told: Mapping[str, Any]) -> Iterator[Event]:
    """The amendment of a call, if it has one."""
    if "amendment" in told:
        yield told["amendment"]["day"], partial(_amend, cast, call_id, told["amendment"])


def _amend(cast: Cast, call_id: str, told: Mapping[str, Any]) -> None:
    raw = cast.days_of(told) | told["words"]
    amending.prepare(cast.desk, cast.manager, call_id, raw)
    seen = amending.amendment_page(cast.desk, cast.manager, call_id).digest
    amending.amend(cast.desk, cast.manager, call_id, told["reason"], seen=seen, address="")


def gather(cast: Cast, lead: Person, application_id: str, code: str) -> None:
    """Bring in the colleagues and the partners of one draft."""
    for each in file_of("teams").get("colleague", ()):
        if each["application"] == code:
            _invite(cast, lead, application_id, each)
    for each in file_of("teams").get("partner", ()):
        if each["application"] == code:
            _partner(cast, lead, application_id, each)


def _invite(cast: Cast, lead: Person, application_id: str, told: Mapping[str, Any]) -> None:
    colleague = cast.persons[told["person"]]
    said = {"email": colleague.email, "role": told["role"]}
    teaming.invite(cast.desk, lead, application_id, said, base="")
    teaming.accept(cast.desk, colleague, cast.secret_sent_to(colleague.email, "invitations"))


def _partner(cast: Cast, lead: Person, application_id: str, told: Mapping[str, Any]) -> None:
    said = {name: told[name] for name in ("role", "name", "siret", "email", "part")}
    named = partnering.name_partner(cast.desk, lead, application_id, said)
    partnering.ask_partner(cast.desk, lead, application_id, named.public_id, base="")
    if "signed_name" in told:
        secret = cast.secret_sent_to(told["email"], "partenaires")
        read = partnering.sign_page(cast.desk, secret)
        signed = {
            "signed_name": told["signed_name"],
            "signed_function": told["signed_function"],
            "agreed": "yes",
        }
        partnering.sign(cast.desk, secret, signed, digest=read.digest)


def offer_terrains(cast: Cast) -> None:
    """Let administrations offer themselves as terrains, or look for some."""
    for each in file_of("teams").get("terrain", ()):
        person, home = cast.persons[each["person"]], cast.organisations[each["organisation"]]
        said = {name: each[name] for name in ("stands_as", "territory", "offers", "needs")}
        said |= {"piste_code": each["piste"], "until_on": cast.day(each["until"])}
        with cast.on(each["day"]):
            offering.offer(cast.desk, person, home, said)
