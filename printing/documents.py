"""What the printer receives: the codes of a lot, encrypted, and a signed manifest of them."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from random import SystemRandom

import pyrage

from distribution.codes import keyring, number
from distribution.models import Lot
from printing.models import PrintFile

COLUMNS = ["numero", "code", "qr", "carnet", "rang", "code_consultation", "expiration"]
CODES, MANIFEST = "codes.csv.age", "manifeste.json"
SIGNATURE, KEY = "manifeste.sig", "signature.pem"
READ_ME = f"""Codes des pass d’un lot, pour l’imprimeur.

Vérifier le manifeste :
  openssl pkeyutl -verify -pubin -inkey {KEY} -rawin -in {MANIFEST} -sigfile {SIGNATURE}
Vérifier le fichier (le résultat est le « sha256 » du manifeste) :
  sha256sum {CODES}
L’ouvrir, avec votre clé privée :
  age --decrypt --identity votre-cle.txt --output codes.csv {CODES}

Une ligne par pass, dans le désordre : « carnet » et « rang » disent où chacun s’imprime.
Détruisez le fichier ouvert dès que les carnets sont imprimés.
""".replace(" :\n", "\u00a0:\n")


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP archive, and the SHA-256 of the encrypted codes that it holds."""

    content: bytes
    digest: str


def archive_of(file: PrintFile) -> Archive:
    """The codes are written nowhere in clear, and in no order; the lot is read with its order and
    programme.
    """
    codes = pyrage.encrypt(_csv(file.lot), [pyrage.x25519.Recipient.from_str(file.recipient)])
    digest = hashlib.sha256(codes).hexdigest()
    manifest, keys = _manifest(file, digest), keyring()
    parts = {
        "LISEZMOI.txt": READ_ME.encode(),
        CODES: codes,
        MANIFEST: manifest,
        SIGNATURE: keys.sign_manifest(file.lot.key_id, manifest),
        KEY: keys.manifest_key(file.lot.key_id),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return Archive(out.getvalue(), digest)


def _csv(lot: Lot) -> bytes:
    rows = [",".join(map(str, row)) for row in _rows(lot)]
    SystemRandom().shuffle(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(COLUMNS)
    out.write("\n".join([*rows, ""]))
    return out.getvalue().encode()


def _rows(lot: Lot) -> Iterator[tuple[object, ...]]:
    """One row a pass: letters, digits, dots and dashes, which CSV never quotes."""
    keys, batch, expires_on = keyring(), lot.batch, lot.order.valid_until
    expiry = expires_on.isoformat()
    for carnet in range(lot.first_carnet, lot.last_carnet + 1):
        view_code = keys.view_code(batch, carnet)
        for place, serial in enumerate(lot.serials_of(carnet), 1):
            typed = keys.typed_code(batch, serial)
            qr = keys.qr_payload(batch, serial, expires_on)
            yield number(batch.letter, serial), typed, qr, carnet, place, view_code, expiry


def _manifest(file: PrintFile, digest: str) -> bytes:
    lot = file.lot
    said = {
        "programme": lot.programme.code,
        "commande": lot.order.number,
        "lot": lot.code,
        "carnets": lot.carnets_count,
        "premier_carnet": lot.first_carnet,
        "dernier_carnet": lot.last_carnet,
        "pass_par_carnet": lot.passes_per_carnet,
        "lignes": lot.passes_count,
        "colonnes": COLUMNS,
        "expiration": lot.order.valid_until.isoformat(),
        "destinataire": file.recipient,
        "demande": str(file.public_id),
        "fichier": CODES,
        "sha256": digest,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
