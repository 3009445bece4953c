"""Third-party builds are those whose digest was recorded, each with its licence."""

import json
from pathlib import Path

import pytest

from deploy.vendor import manifest

ROOTS = [Path("static/vendor"), Path("tests/vendor")]


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_each_third_party_file_is_the_recorded_one(root):
    recorded = json.loads((root / "manifest.json").read_text())
    assert recorded
    assert manifest(root) == recorded


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_each_third_party_build_comes_with_its_licence(root):
    builds = [folder for folder in root.iterdir() if folder.is_dir()]
    assert builds
    assert [folder.name for folder in builds if not (folder / "LICENSE").exists()] == []


def test_the_lock_names_no_address():
    lock = Path("package-lock.json").read_text()
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
    assert "/-/" not in lock  # the path of an archive on a registry
