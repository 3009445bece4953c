"""The journal says under which role, in which organisation and from where each act on accounts was
done, before a request acts under a membership too: at the sign-in, and by the link of a letter.
"""

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.actions import (
    factor_resets,
    identities,
    memberships,
    organisations,
    saved_filters,
    second_factors,
    sign_ins,
    users,
)
from accounts.enums import Link, Role
from accounts.models import User
from accounts.second_factors import factors_of
from audit.models import Event
from events.enums import VERB_LABELS
from tests.accounts.test_passwords import NEW, choose, path_of
from tests.accounts.test_second_factors import give_code
from tests.factories.accounts import (
    NOON,
    OrganisationFactory,
    UserFactory,
    add_factor,
    code_of,
    give,
)
from tests.factories.accounts import sign_in as signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOUNS = ("factor_reset", "membership", "organisation", "saved_filter", "sign_ins", "user")
# What the system says of a person: whoever gave wrong codes is not known.
BY_NOBODY = {"user.codes_refused"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ISSUER = "https://fournisseur.exemple"


def by(user):
    """As an act does that no request chose a membership for."""
    return User.objects.get(pk=user.pk).as_actor("192.0.2.7").at(NOON)


@pytest.fixture
def authority():
    return OrganisationFactory()


@pytest.fixture
def administrators(authority):
    return [UserFactory(role=Role.ADMINISTRATOR, organisation=authority) for _ in range(2)]


@pytest.fixture
def user(authority):
    return UserFactory(role=Role.FINANCE, organisation=authority, email="ines@exemple.fr")


def act_on_oneself(user):
    users.choose_password(User.objects.get(pk=user.pk), password=NEW, by=by(user))
    user.refresh_from_db()
    users.change_email(user, email="ines.haddad@exemple.fr", by=by(user))
    identity = (ISSUER, "7")
    identities.link(user, identity=identity, email="", by=by(user), real_now=NOON)
    identities.unlink(user, issuer=ISSUER, by=by(user), real_now=NOON)
    code = {"secret": SECRET, "code": code_of(SECRET), "real_now": NOON}
    second_factors.add_application(user, **code, by=by(user))
    second_factors.renew_recovery_codes(user, by=by(user))
    second_factors.remove(user, factors_of(user).get(), by=by(user), real_now=NOON)
    path = {"path": "/roles/", "query": QueryDict("etat=en-cours"), "name": "Rôles"}
    saved = saved_filters.save(user, **path, by=by(user))
    saved_filters.rename(saved, name="Mes rôles", by=by(user))
    saved_filters.remove(saved, by=by(user))
    signed_in(Client(), user)
    sign_ins.end(user.sign_ins.all(), of=user, by=by(user))


def act_on_another(user, one, other):
    for decide in (factor_resets.refuse, factor_resets.confirm):
        add_factor(user)
        authority = one.acting.organisation
        reset = factor_resets.propose(user, authority=authority, by=by(one), real_now=NOON)
        more = {"real_now": NOON} if decide == factor_resets.confirm else {}
        decide(reset, by=by(other), **more)
        factors_of(user).delete()


def manage(authority, one, other):
    new = users.add(email="lea@exemple.fr", first_name="Léa", last_name="Roux", by=by(one))
    there = {"organisation": authority, "role": Role.REGISSEUR}
    memberships.refuse(memberships.propose(new, **there, by=by(one)), by=by(other))
    role = memberships.confirm(memberships.propose(new, **there, by=by(one)), by=by(other))
    memberships.end(role, by=by(one))
    memberships.grant(new, organisation=authority, role=Role.AUDITOR, by=by(one))
    other_one = organisations.add(name="Une structure", by=by(one))
    organisations.edit_notices(other_one, publisher="Sa direction", by=by(one))


def silent():
    """What the journal keeps without the role, the organisation or the address of its author."""
    events = Event.objects.filter(actor_kind="user")
    return [one.verb for one in events if not (one.role and one.organisation and one.address)]


def test_every_act_on_accounts_says_under_which_role(client, user, authority, administrators):
    act_on_oneself(user)
    act_on_another(user, *administrators)
    manage(authority, *administrators)
    user.set_password(NEW)
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": NEW})
    client.post(reverse("account_logout"))

    assert silent() == []
    of_accounts = {verb for verb in VERB_LABELS if verb.startswith(tuple(f"{n}." for n in NOUNS))}
    assert set(Event.objects.values_list("verb", flat=True)) == of_accounts - BY_NOBODY


def test_the_link_of_a_letter_and_both_steps_of_a_sign_in_say_it(user):
    choose(Client(), path_of(user, Link.INVITATION))
    user.refresh_from_db()
    add_factor(user, SECRET)
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": NEW})
    give_code(client, code_of(SECRET, later=0))
    client.post(reverse("account_logout"))

    assert silent() == []
    of_person = Event.objects.filter(actor_kind="user").order_by("pk")
    verbs = list(of_person.values_list("verb", flat=True))
    assert verbs == ["user.password_chosen", "user.signed_in", "user.signed_out"]
    assert {*of_person.values_list("role", flat=True)} == {Role.FINANCE.label}


def test_who_holds_several_roles_signs_in_before_choosing_one(client, user):
    give(user, Role.MANAGER)
    user.set_password(NEW)
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": NEW})

    assert Event.objects.get(verb="user.signed_in").role == ""
