"""The keys of the settings are those of the passes in use."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction

from distribution import codes
from distribution.actions import master_keys
from distribution.models import MasterKey
from tests import database
from tests.factories.distribution import JOURNAL, LotFactory

FORMER, OTHER, NEW = (bytes(range(start, start + 32)) for start in (0, 64, 128))


@pytest.fixture
def keys(settings):
    """Change the keys of the settings: `keys({1: ...})`."""

    def change(masters):
        settings.PASSNUM_MASTER_KEYS = masters
        codes.keyring.cache_clear()

    change({1: FORMER})
    yield change
    codes.keyring.cache_clear()


@pytest.mark.django_db
class TestMasterKeys:
    """A key is remembered when a lot is ordered."""

    @pytest.fixture(autouse=True)
    def ordered(self, keys, programme):
        LotFactory.order(programme, carnets=1, size=10)

    def test_it_is_known_by_its_fingerprint_alone(self):
        row = MasterKey.objects.get()

        assert (row.key_id, row.first_used_at) == (1, JOURNAL["by"].at)
        assert len(row.fingerprint) == 64
        assert FORMER.hex() not in row.fingerprint

    def test_the_same_keys_start(self, keys):
        master_keys.check()
        keys({1: FORMER, 2: NEW})
        master_keys.check()

    def test_another_key_under_a_known_id_does_not(self, keys, programme):
        keys({1: OTHER})

        with pytest.raises(master_keys.WrongMasterKey, match="another key under the id 1"):
            master_keys.check()
        with pytest.raises(master_keys.WrongMasterKey):
            LotFactory.order(programme, carnets=1, size=10)

    def test_a_key_that_made_codes_cannot_be_missing(self, keys):
        keys({2: NEW})

        with pytest.raises(master_keys.WrongMasterKey, match="lacks the key 1"):
            master_keys.check()

    def test_a_new_key_makes_the_next_codes(self, keys, programme):
        keys({1: FORMER, 2: NEW})

        assert LotFactory.order(programme, carnets=1, size=10).key_id == 2
        assert list(MasterKey.objects.order_by("key_id").values_list("key_id", flat=True)) == [1, 2]

    def test_the_database_forgets_none(self):
        for change in (lambda rows: rows.delete(), lambda rows: rows.update(fingerprint="0")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(MasterKey.objects.all())


@pytest.mark.django_db(transaction=True)
def test_the_site_does_not_start_with_another_key(programme):
    LotFactory.order(programme, carnets=1, size=10)
    another = f"1:{base64.b64encode(OTHER).decode()}"

    started = subprocess.run(
        [Path(sys.executable).parent / "gunicorn", "--config=deploy/web.py", "--bind=127.0.0.1:0"],
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database.url(), "PASSNUM_MASTER_KEYS": another},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert started.returncode != 0
    assert "another key under the id 1" in started.stderr
