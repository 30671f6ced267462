"""Reads an ID token: who signed it, for whom, about whom, and until when.

Source: OpenID Connect Core 1.0, 3.1.3.7. `none` and the symmetric algorithms are not
among those allowed: who knows our client secret is not the provider.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from netmon.access.oidc_documents import NotVouched

if TYPE_CHECKING:
    from netmon.access.oidc_documents import Documents

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
LEEWAY_S = 60
"""Clocks of two houses differ."""
LONGEST_TOKEN = 32_768
LONGEST_SUBJECT = 255
"""Characters (Core 1.0, 2)."""


async def read_id_token(
    tokens: Mapping[str, Any],
    documents: Documents,
    *,
    client_id: str,
    nonce: str,
    now_s: int,
) -> Mapping[str, Any]:
    """Return the claims of the ID token among `tokens`.

    Args:
        tokens: What the token endpoint answered.
        documents: Whose keys must have signed it.
        client_id: Whom it must be for.
        nonce: What it must repeat.
        now_s: Seconds since 1970, UTC.

    Raises:
        NotVouched: It is not to be believed; says why.
    """
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415

    text = tokens.get("id_token")
    if not isinstance(text, str) or len(text) > LONGEST_TOKEN:
        raise NotVouched("the provider gave no ID token")
    header, claims = await _verify(text, documents)
    expected = {
        "iss": {"essential": True, "value": documents.issuer},
        "aud": {"essential": True, "value": client_id},
    }
    params = {
        "nonce": nonce,
        "client_id": client_id,
        "access_token": tokens.get("access_token"),
    }
    try:
        token = CodeIDToken(claims, header, expected, params)
        token.validate(now_s, LEEWAY_S)
    except (JoseError, TypeError, ValueError, KeyError) as error:
        message = f"the ID token is not to be believed: {error}"
        raise NotVouched(message) from None
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotVouched("the ID token names nobody")
    return claims


async def _verify(
    text: str, documents: Documents
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return header and claims, if one of the provider's keys has signed them.

    A key we do not know may be a new one: the keys are looked at once more.
    """
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    said = ""
    for anew in (False, True):
        keys = await documents.keys(anew=anew)
        try:
            known = KeySet.import_key_set(keys)  # type: ignore[arg-type]
            token = jwt.decode(text, known, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            said = str(error) or type(error).__name__
        else:
            return token.header, token.claims
    message = f"the ID token is not signed by the provider: {said}"
    raise NotVouched(message)
