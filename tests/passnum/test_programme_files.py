"""A programme described in a file is tried, agreed to by another, and loaded in the browser."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Organisation
from audit import journal
from audit.actors import SYSTEM
from audit.models import Event
from common import clock
from passnum.programme_file.trial import binding_acts
from programmes.enums import ProgrammeFileState
from programmes.models import Programme, ProgrammeFile
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, sign_in
from tests.factories.conventions import ConventionFactory
from tests.factories.programmes import ProgrammeFactory, ProgrammeFileFactory, described
from tests.passnum.small_programme import SMALL
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def authority():
    return OrganisationFactory(name="Département d’essai")


@pytest.fixture
def clients(authority):
    people = (UserFactory(role=Role.ADMINISTRATOR, organisation=authority) for _ in range(2))
    return [sign_in(Client(), user) for user in people]


def send(client, text, name="essai.toml"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("add-programme-file"), {"file": SimpleUploadedFile(name, content)})


def at(name, file):
    return reverse(name, args=[file.public_id])


def test_a_programme_is_described_agreed_to_and_loaded_without_a_shell(clients, authority):
    one, other = clients
    assert "Aucun programme encore" in words(one.get(reverse("programmes")))

    answer = send(one, "\ufeff" + described(authority))
    file = ProgrammeFile.objects.get()
    assert answer.url == at("programme-file", file)
    assert not Programme.objects.exists()
    assert "un autre administrateur le charge" in words(one.get(answer.url))
    assert "Vous avez déposé ce fichier" in words(one.post(at("load-programme-file", file)))

    assert "1 fichier attend" in words(other.get(reverse("programmes")))
    assert "neuf" in words(other.get(answer.url))
    assert "fait 1 ajout" in words(other.get(at("load-programme-file", file)))
    assert other.post(at("load-programme-file", file)).url == reverse("programmes")

    assert Programme.objects.get().authority == authority
    page = words(one.get(reverse("programmes")))
    assert "1 programme attend encore quelque chose avant le premier pass." in page
    assert "0 tâche sur 8 faite" in page
    assert "Des pass encore utilisables sont commandés" in page
    assert "Chargé le 15 mai 2023 par" in words(one.get(at("load-programme-file", file)))
    assert Event.objects.get(verb="programme_file.loaded").details == {"lines": 1}


def test_what_a_file_signs_and_puts_in_service_is_read_first(clients, authority):
    one, other = clients
    Organisation.objects.filter(pk=authority.pk).update(siret="22620001200012", name="Département")
    send(one, f'{SMALL}activated_on = 2021-12-01\nmandat_number = "2021-7"\n')
    file = ProgrammeFile.objects.get()

    page = words(other.get(at("programme-file", file)))
    assert page.index("Ce que le fichier signe") < page.index("Ce que le fichier ajoute")
    binding = [" ".join(act) for act in file.binding]
    assert binding == [
        "Convention signée Convention, le 11\u00a0mars\u00a02021",
        "Crédits engagés Événement – 6568 (2022), 20,00\u00a0€",
        "Lot mis en service Lot lot, 10\u00a0pass, mandat n°\u00a02021-7, "
        "le 1er\u00a0décembre\u00a02021",
    ]
    assert all(" ".join(act.split()) in page for act in binding)
    said = "Il engage : convention signée (1), crédits engagés (1), lot mis en service (1)."
    assert said in words(other.get(at("load-programme-file", file)))
    assert not Event.objects.filter(verb="convention.signed").exists()


def test_what_binds_is_told_however_late_in_the_file():
    """Each decision on a correction takes some microseconds of the clock of the trial."""
    by = SYSTEM.at(NOON)
    late = SYSTEM.at(NOON + dt.timedelta(microseconds=1_500))
    journal.record("convention.signed", ConventionFactory(), by=late)

    assert binding_acts("x" * 2_000, by, 0).exists()
    assert not binding_acts("x" * 1_000, by, 0).exists()


def test_a_file_that_binds_nothing_says_so(clients, authority):
    journal.record("convention.signed", ConventionFactory(), by=SYSTEM.at(clock.now()))
    send(clients[0], described(authority))
    file = ProgrammeFile.objects.get()

    assert file.binding == []
    for name in ("programme-file", "load-programme-file"):
        assert "ne met en service et ne paie rien" in words(clients[1].get(at(name, file)))


def test_the_programme_of_another_authority_is_refused(clients):
    answer = send(clients[0], SMALL)

    assert "Ce programme est conduit par" in words(answer)
    assert not Programme.objects.exists()
    assert not ProgrammeFile.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\ny = [\n", "Fin du fichier : Ce fichier n’est pas écrit en TOML"),
        (b"\xff\xfe", "n’est pas écrit en UTF-8"),
        ("x" * 1_000_001, "un million de signes"),
        ("a = 1\n", "Il y a"),
    ],
)
def test_a_wrong_file_is_told_with_its_lines_and_nothing_is_kept(clients, text, said):
    answer = send(clients[0], text)

    assert answer.status_code == 200
    assert said in words(answer)
    assert "<title>Erreur" in answer.text.replace("\n", "").replace("  ", "")
    assert not ProgrammeFile.objects.exists()


def test_a_file_that_no_longer_loads_says_why_and_writes_nothing(clients, authority):
    file = ProgrammeFileFactory(authority=authority)
    assert "Charger le fichier" in words(clients[1].get(at("load-programme-file", file)))
    ProgrammeFactory(letter="Z")

    page = words(clients[1].post(at("load-programme-file", file)))

    assert "ne se charge plus" in page
    assert "Un autre programme porte déjà cette lettre" in page
    file.refresh_from_db()
    assert file.state == ProgrammeFileState.PROPOSED


def test_a_file_is_withdrawn_by_anybody_who_administers(clients, authority):
    file = ProgrammeFileFactory(authority=authority)
    assert "Rien n’est chargé" in words(clients[1].get(at("withdraw-programme-file", file)))
    clients[1].post(at("withdraw-programme-file", file))

    file.refresh_from_db()
    assert file.state == ProgrammeFileState.WITHDRAWN
    assert "Retiré le 15 mai 2023" in words(clients[0].get(at("programme-file", file)))
    assert "Retiré le 15 mai 2023" in words(clients[0].get(at("load-programme-file", file)))


def test_a_file_of_another_authority_is_not_there(clients):
    file = ProgrammeFileFactory()

    for name in ("programme-file", "load-programme-file", "withdraw-programme-file"):
        assert clients[0].get(at(name, file)).status_code == 404


@pytest.mark.parametrize("wrong", ["same", "undecided"])
def test_the_database_refuses(authority, wrong):
    file = ProgrammeFileFactory(authority=authority)
    decided = {"decided_at": NOON, "decided_by": file.proposed_by} if wrong == "same" else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeFile.objects.update(state=ProgrammeFileState.LOADED, **decided)


def test_a_demo_programme_has_all_that_its_first_pass_needed(client):
    """Each need is met by what brings it, and by nothing else."""
    from tests.accounts.house import House  # noqa: PLC0415 - a large house, for one test

    house = House()
    sign_in(client, house.member(Role.ADMINISTRATOR))
    page = words(client.get(reverse("programmes")))

    assert "tâches sur 8 faites" in page
