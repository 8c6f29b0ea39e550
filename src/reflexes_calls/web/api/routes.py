"""The routes of the API: one for each operation, and a problem for every other address."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from reflexes_calls.web.addresses import service_address
from reflexes_calls.web.api.answering import answer
from reflexes_calls.web.api.description import describe
from reflexes_calls.web.api.nouns import OPERATIONS
from reflexes_calls.web.api.operations import ROOT, Operation
from reflexes_calls.web.api.problems import ApiRefusedError, language_asked, problem
from reflexes_calls.web.translating import translations


def _route_of(operation: Operation) -> Route:
    async def endpoint(request: Request) -> Response:
        # The line of the log says which route answered.
        request.scope["route"] = route
        return await answer(operation, request)

    route = Route(
        f"{ROOT}{operation.path}", endpoint, methods=[operation.method], name=operation.name
    )
    return route


def show_description(request: Request) -> Response:
    """The description of the API, in the language that is asked for."""
    words = translations(language_asked(request)).gettext
    headers = {"Vary": "Accept-Language", "Access-Control-Allow-Origin": "*"}
    return JSONResponse(describe(words, service_address(request)), headers=headers)


class NothingThere:
    """What answers at any other address, or to another method: a problem, as everywhere here."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that nothing is there, or which methods are."""
        request = Request(scope, receive)
        allowed = sorted(
            method
            for route in ROUTES
            if route.matches(scope)[0] is not Match.NONE
            for method in route.methods or ()
        )
        if allowed:
            said = ", ".join(allowed)
            refused = ApiRefusedError(405, "method", {"Allow": said}, expected=said)
        else:
            refused = ApiRefusedError(404, "no-such-address")
        await problem(request, refused)(scope, receive, send)


ROUTES = (
    Route(f"{ROOT}/openapi.json", show_description, methods=["GET"]),
    *map(_route_of, OPERATIONS),
)
router = APIRouter()
router.routes.extend(ROUTES)
router.routes.append(Route("/api/{anything:path}", NothingThere()))
