"""Faults told to Sentry, where a DSN asks for it: what broke and where, nothing of a person."""

from typing import Any
from urllib.parse import urlsplit

import sentry_sdk

from passnum.log_redaction import SECRET


def start(dsn: str) -> None:
    """No body, cookie, address of a client, value of a variable, statement nor line of a log."""
    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=without_persons,  # type: ignore[arg-type]
    )


def without_persons(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The path of a request without its secrets, and the first line of a fault: the next ones of a
    database quote the row.
    """
    event.pop("user", None)
    if asked := event.pop("request", None):
        path = SECRET.sub(r"\1\2…", urlsplit(asked.get("url", "")).path)
        event["request"] = {"method": asked.get("method"), "url": path}
    for fault in event.get("exception", {}).get("values", []):
        fault["value"] = str(fault.get("value") or "").partition("\n")[0]
    return event
