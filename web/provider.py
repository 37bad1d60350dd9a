"""The house's identity provider (OpenID Connect): its addresses and keys, a code taken for a token, the token believed.

Only the issuer's host is asked, with a time limit, without redirects, and no more is read than such answers hold.
Loaded only where the settings name a provider.
"""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config.errors import DubanError
from config.settings import Oidc

_DISCOVERY = "/.well-known/openid-configuration"
#: Signatures by a key pair only: a shared secret or none would let others make tokens.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_MOST_BYTES = 1_000_000
_KEPT_FOR = timedelta(hours=1)
_LEEWAY_SECONDS = 60


@dataclass
class Provider:
    """A provider as the settings name it; what it says of itself is asked once an hour, and again for a new key."""

    settings: Oidc
    _known: dict[str, Any] = field(default_factory=dict)
    _keys: KeySet | None = None
    _read_at: datetime | None = None

    def authorization_endpoint(self, now: datetime) -> str:
        """Return the address a browser is sent to.

        Raises:
            DubanError: ``oidc-unreachable``, ``oidc-misconfigured``.
        """
        return self._endpoint("authorization_endpoint", now)

    def claims(self, code: str, verifier: str, back: str, nonce: str, now: datetime) -> dict[str, Any]:
        """Take a code for an identity token, and return what the token says of the person.

        Raises:
            DubanError: ``oidc-unreachable``, ``oidc-misconfigured``, ``oidc-token-wrong``.
        """
        body = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        headers = self._credentials(body, now)
        answer = self._ask("POST", self._endpoint("token_endpoint", now), data=body, headers=headers)
        return self.believed(str(answer.get("id_token", "")), nonce, now)

    def believed(self, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        """Return the claims of an identity token: signed by the provider, for us, for this sign-in, of this moment.

        Raises:
            DubanError: ``oidc-token-wrong`` and those of asking for the keys.
        """
        try:
            claims = self._decoded(token, now)
            self._checks(nonce, now).validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise DubanError("oidc-token-wrong", detail=type(error).__name__) from error
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.settings.client_id:
            raise DubanError("oidc-token-wrong", detail="azp")
        return claims

    def _decoded(self, token: str, now: datetime) -> dict[str, Any]:
        try:
            return dict(jwt.decode(token, self._keys_at(now), algorithms=_ALGORITHMS).claims)
        except (JoseError, ValueError):
            self._keys = None  # the provider may have changed its keys since
            return dict(jwt.decode(token, self._keys_at(now), algorithms=_ALGORITHMS).claims)

    def _checks(self, nonce: str, now: datetime) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._metadata(now)["issuer"]},
            aud={"essential": True, "value": self.settings.client_id},
            sub={"essential": True, "allow_blank": False},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )

    def _credentials(self, body: dict[str, str], now: datetime) -> dict[str, str]:
        """Return the header that says who we are; or say it in the body, where the provider wants it there."""
        own, secret = self.settings.client_id, self.settings.client_secret.get_secret_value()
        ways = self._metadata(now).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if secret and "client_secret_basic" in ways:
            pair = f"{quote(own, safe='')}:{quote(secret, safe='')}"
            return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        body |= {"client_id": own, **({"client_secret": secret} if secret else {})}
        return {}

    def _keys_at(self, now: datetime) -> KeySet:
        if self._keys is None:
            answer = self._ask("GET", self._endpoint("jwks_uri", now))
            try:
                self._keys = KeySet.import_key_set({"keys": answer["keys"]})
            except (JoseError, ValueError, TypeError, KeyError) as error:
                raise DubanError("oidc-misconfigured", detail="jwks") from error
        return self._keys

    def _endpoint(self, name: str, now: datetime) -> str:
        """Return one of the provider's addresses; all lie on the issuer's host."""
        found, own = str(self._metadata(now).get(name, "")), urlsplit(self.settings.issuer)
        if (urlsplit(found).scheme, urlsplit(found).netloc) != (own.scheme, own.netloc):
            raise DubanError("oidc-misconfigured", detail=name)
        return found

    def _metadata(self, now: datetime) -> dict[str, Any]:
        """Return what the provider says of itself."""
        if self._read_at is None or not timedelta(0) <= now - self._read_at < _KEPT_FOR:
            found = self._ask("GET", self.settings.issuer.rstrip("/") + _DISCOVERY)
            if str(found.get("issuer", "")).rstrip("/") != self.settings.issuer.rstrip("/"):
                raise DubanError("oidc-misconfigured", detail="issuer")
            self._known, self._keys, self._read_at = found, None, now
        return self._known

    def _ask(self, method: str, address: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - as requests takes it
        """Return the JSON object an address of the provider answers with.

        Raises:
            DubanError: ``oidc-unreachable``.
        """
        limit = self.settings.timeout_seconds
        try:
            with requests.Session() as session:
                session.trust_env = False  # no proxy and no password of the surroundings goes along
                session.verify = str(self.settings.ca_file) if self.settings.ca_file else True
                with session.request(
                    method, address, timeout=(limit, limit), allow_redirects=False, stream=True, **given
                ) as response:
                    body = response.raw.read(_MOST_BYTES + 1, decode_content=True)
                    if response.status_code != requests.codes.ok or len(body) > _MOST_BYTES:
                        raise DubanError("oidc-unreachable", detail=f"HTTP {response.status_code}")
            found = json.loads(body)
        except (requests.RequestException, OSError, ValueError) as error:
            raise DubanError("oidc-unreachable", detail=type(error).__name__) from error
        if not isinstance(found, dict):
            raise DubanError("oidc-unreachable", detail="JSON")
        return found
