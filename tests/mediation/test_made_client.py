"""A client that a generator makes from the description of the API redeems a pass with it."""

import importlib
import inspect
import json
import re
import subprocess
import sys
import urllib.request
import uuid

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
QUIET = {"post_hooks": []}  # the generator would format what it writes


@pytest.fixture
def described(live_server, settings):
    with urllib.request.urlopen(f"{live_server.url}/api/v1/schema/?format=json") as answer:  # noqa: S310
        return json.load(answer)


@pytest.fixture
def made(described, tmp_path, monkeypatch):
    """The package that openapi-python-client writes."""
    for name, content in (("schema", described), ("config", QUIET)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    files = ["--path", "schema.json", "--config", "config.json", "--output-path", "made_client"]
    told = subprocess.run([*command, *files], cwd=tmp_path, check=True, capture_output=True)
    assert b"WARNING" not in told.stdout
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module


def test_a_made_client_redeems_a_pass_once(made, scene, live_server):
    call = made("made_client.api.redemptions.redeem").sync_detailed
    body = made("made_client.models").RedemptionIn.from_dict(scene.body())
    key = str(uuid.uuid4())

    with made("made_client").AuthenticatedClient(live_server.url, scene.device.token) as client:
        first, again = (call(client=client, body=body, idempotency_key=key) for _ in range(2))

    assert inspect.signature(call).parameters["idempotency_key"].annotation is str
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.parsed == again.parsed
    assert [one.value for one in first.parsed.passes] == ["10.00"]
    assert again.headers["Idempotent-Replayed"] == "true"


def test_the_description_says_where_the_api_answers(described, settings):
    assert described["servers"] == [{"url": settings.PASSNUM_BASE_URL}]


WHOLE = "8272e32e-52b8-41de-81f2-76fcf5d6d663"


@pytest.mark.parametrize(
    ("key", "status"),
    [
        (WHOLE, 201),
        (WHOLE.replace("-", "").upper(), 201),
        (f"urn:uuid:{WHOLE}", 400),
        (f"{{{WHOLE}}}", 400),
        (WHOLE[:-1], 400),
    ],
)
def test_a_key_is_checked_as_it_is_described(described, scene, key, status):
    told = described["paths"]["/api/v1/redemptions/"]["post"]["parameters"]
    (header,) = [one["schema"] for one in told if one["name"] == "Idempotency-Key"]

    assert header["type"] == "string"
    assert "format" not in header
    assert bool(re.search(header["pattern"], key)) == (status == 201)
    assert scene.redeem(key=key).status_code == status
