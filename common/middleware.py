"""Who asks and how, behind proxies."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Anybody can send these: they are believed from a proxy of ours alone.
FORWARDED = {
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID",
    "HTTP_FORWARDED",
}


class ProxyMiddleware:
    """Sets `REMOTE_ADDR` to the address of the client, which the lock-out, the limits of rate and
    the journal read. Outside PASSNUM_TRUSTED_PROXIES, what a request says of its way is ignored.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        peer = _address(meta.get("REMOTE_ADDR", ""))
        if _is_trusted(peer):
            client = _client(peer, meta.get("HTTP_X_FORWARDED_FOR", ""))
            meta["REMOTE_ADDR"] = str(client)
        else:
            for name in FORWARDED:
                meta.pop(name, None)
        return self.get_response(request)


def _client(peer: Address | None, forwarded: str) -> Address | None:
    """The first address that no proxy of ours has, from the nearest one on: those before it are
    what the client says.
    """
    for said in reversed(forwarded.split(",")):
        address = _address(said)
        if address is None:
            return peer
        peer = address
        if not _is_trusted(address):
            return peer
    return peer


def _is_trusted(address: Address | None) -> bool:
    return address is not None and any(
        address in network for network in settings.PASSNUM_TRUSTED_PROXIES
    )


def _address(text: str) -> Address | None:
    """An address, as a proxy may write it: in brackets, with a port, or as IPv4 in IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
