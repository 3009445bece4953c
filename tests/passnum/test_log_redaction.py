"""A secret in an address is in no line of the log, nor will be that of the next address."""

import pytest
from django.urls import URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, StringConverter, UUIDConverter

from passnum.log_redaction import SECRET

# The texts of an address that a page shows: what is not among them is a secret.
SHOWN = {"link", "kind", "code", "fingerprint", "name", "owner", "slug"}
HIDDEN, NO_ROW = "jeton-que.personne:ne_lit=", "0" * 8 + "-0000-4000-8000-" + "0" * 12


def routes(resolver=None, namespace="", before=()):
    """The name of each address, with what it takes."""
    for each in (resolver or get_resolver()).url_patterns:
        taken = dict(before) | each.pattern.converters
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from routes(each, inner, taken)
        else:
            yield f"{namespace}{each.name or each.pattern}", taken


def secrets_of(taken):
    return {
        name
        for name, converter in taken.items()
        if isinstance(converter, StringConverter) and name not in SHOWN
    }


def written(name, taken):
    """The path of an address whose texts are secret."""
    values = {UUIDConverter: NO_ROW, IntConverter: 1}
    secret = dict.fromkeys(secrets_of(taken), HIDDEN)
    plain = {one: values.get(type(converter), "x") for one, converter in taken.items()}
    return reverse(name, kwargs=plain | secret)


WITH_SECRETS = [(name, taken) for name, taken in routes() if secrets_of(taken)]


def test_the_addresses_with_a_secret_are_found():
    assert {"accounts:choose-password", "accounts:confirm-email", "deadlines:calendar-feed"} <= {
        name for name, _ in WITH_SECRETS
    }


@pytest.mark.parametrize(("name", "taken"), WITH_SECRETS, ids=[name for name, _ in WITH_SECRETS])
def test_what_is_secret_in_an_address_is_not_written(name, taken):
    path = written(name, taken)

    assert HIDDEN in path
    assert HIDDEN not in SECRET.sub(r"\1\2…", path)
