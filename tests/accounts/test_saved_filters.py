"""The filters of a list, kept by a user under a name, on every list."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import SavedFilter
from audit.models import Event
from common.nir import NIR_SENTENCE
from tests.accounts.house import House
from tests.accounts.test_filtered_lists import lists
from tests.accounts.test_matrix import members
from tests.factories.accounts import SavedFilterFactory, UserFactory, give, sign_in
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SAVE = reverse("accounts:save-filters")
EXPENSES = reverse("finance:expenses")


@pytest.fixture
def user():
    return UserFactory(organisation=ProgrammeFactory().authority)


@pytest.fixture
def client(user):
    return sign_in(Client(), user)


def save(client, path=EXPENSES, query="payee=non", name="À payer"):
    return client.post(SAVE, {"path": path, "query": query, "name": name}, follow=True)


def kept(page):
    return [(one.name, one.url) for one in page.context["listing"].saved]


def test_every_list_with_filters_keeps_them():
    house = House()
    clients, wrong = members(house), {}
    for name, (role, method) in lists().items():
        client, path = clients[role], house.url(name)
        send = client.post if method == "post" else client.get
        filtered = send(path, {"q": "arras", "tri": "x"}, follow=True)
        query = filtered.context["request"].GET.urlencode() + "&page=2"
        if SAVE not in filtered.text:
            wrong[name] = "no form"
            continue
        found = kept(save(client, path, query, f"Filtre de {name}"))
        chosen = "tri=x" if method == "post" else "q=arras&tri=x"
        if found != [(f"Filtre de {name}", f"{path}?{chosen}")]:
            wrong[name] = found

    assert wrong == {}


def test_kept_filters_open_the_same_list(client):
    page = save(client)

    assert "Filtres enregistrés\u00a0: «\u00a0À payer\u00a0»." in page.text
    assert page.redirect_chain == [(f"{EXPENSES}?payee=non", 302)]
    whole = client.get(EXPENSES)
    assert kept(whole) == [("À payer", f"{EXPENSES}?payee=non")]
    assert f'<a href="{EXPENSES}?payee=non">À payer</a>' in whole.text
    assert kept(client.get(reverse("places:index"))) == []
    assert Event.objects.get(verb="saved_filter.made").subject == "À payer"


def test_what_is_kept_of_a_list_of_people_names_nobody(user):
    admin = UserFactory(role=Role.ADMINISTRATOR, organisation=user.acting.organisation)
    client, roles = sign_in(Client(), admin), reverse("programmes:roles")

    searched = client.post(roles, {"q": "Dupont", "etat": "in_use"}, follow=True)
    assert "ils nomment des personnes" in searched.text
    save(client, roles, searched.context["request"].GET.urlencode(), "En cours")
    save(client, roles, "q=Dupont&etat=ended", "Finis")  # written by hand

    assert sorted(SavedFilter.objects.values_list("url", flat=True)) == [
        f"{roles}?etat=ended",
        f"{roles}?etat=in_use",
    ]


def test_nobody_sees_those_of_another_or_of_another_organisation(user, client):
    mine = SavedFilterFactory(user=user)
    other = give(user, Role.MANAGER, ProgrammeFactory().authority)
    colleague = sign_in(Client(), UserFactory(organisation=user.acting.organisation))

    assert kept(client.get(EXPENSES)) == [(mine.name, mine.url)]
    assert kept(colleague.get(EXPENSES)) == []
    for name in ("rename", "remove"):
        address = reverse(f"accounts:{name}-filters", args=[mine.public_id])
        assert colleague.post(address, {"name": "À moi"}).status_code == 404
    client.post(reverse("accounts:switch-membership"), {"membership": other.pk})
    assert kept(client.get(EXPENSES)) == []


def test_they_are_renamed_then_removed(user, client):
    saved = SavedFilterFactory(user=user, name="Avant")
    rename = reverse("accounts:rename-filters", args=[saved.public_id])
    remove = reverse("accounts:remove-filters", args=[saved.public_id])

    assert 'value="Avant"' in client.get(rename).text
    page = client.post(rename, {"name": "Après"}, follow=True)
    assert kept(page) == [("Après", saved.url)]
    assert "Retirer les filtres «\u00a0Après\u00a0»" in client.get(remove).text
    page = client.post(remove, follow=True)
    assert kept(page) == []
    assert page.redirect_chain == [(EXPENSES, 302)]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": ""}, "Indiquez le nom de ces filtres."),
        ({"name": "À payer 1"}, "Des filtres de cette liste portent déjà ce nom."),
        ({"query": "page=2"}, "Rien n’est enregistré\u00a0: choisissez un filtre d’abord."),
        ({"query": "q=2+55+08+14+168+025+38"}, NIR_SENTENCE),
        ({"name": "2 55 08 14 168 025 38"}, NIR_SENTENCE),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(user, client, sent, sentence):
    SavedFilterFactory(user=user, name="À payer 1")

    page = save(client, **sent)

    assert sentence in page.text
    assert page.redirect_chain[0][0].startswith(f"{EXPENSES}?")
    assert SavedFilter.objects.count() == 1


def test_a_name_that_is_taken_is_refused_when_renaming(user, client):
    SavedFilterFactory(user=user, name="Pris")
    saved = SavedFilterFactory(user=user)

    page = client.post(reverse("accounts:rename-filters", args=[saved.public_id]), {"name": "Pris"})

    assert "Des filtres de cette liste portent déjà ce nom." in page.text
    with pytest.raises(IntegrityError, match="saved_filter_unique"):
        SavedFilter.objects.filter(pk=saved.pk).update(name="Pris")


@pytest.mark.parametrize("path", ["", "//ailleurs.fr/", "https://ailleurs.fr/", "/nulle-part/"])
def test_only_a_page_of_the_site_has_filters(client, path):
    assert client.post(SAVE, {"path": path, "query": "a=b", "name": "x"}).status_code == 404
