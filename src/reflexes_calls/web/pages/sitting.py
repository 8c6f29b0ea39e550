"""Sitting in a jury: the link of the letter, then what a member signs, says and declares."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reflexes_calls.actions.sitting import (
    SeatPage,
    accept_seat,
    accept_seat_with_account,
    declare_bond,
    decline_seat,
    describe_oneself,
    known_codes,
    leave_jury,
    recuse,
    seat_invitation,
    seat_page,
    seats_of,
    sign_charter,
)
from reflexes_calls.domain.charter import digest_of_charter
from reflexes_calls.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from reflexes_calls.domain.seating import (
    EXPERTISE,
    LANGUAGE,
    BondAnswers,
    ProfileAnswers,
    ReasonAnswers,
    SignAnswers,
)
from reflexes_calls.places.searching import folded
from reflexes_calls.web.account_sheet import account_labels, draw_account_sheet
from reflexes_calls.web.arriving import device_of
from reflexes_calls.web.forms import Field, Form, Posted, draw_sheet, specs_of
from reflexes_calls.web.juror_words import (
    BONDS,
    JURIES,
    LANGUAGES,
    SHELVES,
    STATES,
    said_load,
    titles_of,
)
from reflexes_calls.web.problems import status_of
from reflexes_calls.web.signing_in import arrive
from reflexes_calls.web.templating import page, see, translator
from reflexes_calls.web.translating import language_of
from reflexes_calls.web.typed import errors_of, errors_told, labels_of
from reflexes_calls.web.visitor import desk_of, signed_in, visitor_of
from reflexes_calls.wording import sentence

router = APIRouter()
MOST_LISTED = 200
"""How many files the list of ties shows at once: a search finds the others."""
Errors = tuple[tuple[str, str], ...]


@router.get("/jury")
def show_seats(request: Request) -> Response:
    """The juries in which the visitor sits."""
    words = translator(request)
    seats = seats_of(desk_of(request), signed_in(request))
    return page(
        request,
        "juries/seats.html",
        seats=tuple(
            (each, words(JURIES[each.juror.jury]), words(STATES[each.juror.state][0]))
            for each in seats
        ),
    )


@router.get("/jury/invitation/{token}")
def show_invitation(request: Request, token: str) -> Response:
    """What one is invited to, and how to accept or decline."""
    return _invitation(request, token)


@router.post("/jury/invitation/{token}")
def answer(request: Request, token: str, form: Posted) -> Response:
    """Accept, signed in or with a new account for the invited address; or decline."""
    desk, person, do = desk_of(request), visitor_of(request).person, form.text("do")
    try:
        if do == "decline":
            decline_seat(desk, token, form.values)
            return page(request, "juries/declined.html")
        if person is not None:
            made = accept_seat(desk, person, token)
            return see(f"/jury/{made.public_id}", done="accepted")
        session = accept_seat_with_account(desk, token, form.values, device=device_of(request))
    except NotAllowed:
        # Said with a way out, beside the button that signs out.
        return _invitation(request, token, status=403)
    except Invalid as invalid:
        return _invitation(request, token, form=form, invalid=invalid, status=422)
    return arrive(request, session, "/jury", done="accepted")


def _invitation(
    request: Request,
    token: str,
    *,
    form: Form | None = None,
    invalid: Invalid | None = None,
    status: int = 200,
) -> Response:
    words, typed = translator(request), form or Form()
    shown = seat_invitation(desk_of(request), token)
    labels = account_labels(words)
    labels |= labels_of(ReasonAnswers, words)
    errors = tuple(errors_of(invalid, words, labels)) if invalid else ()
    person = visitor_of(request).person
    is_other = (
        person is not None
        and person.id != shown.juror.person_id
        and person.email.lower() != shown.juror.email
    )
    refused = NotAllowed(
        "other-address", met=person.email if person else "", expected=shown.juror.email
    )
    return page(
        request,
        "juries/invitation.html",
        status=status,
        shown=shown,
        task=words(JURIES[shown.juror.jury]),
        token=token,
        other_address=sentence(refused, words) if is_other else "",
        account=draw_account_sheet(request, typed.text("name") or shown.juror.name, errors),
        reason=_reason(request, typed, errors),
        errors=errors,
    )


def _reason(request: Request, typed: Form, errors: Errors) -> Field:
    (field,) = draw_sheet(
        specs_of(ReasonAnswers), translator(request), values=typed.values, errors=errors
    ).fields
    return field


@router.get("/jury/{juror_id}")
def show_seat(request: Request, juror_id: str) -> Response:
    """What is asked of a member, and the charter."""
    return _seat(request, juror_id)


@router.post("/jury/{juror_id}")
def sign(request: Request, juror_id: str, form: Posted) -> Response:
    """Sign the charter that was on the page."""
    desk, person = desk_of(request), signed_in(request)
    try:
        sign_charter(desk, person, juror_id, form.values, seen=form.text("charter"))
    except NotFound:
        raise
    except Refused as refused:
        errors = errors_told(request, refused, SignAnswers)
        return _seat(request, juror_id, errors=errors, status=status_of(refused))
    return see(f"/jury/{juror_id}", done="charter-signed")


def _seat(request: Request, juror_id: str, *, errors: Errors = (), status: int = 200) -> Response:
    words, language = translator(request), language_of(request)
    shown = seat_page(desk_of(request), signed_in(request), juror_id)
    juror = shown.juror
    return _drawn(
        request,
        "juries/seat.html",
        shown,
        status=status,
        task=words(JURIES[juror.jury]),
        charter=shown.charter.said(language),
        charter_language="en" if language == "en" and shown.charter.en else "fr",
        digest=digest_of_charter(shown.charter),
        load=said_load(juror, words),
        knows=titles_of(juror.expertise, desk_of(request).catalogue, language),
        languages=", ".join(words(LANGUAGES[code]) for code in juror.languages),
        sheet=draw_sheet(specs_of(SignAnswers), words, errors=errors),
        errors=errors,
    )


def _drawn(request: Request, template: str, shown: SeatPage, **said: object) -> Response:
    status = said.pop("status", 200)
    return page(
        request,
        template,
        status=status if isinstance(status, int) else 200,
        shown=shown,
        seat=f"/jury/{shown.juror.public_id}",
        **said,
    )


@router.get("/jury/{juror_id}/profil")
def show_profile(request: Request, juror_id: str) -> Response:
    """What a member says of themselves."""
    return _profile(request, juror_id)


@router.post("/jury/{juror_id}/profil")
def describe(request: Request, juror_id: str, form: Posted) -> Response:
    """Keep what a member says of themselves."""
    try:
        describe_oneself(desk_of(request), signed_in(request), juror_id, form.values)
    except Invalid as invalid:
        words = translator(request)
        labels = labels_of(ProfileAnswers, words) | {"languages": words("Languages you read")}
        errors = tuple(errors_of(invalid, words, labels))
        return _profile(request, juror_id, form=form, errors=errors, status=422)
    return see(f"/jury/{juror_id}", done="saved")


def _profile(
    request: Request,
    juror_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    shown = seat_page(desk_of(request), signed_in(request), juror_id)
    values = form.values if form is not None else _kept_profile(shown)
    sheet = draw_sheet(specs_of(ProfileAnswers), words, values=values, errors=errors)
    return _drawn(
        request,
        "juries/profile.html",
        shown,
        status=status,
        boxes=_boxes(request, values, errors),
        sheet=sheet,
        errors=errors,
    )


def _kept_profile(shown: SeatPage) -> dict[str, str]:
    juror = shown.juror
    said = {
        "words": juror.words,
        "least": str(juror.least or ""),
        "most": str(juror.most or ""),
        "free_from": juror.free_from.isoformat() if juror.free_from else "",
        "free_until": juror.free_until.isoformat() if juror.free_until else "",
        "territory": juror.territory,
    }
    ticked = [EXPERTISE + code for code in juror.expertise]
    ticked += [LANGUAGE + code for code in juror.languages]
    return said | dict.fromkeys(ticked, "yes")


def _boxes(
    request: Request, values: Mapping[str, str], errors: Errors
) -> tuple[tuple[Field, ...], Field]:
    """The boxes of what one knows, a group a shelf; and those of languages."""
    words, language = translator(request), language_of(request)
    desk, said = desk_of(request), dict(reversed(errors))
    groups = []
    for shelf, codes in known_codes(desk).items():
        titles = titles_of(codes, desk.catalogue, language)
        boxes = tuple(
            (EXPERTISE + code, title, values.get(EXPERTISE + code) == "yes")
            for code, title in zip(codes, titles, strict=True)
        )
        label = words(SHELVES[shelf])
        groups.append(
            Field(name=f"known-{shelf}", label=label, kind="choices", optional=True, boxes=boxes)
        )
    languages = Field(
        name="languages",
        label=words("Languages you read"),
        kind="choices",
        error=said.get("languages", ""),
        boxes=tuple(
            (LANGUAGE + code, words(told), values.get(LANGUAGE + code) == "yes")
            for code, told in LANGUAGES.items()
        ),
    )
    return tuple(groups), languages


@router.get("/jury/{juror_id}/liens")
def show_ties(request: Request, juror_id: str) -> Response:
    """What ties a member, and the files of the call by title and administration."""
    return _ties(request, juror_id)


@router.post("/jury/{juror_id}/liens")
def declare(request: Request, juror_id: str, form: Posted) -> Response:
    """Declare a tie with an organisation."""
    # A tie with one file is a recusal, which has a page of its own.
    said = {name: value for name, value in form.values.items() if name != "application"}
    try:
        declare_bond(desk_of(request), signed_in(request), juror_id, said)
    except Invalid as invalid:
        errors = errors_told(request, invalid, BondAnswers)
        return _ties(request, juror_id, form=form, errors=errors, status=422)
    return see(f"/jury/{juror_id}/liens", done="tie-declared")


def _ties(
    request: Request,
    juror_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words, typed = translator(request), form or Form()
    shown = seat_page(desk_of(request), signed_in(request), juror_id)
    sought = request.query_params.get("q", "").strip()[:100]
    wanted = folded(sought).strip()
    found = [each for each in shown.files if wanted in folded(f"{each.organisation} {each.title}")]
    sheet = draw_sheet(
        specs_of(BondAnswers),
        words,
        values=typed.values,
        errors=errors,
        choices={"kind": tuple((kind.value, words(said)) for kind, said in BONDS.items())},
    )
    return _drawn(
        request,
        "juries/ties.html",
        shown,
        status=status,
        bonds=tuple((each, words(BONDS[each.kind])) for each in shown.bonds if each.kind in BONDS),
        files=tuple(found[:MOST_LISTED]),
        found=len(found),
        sought=sought,
        sheet=sheet,
        errors=errors,
    )


@router.get("/jury/{juror_id}/recusation")
def show_recusal(request: Request, juror_id: str, dossier: str = "") -> Response:
    """The form by which a member recuses themselves from one file."""
    return _recusal(request, juror_id, dossier)


@router.post("/jury/{juror_id}/recusation")
def recuse_oneself(request: Request, juror_id: str, form: Posted) -> Response:
    """Recuse oneself from one file."""
    try:
        recuse(desk_of(request), signed_in(request), juror_id, form.values)
    except Invalid as invalid:
        errors = errors_told(request, invalid, ReasonAnswers)
        file = form.text("application")
        return _recusal(request, juror_id, file, form=form, errors=errors, status=422)
    return see(f"/jury/{juror_id}/liens", done="recused")


def _recusal(  # noqa: PLR0913  # a file, and what was typed of it
    request: Request,
    juror_id: str,
    file: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    words = translator(request)
    shown = seat_page(desk_of(request), signed_in(request), juror_id)
    chosen = next((each for each in shown.files if each.public_id == file), None)
    files = Field(
        name="application",
        label=words("The application"),
        kind="choice",
        value=file if chosen else "",
        error=dict(reversed(errors)).get("application", ""),
        choices=tuple(
            (each.public_id, f"{each.organisation or each.receipt} – {each.title}")
            for each in shown.files
        ),
    )
    return _drawn(
        request,
        "juries/recusal.html",
        shown,
        status=status,
        files=files,
        chosen=chosen,
        reason=_reason(request, form or Form(), errors),
        errors=errors,
    )


@router.get("/jury/{juror_id}/quitter")
def show_leaving(request: Request, juror_id: str) -> Response:
    """The form by which a member leaves."""
    return _leaving(request, juror_id)


@router.post("/jury/{juror_id}/quitter")
def leave(request: Request, juror_id: str, form: Posted) -> Response:
    """Leave the jury."""
    try:
        leave_jury(desk_of(request), signed_in(request), juror_id, form.values)
    except (Invalid, Conflict) as refused:
        errors = errors_told(request, refused, ReasonAnswers)
        return _leaving(request, juror_id, form=form, errors=errors, status=status_of(refused))
    return see("/jury", done="jury-left")


def _leaving(
    request: Request,
    juror_id: str,
    *,
    form: Form | None = None,
    errors: Errors = (),
    status: int = 200,
) -> Response:
    shown = seat_page(desk_of(request), signed_in(request), juror_id)
    reason = _reason(request, form or Form(), errors)
    return _drawn(
        request, "juries/leaving.html", shown, status=status, reason=reason, errors=errors
    )
