"""An identity provider of our own, on loopback: ProConnect's conventions, and ways to be hostile.

It refuses what ProConnect refuses: an unknown parameter, a short state or nonce, a code used twice.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import attrs
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.on_loopback import on_loopback

CLIENT, SECRET = "reflexes-essai", "le secret du service"
KNOWN = {
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "claims",
    "code_challenge",
    "code_challenge_method",
}
AGENT = {
    "sub": "agent-1",
    "given_name": "Camille",
    "usual_name": "Rivet-Essai",
    "email": "Camille.Rivet@mairie.example",
    "siret": "21350238800019",
    "organization_label": "Ville d’Essai",
}


def new_key(kind: str) -> Any:
    """A private key for RS256 or ES256."""
    if kind == "RS256":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


@attrs.define
class FakeProvider:
    """The provider: who signs in next, what it signs with, and what it gets wrong."""

    issuer: str = ""
    kind: str = "RS256"
    pkce: bool = True
    agent: dict[str, Any] = attrs.field(factory=lambda: dict(AGENT))
    wrong: dict[str, Any] = attrs.field(factory=dict)
    """Claims of the id_token that are replaced; one that is None is left out."""
    wrong_told: dict[str, Any] = attrs.field(factory=dict)
    unsigned: str = ""
    """Which token bears `alg: none`: `id_token` or `userinfo`."""
    symmetric: bool = False
    """Whether the id_token is signed with the public key as if it were a shared secret."""
    plain_userinfo: bool = False
    down: bool = False
    asked: list[dict[str, str]] = attrs.field(factory=list)
    keys_asked: int = 0
    _codes: dict[str, dict[str, str]] = attrs.field(factory=dict)
    _tokens: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    _key: Any = None
    kid: str = ""

    def __attrs_post_init__(self) -> None:
        """Begin with a key."""
        self.rotate()

    def rotate(self) -> None:
        """Sign with another key from now on; the former one is forgotten."""
        self._key, self.kid = new_key(self.kind), secrets.token_hex(4)

    def app(self) -> Starlette:
        """Its pages."""
        return Starlette(
            routes=[
                Route("/api/v2/.well-known/openid-configuration", self.discovery),
                Route("/api/v2/authorize", self.authorize),
                Route("/api/v2/token", self.token, methods=["POST"]),
                Route("/api/v2/userinfo", self.userinfo),
                Route("/api/v2/jwks", self.jwks),
            ]
        )

    def discovery(self, _: Request) -> Response:
        """Where its other pages are."""
        if self.down:
            return JSONResponse({}, 503)
        told: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/session/end",
            "scopes_supported": ["openid", "email", "siret", "organization_label"],
        }
        if self.pkce:
            told["code_challenge_methods_supported"] = ["S256"]
        return JSONResponse(told)

    def authorize(self, request: Request) -> Response:
        """Let the agent in at once, and send them back with a code."""
        said = dict(request.query_params)
        self.asked.append(said)
        if set(said) - KNOWN or len(said["state"]) < 32 or len(said["nonce"]) < 32:
            return JSONResponse({"error": "Y000400"}, 400)
        code = secrets.token_urlsafe(8)
        self._codes[code] = said
        back = urlencode({"code": code, "state": said["state"]})
        return RedirectResponse(f"{said['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        """Give the tokens of a code, once."""
        form = dict(await request.form())
        said = self._codes.pop(str(form.get("code")), None)
        if said is None or form.get("client_secret") != SECRET:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if form["redirect_uri"] != said["redirect_uri"] or not self._proves(said, form):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.agent["sub"],
            "nonce": said["nonce"],
            "iat": now,
            "exp": now + 60,
            "acr": "eidas1",
        }
        claims = {k: v for k, v in (claims | self.wrong).items() if v is not None}
        access = secrets.token_urlsafe(8)
        self._tokens[access] = {"iss": self.issuer, "aud": CLIENT} | self.agent | self.wrong_told
        return JSONResponse(
            {"access_token": access, "id_token": self._sign(claims, "id_token"), "expires_in": 60}
        )

    def _proves(self, said: dict[str, str], form: dict[str, Any]) -> bool:
        if not self.pkce:
            return "code_verifier" not in form
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return challenge == said["code_challenge"]

    def userinfo(self, request: Request) -> Response:
        """The claims of the agent, as a signed token."""
        told = self._tokens[request.headers["authorization"].removeprefix("Bearer ")]
        if self.plain_userinfo:
            return JSONResponse(told)
        return Response(self._sign(told, "userinfo"), media_type="application/jwt")

    def jwks(self, _: Request) -> Response:
        """Its public key."""
        self.keys_asked += 1
        known = jwt.get_algorithm_by_name(self.kind)
        public = json.loads(known.to_jwk(self._key.public_key()))
        return JSONResponse({"keys": [public | {"kid": self.kid, "alg": self.kind, "use": "sig"}]})

    def _sign(self, claims: dict[str, Any], name: str) -> str:
        if self.unsigned == name:
            return jwt.encode(claims, None, algorithm="none", headers={"kid": self.kid})
        if self.symmetric and name == "id_token":
            # Long enough for HMAC; what it is does not matter to whoever refuses the algorithm.
            return jwt.encode(claims, "k" * 64, algorithm="HS256", headers={"kid": self.kid})
        return jwt.encode(claims, self._key, algorithm=self.kind, headers={"kid": self.kid})


@contextmanager
def served(provider: FakeProvider) -> Iterator[FakeProvider]:
    """The provider, listening on loopback."""
    with on_loopback(provider.app()) as address:
        provider.issuer = f"{address}/api/v2"
        yield provider
