"""A request in another encoding is refused, not a crash."""

import pytest

pytestmark = pytest.mark.django_db
ADDRESS = "/connexion/?q=+2AA-"


@pytest.mark.parametrize("charset", ["utf-7", "idna", "utf-16", "latin-1"])
def test_a_request_in_another_encoding_is_refused(client, charset):
    answered = client.get(ADDRESS, CONTENT_TYPE=f"text/plain; charset={charset}")

    assert answered.status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "rien-de-connu"])
def test_utf_8_is_read_whatever_its_name(client, charset):
    answered = client.get(ADDRESS, CONTENT_TYPE=f"text/plain; charset={charset}")

    assert answered.status_code == 200
