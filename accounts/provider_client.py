"""What ties this site to an OpenID Connect provider, from the environment."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "PASSNUM_OIDC_"


@dataclass(frozen=True, slots=True)
class Client:
    """This site, as the provider knows it. `issuer` is compared to the letter.

    `factor_acr`: the levels (`acr`) by which the provider says that two factors were given.
    """

    issuer: str
    client_id: str
    secret: str
    factor_acr: tuple[str, ...]


def client_named(
    issuer: str, client_id: str, secret: str, factor_acr: Iterable[str]
) -> Client | None:
    """The client that three variables describe; None where there is none of them."""
    given = {"ISSUER": issuer, "CLIENT_ID": client_id, "CLIENT_SECRET": secret}
    if not any(given.values()):
        return None
    for name, text in given.items():
        if not text or text != text.strip():
            raise ImproperlyConfigured(
                f"{PREFIX}{name}: empty, or with a space around it; the issuer, the client id and"
                " its secret go together."
            )
    address = urlsplit(issuer)
    if address.scheme != "https" or not address.hostname or address.query or address.fragment:
        raise ImproperlyConfigured(
            f"{PREFIX}ISSUER: write https://…, as the provider calls itself, without ? nor #."
        )
    return Client(issuer, client_id, secret, tuple(factor_acr))
