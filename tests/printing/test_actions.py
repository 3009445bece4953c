"""Asking for the codes of a lot, agreeing to it by another, taking them once."""

import csv
import hashlib
import io
import json
import subprocess
import zipfile

import pyrage
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.models import Event
from common.errors import SamePerson
from common.workflow import MoveRefused
from distribution import codes
from distribution.actions import lots
from distribution.codes import keyring
from printing import actions, documents
from printing.actions import LotInService, PrintFileOpen
from printing.enums import PrintFileState
from printing.models import PrintFile
from tests.factories.accounts import NOON, UserFactory
from tests.factories.distribution import (
    ACTIVE,
    DELIVERED,
    JOURNAL,
    DepotFactory,
    LotFactory,
    person_of,
)
from tests.factories.printing import KEY, PRINTER, print_file

pytestmark = pytest.mark.django_db


def opened(content):
    return zipfile.ZipFile(io.BytesIO(content))


def rows_in(content, identity=PRINTER):
    clear = pyrage.decrypt(opened(content).read(documents.CODES), [identity]).decode()
    head, *rows = csv.reader(io.StringIO(clear))
    assert head == documents.COLUMNS
    return [dict(zip(head, row, strict=True)) for row in rows]


def taken(file):
    return actions.take(file, by=person_of(file.lot))


def test_the_printer_alone_reads_each_pass_with_its_codes():
    file = print_file(state=PrintFileState.CONFIRMED)
    content = taken(file)
    lot = file.lot

    rows = sorted(rows_in(content), key=lambda row: row["numero"])
    assert len(rows) == 10
    for serial, row in enumerate(rows, 1):
        assert row["numero"] == f"{lot.programme.letter}{serial:08d}"
        for text in (row["code"], row["qr"]):
            read = codes.parse(text, keyring())
            assert (read.serial, keyring().is_secret_of(read, lot.batch)) == (serial, True)
        carnet = int(row["carnet"])
        assert lot.serials_of(carnet)[int(row["rang"]) - 1] == serial
        assert keyring().is_view_code_of(row["code_consultation"], lot.batch, carnet)
        assert row["expiration"] == "2023-12-31"
    with pytest.raises(pyrage.DecryptError):
        rows_in(content, pyrage.x25519.Identity.generate())
    clear = [row[name] for row in rows for name in ("code", "qr", "code_consultation")]
    assert [one for one in clear if one.encode() in content] == []


def test_the_order_of_the_rows_says_nothing():
    lot = LotFactory(state="ordered", carnets=20, size=10)
    orders = []
    for _ in range(2):
        file = print_file(lot, state=PrintFileState.CONFIRMED)
        orders.append([row["numero"] for row in rows_in(taken(file))])

    assert orders[0] != sorted(orders[0])
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


def test_the_manifest_is_signed_and_tells_the_file_that_it_goes_with(tmp_path):
    file = print_file(state=PrintFileState.CONFIRMED)
    opened(taken(file)).extractall(tmp_path)

    verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", documents.KEY]
    verify += ["-in", documents.MANIFEST, "-sigfile", documents.SIGNATURE]
    assert subprocess.run(verify, cwd=tmp_path, check=False).returncode == 0
    manifest = tmp_path / documents.MANIFEST
    said = json.loads(manifest.read_text())
    digest = hashlib.sha256((tmp_path / documents.CODES).read_bytes()).hexdigest()
    file.refresh_from_db()
    assert said["sha256"] == file.digest == digest
    assert (said["lignes"], said["destinataire"]) == (10, KEY)
    manifest.write_text(manifest.read_text().replace('"lignes": 10', '"lignes": 11'))
    assert subprocess.run(verify, cwd=tmp_path, check=False).returncode != 0


def test_another_person_agrees_and_the_database_says_so_too():
    file = print_file()
    with pytest.raises(SamePerson):
        actions.confirm(file, by=file.proposed_by.as_actor().at(NOON))
    with pytest.raises(MoveRefused):
        taken(file)

    row = PrintFile.objects.filter(pk=file.pk)
    alone = {"state": "confirmed", "confirmed_at": NOON, "confirmed_by": file.proposed_by}
    for given in (alone, alone | {"confirmed_by": None}, alone | {"confirmed_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**given)
    row.update(**alone | {"confirmed_by": UserFactory()})


def test_a_file_is_taken_once_and_the_journal_keeps_no_code():
    file = print_file(state=PrintFileState.CONFIRMED)
    content = taken(file)
    with pytest.raises(MoveRefused):
        taken(file)

    events = Event.objects.filter(verb__startswith="print_file.").order_by("pk")
    assert [one.verb.partition(".")[2] for one in events] == ["proposed", "confirmed", "taken"]
    told = json.dumps([one.details for one in events])
    for row in rows_in(content):
        assert row["code"] not in told
        assert row["qr"] not in told


def test_a_lot_has_one_open_file_and_none_once_in_service():
    file = print_file()
    with pytest.raises(PrintFileOpen):
        print_file(file.lot)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintFile.objects.create(
            lot=file.lot, recipient=KEY, proposed_at=NOON, proposed_by=file.proposed_by
        )
    actions.withdraw(file, **JOURNAL)
    again = print_file(file.lot, state=PrintFileState.CONFIRMED)
    with pytest.raises(LotInService):
        print_file(LotFactory())

    # In service meanwhile: neither agreed to nor taken.
    waiting = print_file(LotFactory(state="ordered"))
    for lot in (again.lot, waiting.lot):
        store = DepotFactory(programme=lot.programme)
        received = lots.deliver(lot, to=store, on=DELIVERED, **JOURNAL)
        lots.record_activation(received, mandat_number="2022-1234", on=ACTIVE, **JOURNAL)
    with pytest.raises(LotInService):
        taken(again)
    with pytest.raises(LotInService):
        actions.confirm(waiting, by=person_of(waiting.lot))


def test_a_taken_file_keeps_its_instant_and_its_digest():
    row = PrintFile.objects.filter(pk=print_file(state=PrintFileState.TAKEN).pk)
    for given in ({"digest": ""}, {"taken_at": None}, {"state": "confirmed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**given)


@pytest.mark.parametrize(
    "key",
    ["age1", KEY[:-1], KEY.replace("age1", "age2"), KEY + "q", "x"],
    ids=["prefix", "cut", "renamed", "longer", "word"],
)
def test_what_is_not_a_key_is_refused_at_its_field(key):
    with pytest.raises(ValidationError) as refused:
        print_file(recipient=key)

    assert "elle commence par age1" in str(refused.value)
