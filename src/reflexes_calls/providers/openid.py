"""OpenID Connect as ProConnect speaks it: discovery, a code, two signed answers, and signing out.

Nothing is believed unless it is signed by a key of the provider, with a public-key algorithm, and
meant for this service. What was learnt of the provider is kept a while in each process: any other
process learns the same by itself.
"""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import attrs
import httpx2
import jwt

from reflexes_calls.domain.signing_in import Claims
from reflexes_calls.providers.errors import ProviderAway, ProviderUntrue

ALGORITHMS = ("RS256", "ES256")
"""Public-key algorithms alone: a shared secret would let this service sign for the provider."""
SCOPES = ("openid", "given_name", "usual_name", "email", "siret")
OPTIONAL = ("organization_label", "organizational_unit")
"""Asked for only where the provider says that it knows them."""
ASKED = json.dumps({"id_token": {"acr": None, "amr": None}})
"""How the person signed in: the level of assurance, and the means."""
LEEWAY = 30
"""Seconds by which two clocks may differ."""
KEPT = 600
"""Seconds for which what was learnt of the provider is used again."""
PATIENCE = 10.0
MOST_BYTES = 256 * 1024
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@attrs.define
class _Learnt:
    """What was learnt of the provider, and when."""

    metadata: Mapping[str, Any] | None = None
    keys: jwt.PyJWKSet | None = None
    at: float = 0.0


@attrs.frozen(kw_only=True)
class Provider:
    """An identity provider, and what this service is for it."""

    issuer: str
    client_id: str
    client_secret: str = attrs.field(repr=False)
    monotonic: Callable[[], float] = time.monotonic
    _learnt: _Learnt = attrs.field(factory=_Learnt, repr=False)

    def address_of(self, *, redirect: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send the person, with nothing that ProConnect would not know."""
        known = self._metadata()
        scopes = (*SCOPES, *(each for each in OPTIONAL if each in _said(known, "scopes_supported")))
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect,
            "scope": " ".join(scopes),
            "state": state,
            "nonce": nonce,
            "claims": ASKED,
        }
        if self._uses_pkce(known):
            asked |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        return f"{known['authorization_endpoint']}?{urlencode(asked)}"

    def claims_of(self, code: str, *, redirect: str, nonce: str, verifier: str) -> Claims:
        """What the provider says of whoever came back with a code."""
        tokens = self._exchange(code, redirect, verifier)
        id_token, access = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access, str):
            raise ProviderUntrue("no id_token or access_token")
        said = self._read(id_token, ("iss", "aud", "exp", "iat", "sub", "nonce"))
        if said["nonce"] != nonce:
            raise ProviderUntrue("nonce")
        if said.get("azp", self.client_id) != self.client_id:
            raise ProviderUntrue("azp")
        told = self._userinfo(access)
        if told["sub"] != said["sub"]:
            raise ProviderUntrue("userinfo of another subject")
        return _claims(self.issuer, said, told, id_token)

    def leaving_address(self, *, id_token: str, back: str, state: str) -> str:
        """Where to sign out of the provider too; nothing when it has no such place."""
        end = self._metadata().get("end_session_endpoint")
        if not end:
            return ""
        asked = {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": back}
        return f"{end}?{urlencode(asked)}"

    def _exchange(self, code: str, redirect: str, verifier: str) -> Mapping[str, Any]:
        known = self._metadata()
        said = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
        if self._uses_pkce(known):
            said["code_verifier"] = verifier
        answer = self._ask(
            "POST",
            known["token_endpoint"],
            data=said | {"client_id": self.client_id, "client_secret": self.client_secret},
        )
        if answer.status_code in {400, 401}:
            # A code that was used, is too old, or was given to someone else.
            raise ProviderUntrue(f"token endpoint: {answer.status_code}")
        return _object(answer)

    def _userinfo(self, access: str) -> Mapping[str, Any]:
        """The claims of the person: a signed token, as ProConnect gives them."""
        address = self._metadata()["userinfo_endpoint"]
        answer = self._ask("GET", address, headers={"Authorization": f"Bearer {access}"})
        kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
        if answer.status_code != httpx2.codes.OK or kind != "application/jwt":
            raise ProviderUntrue(f"userinfo: {answer.status_code} {kind}")
        return self._read(answer.text.strip(), ("iss", "aud", "sub"))

    def _read(self, token: str, needed: tuple[str, ...]) -> Mapping[str, Any]:
        """The claims of a token, once its signature and what it was made for are checked."""
        try:
            return jwt.decode(
                token,
                self._key_of(token),
                algorithms=list(ALGORITHMS),
                audience=self.client_id,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": list(needed)},
            )
        except jwt.PyJWTError as error:
            raise ProviderUntrue(f"{type(error).__name__}: {error}") from error

    def _key_of(self, token: str) -> jwt.PyJWK:
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in ALGORITHMS:
            raise ProviderUntrue(f"algorithm {head.get('alg')}")
        # A key that is not known yet may be a new one: the provider is asked again, once.
        for fresh in (False, True):
            keys = [
                each
                for each in self._keys(fresh=fresh).keys
                if each.key_id == head.get("kid") and each.algorithm_name == head["alg"]
            ]
            if len(keys) == 1:
                return keys[0]
        raise ProviderUntrue(f"no key {head.get('kid')}")

    def _uses_pkce(self, known: Mapping[str, Any]) -> bool:
        return "S256" in _said(known, "code_challenge_methods_supported")

    def _metadata(self) -> Mapping[str, Any]:
        learnt = self._learnt
        if learnt.metadata is None or self.monotonic() - learnt.at > KEPT:
            base = self.issuer.rstrip("/")
            told = _object(self._ask("GET", f"{base}/.well-known/openid-configuration"))
            if any(not isinstance(told.get(name), str) for name in NEEDED):
                raise ProviderAway("its discovery lacks an endpoint")
            if told["issuer"] != self.issuer:
                raise ProviderUntrue(f"issuer {told['issuer']}")
            learnt.metadata, learnt.keys, learnt.at = told, None, self.monotonic()
        return learnt.metadata

    def _keys(self, *, fresh: bool) -> jwt.PyJWKSet:
        address = self._metadata()["jwks_uri"]
        if self._learnt.keys is None or fresh:
            told = _object(self._ask("GET", address))
            try:
                self._learnt.keys = jwt.PyJWKSet.from_dict(dict(told))
            except jwt.PyJWTError as error:
                raise ProviderUntrue(f"its keys: {error}") from error
        return self._learnt.keys

    def _ask(self, method: str, address: str, **said: Any) -> httpx2.Response:
        if not _is_safe(address):
            raise ProviderUntrue(f"an address without HTTPS: {address}")
        try:
            # No redirection is followed: a code and a secret go where discovery said, or nowhere.
            with httpx2.Client(timeout=PATIENCE, follow_redirects=False) as client:
                answer = client.request(method, address, **said)
        except httpx2.HTTPError as error:
            raise ProviderAway(f"{type(error).__name__}: {error}") from error
        if answer.status_code >= httpx2.codes.INTERNAL_SERVER_ERROR:
            raise ProviderAway(f"{address}: {answer.status_code}")
        if len(answer.content) > MOST_BYTES:
            raise ProviderUntrue("too long an answer")
        return answer


def make_provider(issuer: str, client_id: str, client_secret: str) -> Provider | None:
    """The provider of the settings; None where they name none."""
    if not issuer:
        return None
    return Provider(issuer=issuer, client_id=client_id, client_secret=client_secret)


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "::1", "localhost"}


def _object(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError as error:
        raise ProviderAway("its answer is no JSON") from error
    if answer.status_code != httpx2.codes.OK or not isinstance(told, dict):
        raise ProviderAway(f"its answer is {answer.status_code}")
    return cast("Mapping[str, Any]", told)


def _said(known: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed = known.get(name)
    return tuple(map(str, listed)) if isinstance(listed, list) else ()


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _claims(issuer: str, said: Mapping[str, Any], told: Mapping[str, Any], id_token: str) -> Claims:
    def text(name: str, most: int) -> str:
        value = told.get(name)
        return " ".join(value.split())[:most] if isinstance(value, str) else ""

    siret = "".join(text("siret", 40).split())
    amr = said.get("amr")
    return Claims(
        issuer=issuer,
        subject=str(said["sub"]),
        email=text("email", 254).lower(),
        given_name=text("given_name", 60),
        usual_name=text("usual_name", 59),
        siret=siret or None,
        organisation=text("organization_label", 160) or text("organizational_unit", 160),
        acr=str(said.get("acr") or ""),
        amr=tuple(map(str, amr)) if isinstance(amr, list) else (),
        id_token=id_token,
    )
