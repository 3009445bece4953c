"""A request in another encoding, or too long, is refused, not a crash."""

import pytest

pytestmark = pytest.mark.django_db
ADDRESS = "/connexion/?q=+2AA-"


@pytest.mark.parametrize("charset", ["utf-7", "idna", "utf-16", "latin-1"])
def test_a_request_in_another_encoding_is_refused(client, charset):
    answered = client.get(ADDRESS, CONTENT_TYPE=f"text/plain; charset={charset}")

    assert answered.status_code == 400


def test_a_form_longer_than_any_of_ours_gets_the_page_of_an_unreadable_request(client):
    answered = client.post("/connexion/", {str(number): "" for number in range(8_001)})

    assert answered.status_code == 400
    assert "Le service n’a pas compris cette demande" in answered.text


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "rien-de-connu"])
def test_utf_8_is_read_whatever_its_name(client, charset):
    answered = client.get(ADDRESS, CONTENT_TYPE=f"text/plain; charset={charset}")

    assert answered.status_code == 200
