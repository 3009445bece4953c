"""From an empty server to the first pass redeemed: two commands, then pages alone."""

import csv
import io
import zipfile
from urllib.parse import urlencode

import pyrage
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership
from beneficiaries.models import Decision, Person
from distribution.models import Depot, HandOut, Lot, Order, Shipment
from mediation.models import Redemption
from places.models import Place
from printing import documents
from printing.models import PrintFile
from programmes.models import ProgrammeFile
from tests.accounts.test_passwords import NEW, choose, path_in, write_all
from tests.factories.places import CommuneFactory
from tests.passnum.small_programme import SMALL
from tests.passnum.test_create_administrator import ANSWERS, create

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
AUTHORITY = "Département du Pas-de-Calais"
PRINTER = pyrage.x25519.Identity.generate()
CENTRE = "Centre social d’Arras"
LIBRARY = "Médiathèque d’Arras"
ORDER = {
    "number": "2023-01",
    "other_name": "Imprimerie",
    "ordered_on": "12/05/2023",
    "valid_from": "15/05/2023",
    "valid_until": "31/12/2023",
    "lots-TOTAL_FORMS": "1",
    "lots-INITIAL_FORMS": "0",
    "lots-0-code": "lot",
    "lots-0-carnets": "2",
    "lots-0-passes_per_carnet": "5",
    "lots-0-territory": "Pas-de-Calais",
}
BESIDE = f"""
[[organisations]]
code = "centre"
name = "{CENTRE}"

[[organisations]]
code = "mediatheque"
name = "{LIBRARY}"

[[depots]]
code = "centre"
name = "{CENTRE}"
kind = "distributor"
organisation = "centre"

[[places]]
structure = "mediatheque"
name = "{LIBRARY}"
commune = "62041"
postcode = "62000"
address = "1 rue des Écoles"
qualifications = [{{ starts_on = 2021-11-15 }}]
"""


def programme():
    """The file of an authority, which ordered nothing yet."""
    named = SMALL.replace('name = "Département"', f'name = "{AUTHORITY}"')
    before, orders, _ = named.partition("[[orders]]")
    assert orders
    return before + BESIDE


def at(name, *rows):
    return reverse(name, args=[row.public_id for row in rows])


def fill(client, url, **typed):
    """The page of a form, sent with what it shows and what is typed; where it leads."""
    form = client.get(url).context["form"]
    shown = {one.html_name: one.value() for one in form if one.value() is not None}
    answer = client.post(url, shown | typed)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def signed_in(email, path):
    """Someone who chooses a password by the link that they were given."""
    client = Client()
    assert choose(Client(), path).status_code == 302
    assert client.post(reverse("account_login"), {"login": email, "password": NEW}).url
    return client


def administrators():
    emails = ("ines@exemple.fr", "zoe@exemple.fr")
    return [signed_in(one, path_in(create(**ANSWERS | {"email": one}))) for one in emails]


def load(one, other):
    """The file is tried by one administrator and loaded by the other."""
    file = SimpleUploadedFile("essai.toml", programme().encode())
    answer = one.post(reverse("add-programme-file"), {"file": file})
    assert answer.status_code == 302, answer.context["faults"]
    assert other.post(at("load-programme-file", ProgrammeFile.objects.get())).status_code == 302


def invited(one, other, mailoutbox, role, **where):
    """An administrator invites, the other confirms where the role asks for it."""
    email = f"{role}@exemple.fr"
    person = {"email": email, "first_name": "Camille", "last_name": str(role), "role": role}
    answer = one.post(reverse("programmes:invite"), person | where)
    assert answer.status_code == 302, answer.context["form"].errors
    given = Membership.objects.get(user__email=email)
    if given.state == "proposed":
        assert other.post(at("programmes:confirm-role", given)).status_code == 302
    write_all()
    letter = next(one for one in reversed(mailoutbox) if one.to == [email])
    return signed_in(email, path_in(letter.body))


def ordered(manager):
    """Carnets are ordered by the page that reads them again, with their numbers."""
    address = f"{reverse('ordering:place')}?{urlencode(ORDER)}"
    assert fill(manager, address).url == at("ordering:order", Order.objects.get())


def printed(manager, regisseur):
    """The codes of the lot, as the printer reads them."""
    lot = Lot.objects.get()
    fill(manager, at("printing:propose", lot), recipient=str(PRINTER.to_public()))
    file = PrintFile.objects.get()
    fill(regisseur, at("printing:confirm", file))
    archive = zipfile.ZipFile(io.BytesIO(manager.post(at("printing:take", file)).content))
    clear = pyrage.decrypt(archive.read(documents.CODES), [PRINTER]).decode()
    return sorted(csv.DictReader(io.StringIO(clear)), key=lambda row: row["numero"])


def made(manager, regisseur):
    """The printer's proof is seen by two, then the carnets are made and sent."""
    lot = Lot.objects.get()
    fill(manager, at("ordering:receive-proof", lot))
    fill(regisseur, at("ordering:approve-proof", lot))
    fill(manager, at("ordering:start-production", lot))
    fill(manager, at("ordering:announce-dispatch", lot))


def in_service(manager, regisseur):
    """The printer delivers, the mandat is said by one and confirmed by another."""
    lot, regie = Lot.objects.get(), Depot.objects.get(code="regie")
    fill(regisseur, at("ordering:deliver-lot", lot), to=str(regie.public_id))
    fill(manager, at("distribution:propose-lot", lot), mandat_number="2023-118")
    fill(regisseur, at("distribution:activate-lot", lot))


def sent(regisseur, distributor):
    """The carnets leave the régie, and are counted at the counter."""
    regie, centre = Depot.objects.get(code="regie"), Depot.objects.get(code="centre")
    asked = {"destination": str(centre.public_id), "carnets": "2"}
    fill(regisseur, regisseur.get(at("movements:send", regie), asked).url)
    fill(distributor, at("movements:receive", Shipment.objects.get()))


def handed_out(distributor):
    """Someone comes, is registered, asks, is entitled and leaves with two carnets of 5."""
    who = {"last_name": "Wattrelot", "first_name": "Jeanne", "born_on": "01/06/1950"}
    fill(distributor, reverse("beneficiaries:register"), **who, commune="Arras")
    asked = {"status": "rsa", "channel": "accompanied", "proof_kind": "Attestation"}
    fill(distributor, at("beneficiaries:request", Person.objects.get()), **asked)
    fill(distributor, at("distribution:hand-out", Decision.objects.get()), first_carnet="1")


def test_the_first_pass_is_redeemed_without_a_shell(mailoutbox):
    CommuneFactory(insee="62041", name="Arras")  # the reference data that an installation imports
    one, other = administrators()
    load(one, other)

    def invite(role, **where):
        return invited(one, other, mailoutbox, role, **where)

    manager, regisseur = invite(Role.MANAGER), invite(Role.REGISSEUR)
    distributor = invite(Role.DISTRIBUTOR, other_name=CENTRE)
    mediator = invite(Role.MEDIATOR, other_name=LIBRARY)
    ordered(manager)
    codes = printed(manager, regisseur)
    made(manager, regisseur)
    in_service(manager, regisseur)
    sent(regisseur, distributor)
    handed_out(distributor)
    assert HandOut.objects.get().numbers == [1, 2]

    place = str(Place.objects.get().public_id)
    session = {"codes": codes[0]["code"], "place": place, "minutes": "60"}
    session |= {"day": "15/05/2023", "hour": "8 h 30", "service": "safety", "mode": "individuel"}
    fill(mediator, reverse("mediation:redeem"), **session)
    assert Redemption.objects.get().passes_count == 1
