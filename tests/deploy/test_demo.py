"""The supervisor of the demonstration: its clock, its notes, its greeting."""

import datetime as dt
import json

from deploy import demo_clock, demo_data, processes
from deploy.demo import ROLES, greeting
from deploy.demo_data import DESCRIBED, Preparation, fingerprint


def at(monkeypatch, instant):
    monkeypatch.setattr(demo_clock, "_now", lambda: dt.datetime.fromisoformat(instant))


def test_the_demonstration_begins_on_15_may_2023_at_nine(tmp_path, monkeypatch):
    at(monkeypatch, "2026-02-01T10:00:00+00:00")
    clock = demo_clock.StagedClock(tmp_path / "clock.json")

    assert clock.pair() == "2026-02-01T10:00:00+00:00/2023-05-15T09:00:00+02:00"


def test_time_flows_and_goes_on_from_the_last_recorded_instant(tmp_path, monkeypatch):
    at(monkeypatch, "2026-02-01T10:00:00+00:00")
    first = demo_clock.StagedClock(tmp_path / "clock.json")
    at(monkeypatch, "2026-02-01T10:30:00+00:00")
    first.record()

    at(monkeypatch, "2026-03-01T08:00:00+00:00")
    second = demo_clock.StagedClock(tmp_path / "clock.json")

    assert second.now().isoformat() == "2023-05-15T09:30:00+02:00"
    assert second.pair().startswith("2026-03-01T08:00:00+00:00/")


def test_one_account_of_each_role_is_shown(tmp_path):
    accounts = [
        {"role": role, "email": f"{role}{number}@exemple.fr", "password": "mot"}
        for role in ROLES
        for number in (1, 2)
    ]
    file = tmp_path / "demo.json"
    colleague = {"role": "manager", "email": "second@exemple.fr", "password": "mot"}
    written = {"accounts": accounts, "colleagues": [colleague]}
    file.write_text(json.dumps({"now": "2023-05-15T09:00:00+02:00", **written}))

    text = greeting("http://127.0.0.1:8000", file)

    assert [role for role in ROLES if f"{role}1@exemple.fr" not in text] == []
    assert "2@exemple.fr" not in text
    assert "second@exemple.fr" in text
    assert "15/05/2023" in text


def test_a_log_is_read_by_its_owner_only(tmp_path):
    log = tmp_path / "web.log"
    log.touch(mode=0o644)
    processes.spawn(["true"], log=log).wait()

    assert log.stat().st_mode & 0o777 == 0o600


def test_a_fingerprint_changes_with_a_name_or_a_content(tmp_path):
    file = tmp_path / "a"
    file.write_text("x")
    before = fingerprint([file])
    assert fingerprint([file]) == before

    file.write_text("y")
    assert fingerprint([file]) != before
    file.write_text("x")
    assert fingerprint([file.rename(tmp_path / "b")]) != before


def test_programmes_described_otherwise_start_again_in_an_embedded_database_only(tmp_path):
    given = {"DATABASE_OWNER_URL": "postgres://here/demo", "DATABASE_SUPERUSER_URL": ""}
    owned = given | {"DATABASE_SUPERUSER_URL": "postgres://here/demo"}

    def is_outdated(described, variables):
        (tmp_path / "prepared.json").write_text(json.dumps({"programmes": described}))
        return Preparation(tmp_path, variables).is_outdated()

    assert is_outdated("former files", owned)
    assert not is_outdated("former files", given)
    assert not is_outdated(fingerprint(DESCRIBED), owned)


def test_only_what_has_changed_is_prepared_again(tmp_path, monkeypatch):
    monkeypatch.setattr(demo_data, "ROOT", tmp_path)
    (tmp_path / "requirements-demo.txt").touch()
    (tmp_path / "staticfiles").mkdir()
    (tmp_path / "staticfiles" / "staticfiles.json").touch()
    variables = {"DATABASE_OWNER_URL": "postgres://here/demo"}

    def missing():
        return Preparation(tmp_path, variables).missing()

    everything = ["static", "tables", "activity"]
    assert missing() == everything
    (tmp_path / "prepared.json").write_text(json.dumps(Preparation(tmp_path, variables).wanted))
    assert missing() == everything  # demo.json is not there
    (tmp_path / "demo.json").touch()
    assert missing() == []

    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "new.css").touch()
    assert missing() == ["static"]
