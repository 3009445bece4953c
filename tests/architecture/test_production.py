"""The production files, as far as they can be checked without a container engine."""

import base64
import os
import re
import shlex
import shutil
import subprocess
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from common.middleware import FORWARDED
from passnum import celery
from tests.architecture.sources import LAYERS
from tests.architecture.test_docs import variables_of_settings

ROOT = Path(settings.BASE_DIR)
NOT_IN_PRODUCTION = {"DEBUG", "PASSNUM_DEMO", "PASSNUM_CLOCK"}
SAMPLES = {
    "SECRET_KEY": "9" * 25 + "abcdefghijklmnopqrstuvwxyz",
    "PASSNUM_MASTER_KEYS": "1:" + base64.b64encode(bytes(range(32))).decode(),
    "PASSNUM_FACTOR_KEYS": "1:" + base64.b64encode(bytes(range(1, 33))).decode(),
    "ALLOWED_HOSTS": "pass.example.fr",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.fr:587",
    "DEFAULT_FROM_EMAIL": "pass@example.fr",
}
HEADER = re.compile(r"proxy_set_header ([\w-]+)")
PINNED = re.compile(r":\d+\.\d+\.?\d*(-\w+)*(@sha256:[0-9a-f]{64})?$")
REFERENCE = re.compile(r"\$\{(\w+)(:\?|:-([^}]*))\}")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def docker_lines():
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line and not line.startswith("#")]


def test_compose_runs_the_six_parts_the_site_twice(compose):
    assert set(compose["services"]) == {
        *("proxy", "web-a", "web-b", "worker", "scheduler", "migrate", "database", "broker"),
    }


def test_every_service_is_confined_watched_and_bounded(compose):
    for name, service in compose["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is True, name
        assert service["mem_limit"], name
        assert {"max-size", "max-file"} <= set(service["logging"]["options"]), name
        assert "healthcheck" in service or service["restart"] == "no", name
        # Ours has its account in the image.
        assert "user" in service or service["build"] == ".", name


def test_podman_runs_what_compose_asks(compose):
    """It has no log driver `local`, gives a tmpfs to nobody, and a health check no $HOSTNAME."""
    for name, service in compose["services"].items():
        assert service["logging"]["driver"] == "json-file", name
        assert not [one for one in service.get("tmpfs", []) if "uid=" in one], name
        assert "HOSTNAME" not in str(service.get("healthcheck")), name


def test_images_are_pinned_to_a_version(compose):
    named = [service["image"] for service in compose["services"].values() if "build" not in service]
    named += [line.split()[1] for line in docker_lines() if line.startswith("FROM")]

    assert len(named) == 5
    assert [one for one in named if not PINNED.search(one)] == []


def test_the_image_runs_as_its_own_account_on_python_3_13():
    lines = docker_lines()

    assert "USER passnum" in lines
    assert {line.split()[1].split("-")[0] for line in lines if line.startswith("FROM")} == {
        "python:3.13.7"
    }


def test_the_proxy_takes_whole_requests_and_passes_what_the_site_trusts():
    text = (ROOT / "deploy" / "nginx.conf").read_text()

    assert "proxy_request_buffering off" not in text
    assert "proxy_buffering off" not in text
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "Host $host"):
        assert f"proxy_set_header {header};" in text
    assert {f"HTTP_{name.upper().replace('-', '_')}" for name in HEADER.findall(text)} >= FORWARDED
    assert f"client_max_body_size {settings.PASSNUM_UPLOAD_MB + 2}m;" in text


def test_the_proxy_knows_both_sites_by_addresses_that_nothing_else_is_given(compose):
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    hosts = dict(one.split(":", 1) for one in compose["services"]["proxy"]["extra_hosts"])
    (network,) = compose["networks"]["default"]["ipam"]["config"]

    def real(given):
        return REFERENCE.sub(lambda found: found[3], given)

    assert re.findall(r"server ([\w-]+):8000 ", text) == list(hosts) == ["web-a", "web-b"]
    for name, address in hosts.items():
        given = compose["services"][name]["networks"]["default"]["ipv4_address"]
        assert given == address
        assert ip_address(real(address)) in ip_network(real(network["subnet"]))
        assert ip_address(real(address)) not in ip_network(real(network["ip_range"]))
    trusted = compose["services"]["web-a"]["environment"]["PASSNUM_TRUSTED_PROXIES"]
    trusted = [ip_network(one) for one in real(trusted).split(",")]
    assert any(ip_network(real(network["subnet"])).subnet_of(one) for one in trusted)


def test_the_guides_run_commands_in_a_service_without_an_address_of_its_own(compose):
    """A second container of web-a would want the address that the first has."""
    texts = [(ROOT / "docs" / f"{name}.md").read_text() for name in ("deploiement", "exploitation")]
    named = re.findall(r"compose run --rm (?:-v \S+ )?([\w-]+)", " ".join(texts))

    assert len(named) > 4
    assert [one for one in named if "networks" in compose["services"][one]] == []


def test_no_secret_is_written_in_compose(compose):
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEYS|_URL", variable):
                assert "${" in value, f"{name}: {variable}"


def test_the_example_lists_each_variable_of_compose_without_a_value():
    asked = {found[1] for found in REFERENCE.finditer((ROOT / "docker-compose.yml").read_text())}
    lines = (ROOT / ".env.example").read_text().splitlines()
    listed = dict(line.split("=", 1) for line in lines if not line.startswith("#"))

    assert set(listed) == asked
    assert set(listed.values()) == {""}


def test_compose_passes_every_variable_of_the_settings(compose):
    passed = set(compose["services"]["web-a"]["environment"])

    assert variables_of_settings() - NOT_IN_PRODUCTION <= passed
    assert passed.isdisjoint(NOT_IN_PRODUCTION)


def test_the_web_never_gets_the_owner_of_the_tables(compose):
    for name in ("web-a", "web-b", "worker", "scheduler"):
        assert "passnum_app:" in compose["services"][name]["environment"]["DATABASE_URL"]
    assert "passnum_owner:" in compose["services"]["migrate"]["environment"]["DATABASE_URL"]


def environment_of(compose):
    """The web's environment, with sample values in the place of the references."""

    def sample(found):
        return SAMPLES.get(found[1], found[3] or "")

    given = compose["services"]["web-a"]["environment"]
    return {name: REFERENCE.sub(sample, value) for name, value in given.items()}


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The files that .dockerignore lets in, in a folder of their own."""
    folder = tmp_path_factory.mktemp("image")
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert lines[0] == "*"
    kept = [line for line in lines if line.startswith("!")]
    for line in kept:
        target = folder / line[1:]
        target.parent.mkdir(parents=True, exist_ok=True)
        source = ROOT / line[1:]
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    for line in lines[lines.index(kept[-1]) + 1 :]:
        for left_out in list(folder.glob(line)):
            shutil.rmtree(left_out) if left_out.is_dir() else left_out.unlink()
    return folder


def run(image, command, environment):
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    return subprocess.run(
        command, cwd=image, env=environment | path, capture_output=True, text=True, check=False
    )


def test_the_image_holds_every_app_and_no_test(image):
    assert {file.parent.name for file in image.glob("*/__init__.py")} == set(LAYERS)
    assert not list(image.rglob("demo*"))


def test_the_image_gathers_its_static_files_as_its_recipe_says(image):
    (line,) = [line for line in docker_lines() if "collectstatic" in line]
    recipe = line.removeprefix("RUN ").split("&&")[0]

    done = run(image, ["sh", "-c", recipe], {})

    assert done.returncode == 0, done.stderr
    assert (image / "staticfiles" / "staticfiles.json").exists()
    assert list((image / "staticfiles" / "guide").glob("comptoir.*.png"))


def test_the_image_holds_the_guides(image):
    there = {file.name for file in (image / "docs" / "guide").glob("*.md")}

    assert there == {file.name for file in (ROOT / "docs" / "guide").glob("*.md")} != set()


def test_the_image_starts_with_the_environment_of_compose(image, compose):
    (line,) = [line for line in docker_lines() if line.startswith("CMD")]
    command = yaml.safe_load(line.removeprefix("CMD "))
    (image / "staticfiles").mkdir(exist_ok=True)

    done = run(image, [*command, "--check-config"], environment_of(compose))

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["worker", "scheduler"])
def test_celery_knows_the_options_of_compose(image, compose, name):
    given = REFERENCE.sub(lambda found: found[3], compose["services"][name]["command"])
    words = shlex.split(given)

    done = run(image, [*words, "--help"], environment_of(compose))

    assert done.returncode == 0, done.stderr


def test_a_missing_variable_stops_the_start_of_the_image(image, compose):
    environment = environment_of(compose)
    del environment["PASSNUM_MASTER_KEYS"]

    done = run(image, ["python", "manage.py", "check"], environment)

    assert "PASSNUM_MASTER_KEYS" in done.stderr.splitlines()[-1]


def test_the_image_has_nothing_of_the_demonstration():
    text = (ROOT / "Dockerfile").read_text()

    assert "requirements.txt" in text
    assert "requirements-demo" not in text
    assert not re.search(r"ENV .*(SECRET|PASSWORD|KEYS)", text)


def test_the_scheduler_is_well_while_it_sends(tmp_path, settings):
    file = tmp_path / "beat"
    settings.CELERY = settings.CELERY | {"beat_schedule_filename": str(file)}
    command = [sys.executable, "deploy/healthcheck.py", "scheduler"]

    def code():
        environment = os.environ | {"CELERY_BEAT_FILE": str(file)}
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode

    assert code() == 1
    celery.note_sending()
    assert code() == 0
    os.utime(f"{file}.sent", (0, 0))
    assert code() == 1
