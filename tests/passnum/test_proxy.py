"""What nginx answers by itself, where the site did not, has the headers of a page."""

import http.client
import shutil

import pytest

from bench._proxy import CONFIGURATION, connection, proxy
from deploy import processes
from tests.passnum.test_headers import EVERYWHERE, lacking

REQUESTS = {
    "a site that is not there": (502, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    "a file too heavy": (413, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99000000\r\n\r\n"),
    "no request": (400, b"rien\r\n\r\n"),
    "two hosts": (400, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    "an address too long": (414, b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * 9_000)),
    "a header too long": (400, b"GET / HTTP/1.1\r\nHost: a\r\nA: %s\r\n\r\n" % (b"a" * 9_000)),
}


def test_the_proxy_writes_each_header_of_a_page():
    text = CONFIGURATION.read_text()

    assert [name for name in EVERYWHERE if f"add_header {name} " not in text] == []


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The proxy of production, whose site is not there."""
    with proxy(tmp_path_factory.mktemp("proxy"), processes.free_port()) as url:
        yield url


@pytest.mark.skipif(not shutil.which("nginx"), reason="apt-get install nginx-light")
@pytest.mark.parametrize("case", REQUESTS)
def test_what_the_proxy_answers_by_itself_has_the_headers_of_a_page(alone, case):
    status, sent = REQUESTS[case]
    with connection(alone) as line:
        line.sendall(sent)
        answer = http.client.HTTPResponse(line)
        answer.begin()
        said = answer.read().decode()

    assert (answer.status, lacking(answer.headers)) == (status, [])
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Le service n’a pas répondu" in said
