"""The pages of régies, of their papers and of the tree of depots."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from distribution.models import Depot
from regies.enums import OverCeiling, RegieState, SheetState
from regies.models import Appointment, Ceiling, Regie, Sheet
from regies.tasks import stop_years
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DepotFactory
from tests.factories.regies import (
    appointment_of,
    handover_of,
    regie_of,
    regisseur_of,
)
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, TREE, PROPOSE = (reverse(f"regies:{name}") for name in ("regies", "tree", "propose"))
ACT = {
    "opinion_on": "01/09/2021",
    "act_number": "n° 2021-R1",
    "act_on": "06/09/2021",
    "amount": "1 500 €",
}
NAMED = {
    "office": "holder",
    "name": "Dominique Roche",
    "opinion_on": "01/09/2021",
    "act_number": "2021-N1",
    "act_on": "06/09/2021",
}


def at(act, row):
    return reverse(f"regies:{act}", args=[row.public_id])


@pytest.fixture
def depot():
    return DepotFactory(regie=True, carnets=3)


@pytest.fixture
def manager(client, depot):
    return sign_in(client, UserFactory(organisation=depot.programme.authority))


def entered(client, user):
    """A person of a régie, under their one role."""
    user.acting = user.memberships.get()
    return sign_in(client, user)


def test_a_manager_opens_founds_and_names(manager, depot):
    assert "Aucune régie enregistrée encore." in words(manager.get(LIST))
    body = {"depot": depot.public_id, "kind": "advance", "over_ceiling": "refused"}
    answer = manager.post(PROPOSE, body)
    regie = Regie.objects.get()
    assert answer.url == at("regie", regie)
    page = words(manager.get(answer.url))
    assert "elle tient 3 carnets, 300,00 €. Aucun plafond ne la limite." in page
    assert "Pas encore d’acte" in page

    assert manager.post(at("found", regie), ACT).url == at("regie", regie)
    assert (
        manager.post(at("appoint", regie), NAMED | {"starts_on": "06/09/2021"}).status_code == 302
    )

    page = words(manager.get(at("regie", regie)))
    assert "elle tient 3 carnets, 300,00 €, sur un plafond de 1 500,00 €." in page
    assert "n° 2021-R1 du 6 septembre 2021" in page
    assert "Dominique Roche prend ses fonctions" in page
    assert "en fonction" in page
    listed = words(manager.get(LIST))
    assert "1 régie constituée au 15 mai 2023." in listed
    assert "Dominique Roche" in listed


def test_a_ceiling_is_asked_for_a_regie(manager, depot):
    regie = regie_of(depot, state=RegieState.DRAFT)
    answer = manager.post(at("found", regie), ACT | {"amount": ""})
    assert "Indiquez le plafond : l’acte constitutif le fixe" in words(answer)
    assert answer.context["form"]["act_on"].value() == "06/09/2021"


def test_a_ceiling_is_revised_and_what_is_over_it_is_said(manager, depot):
    regie = regie_of(depot)
    body = {"amount": "250", "starts_on": "15/05/2023", "act_number": "2023-R2"}
    assert "Plafond au 15 mai 2023 : 5 000,00 €." in words(manager.get(at("revise", regie)))
    assert manager.post(at("revise", regie), body).url == at("regie", regie)
    assert Ceiling.objects.count() == 2
    page = words(manager.get(at("regie", regie)))
    assert "soit 50,00 € de plus que son plafond (250,00 €)." in page


def test_two_regisseurs_at_once_are_refused_on_the_page(manager, depot):
    regie = regie_of(depot)
    appointment_of(regie)
    answer = manager.post(at("appoint", regie), NAMED | {"starts_on": "06/09/2021"})
    assert "Cette régie a déjà un régisseur titulaire" in words(answer)
    assert Appointment.objects.count() == 1


def test_a_nomination_is_ended_and_its_account_said(manager, depot):
    regie = regie_of(depot)
    one, user = appointment_of(regie), regisseur_of(regie)
    page = manager.get(at("regie", regie)).text
    assert at("end", one) in page
    assert at("complete", one) in page
    assert manager.post(at("complete", one), {"user": user.pk}).status_code == 302
    assert manager.post(at("end", one), {"on": "15/05/2023"}).status_code == 302
    one.refresh_from_db()
    assert (one.user, one.ends_on) == (user, dt.date(2023, 5, 15))
    assert "Cette nomination finit le 15 mai 2023." in words(manager.get(at("end", one)))
    coming = appointment_of(regie, starts_on=None)
    assert "n’a pas encore pris le service" in words(manager.get(at("end", coming)))


def test_a_regie_that_holds_carnets_is_not_closed(manager, depot):
    regie = regie_of(depot)
    assert "ne se clôt pas encore : il tient 3 carnets." in words(manager.get(at("close", regie)))
    empty = regie_of(DepotFactory(programme=depot.programme, regie=True))
    body = {"number": "2023-R9", "on": "15/05/2023"}
    assert manager.post(at("close", empty), body).url == at("regie", empty)
    page = words(manager.get(at("regie", empty)))
    assert "n° 2023-R9, le 15 mai 2023" in page
    assert "Cette régie est « close » : cet acte attend." in words(
        manager.get(at("appoint", empty))
    )
    assert "« close »" in words(manager.get(at("revise", empty)))


def test_a_mandate_says_nothing_of_a_regisseur(manager, depot):
    regie = regie_of(depot, kind="mandate", ceiling=None)
    page = words(manager.get(at("regie", regie)))
    assert "Qui la tient" not in page
    assert at("appoint", regie) not in page


def test_what_would_exceed_a_ceiling_is_announced_before_it_leaves(client, depot):
    over = DepotFactory(programme=depot.programme, regie=True)
    regie_of(over, ceiling="100", over=OverCeiling.ANNOUNCED)
    sign_in(client, UserFactory(role=Role.REGISSEUR, organisation=depot.programme.authority))
    send = reverse("movements:send", args=[depot.public_id])
    asked = {"destination": over.public_id, "numbers": "1-3"}
    said = f"Avec cet envoi, {over} atteint 300,00 €, soit 200,00 € de plus que son plafond"
    assert said in words(client.get(send, asked))
    assert client.post(send, {"on": "15/05/2023"}, query_params=asked).status_code == 302

    Regie.objects.update(over_ceiling=OverCeiling.REFUSED)
    third = DepotFactory(programme=depot.programme, regie=True, carnets=3)
    send = reverse("movements:send", args=[third.public_id])
    answer = client.post(
        send,
        {"on": "15/05/2023"},
        query_params={"destination": over.public_id, "numbers": "4"},
    )
    assert "Rien n’est parti." in words(answer)


def test_the_service_is_handed_over_on_two_pages(client, depot):
    regie = regie_of(depot)
    leaves, comes = regisseur_of(regie), regisseur_of(regie)
    appointment_of(regie, user=leaves)
    appointment_of(regie, user=comes, starts_on=None, name="Claude Petit")

    entered(client, leaves)
    assert at("prepare", regie) in client.get(at("regie", regie)).text
    assert client.get(at("prepare", regie)).status_code == 200
    answer = client.post(at("prepare", regie))
    sheet = Sheet.objects.get()
    assert answer.url == at("sheet", sheet)
    page = words(client.get(answer.url))
    assert "3 carnets, 300,00 € à la fin du 15 mai 2023." in page
    assert "Rien n’est encore signé" in page
    assert (
        "une remise de service est déjà préparée"
        in words(client.post(at("prepare", regie))).lower()
    )
    home = client.get(reverse("reporting:home"))
    assert at("sign", sheet) in home.text
    assert client.post(at("sign", sheet)).url == at("sheet", sheet)
    assert "Claude Petit signe ici" in words(client.get(at("countersign", sheet)))

    entered(client, comes)
    assert at("countersign", sheet) in client.get(reverse("reporting:home")).text
    assert "Vous dites" not in words(client.get(at("countersign", sheet)))
    answer = client.post(at("countersign", sheet), {"reserves": "Un carton non ouvert."})
    assert answer.url == at("sheet", sheet)
    assert Appointment.objects.filter(ends_on=None).get().user == comes


def test_what_both_signed_is_read_and_printed_as_they_signed_it(client, depot):
    sheet = handover_of(regie_of(depot), state=SheetState.CLOSED)
    sign_in(client, UserFactory(role=Role.AUDITOR, organisation=depot.programme.authority))
    page = words(client.get(at("sheet", sheet)))
    assert "SHA-256" in page
    assert "Réserves néant" in page
    document = client.get(at("document", sheet))
    assert document.content == bytes(Sheet.objects.get().document)
    assert document["Content-Disposition"] == (
        f'inline; filename="remise-de-service_{depot.code}_2023-05-15.pdf"'
    )


def test_a_paper_that_nobody_signed_has_no_day_of_signature(client, depot):
    sheet = handover_of(regie_of(depot))
    sign_in(client, UserFactory(role=Role.AUDITOR, organisation=depot.programme.authority))
    document = PdfReader(io.BytesIO(client.get(at("document", sheet)).content))
    (page,) = document.pages
    shown = page.extract_text()
    assert "trois cents euros" in shown
    assert shown.count("Jour :".replace(" ", "\u00a0")) + shown.count("Jour :") == 2
    assert "inconnue" not in shown


def test_nobody_is_asked_to_sign_for_another(client, depot):
    sheet = handover_of(regie_of(depot))
    sign_in(client, regisseur_of(sheet.regie))
    assert "Dominique Roche signe ici, avec son compte." in words(client.get(at("sign", sheet)))
    assert "Dominique Roche signe ici, avec son compte." in words(client.get(at("sheet", sheet)))
    assert client.post(at("sign", sheet)).status_code == 200
    assert Sheet.objects.get().state == SheetState.PREPARED
    Appointment.objects.filter(pk=sheet.outgoing_id).update(user=None)
    assert "Aucun compte ne signe pour Dominique Roche." in words(client.get(at("sign", sheet)))
    assert at("sign", sheet) not in client.get(at("sheet", sheet)).text


def test_a_signature_is_taken_back_and_a_handover_given_up(client, depot):
    sheet = handover_of(regie_of(depot), state=SheetState.SIGNED)
    entered(client, sheet.incoming.user)
    assert client.post(at("reopen", sheet)).url == at("sheet", sheet)
    assert client.post(at("cancel", sheet)).url == at("sheet", sheet)
    assert Sheet.objects.get().state == SheetState.CANCELLED


def test_a_stop_waits_for_the_regisseur_then_the_comptable(client, depot):
    regie = regie_of(depot)
    user = regisseur_of(regie)
    stop_years()
    sheet = Sheet.objects.get()
    entered(client, user)
    said = "Le régisseur en fonction, ou son suppléant, signe ici avec son compte."
    assert said in words(client.get(at("sign", sheet)))
    appointment_of(regie, user=user)
    home = words(client.get(reverse("reporting:home")))
    assert "Signer : arrêté de la régie au 31 décembre" in home
    assert client.post(at("sign", sheet)).status_code == 302
    said = "Le comptable public signe ici en second"
    assert said in words(client.get(at("countersign", sheet)))
    assert "« signé par le régisseur »" in words(client.get(at("sign", sheet)))
    sign_in(client, regisseur_of(regie, Role.COMPTABLE))
    assert client.post(at("countersign", sheet), {"reserves": ""}).status_code == 302
    assert "néant" in words(client.get(at("sheet", sheet)))
    assert "Procès-verbaux" in words(client.get(at("regie", regie)))
    name = client.get(at("document", sheet))["Content-Disposition"]
    assert name == f'inline; filename="arrete_{depot.code}_2022-12-31.pdf"'


def test_a_depot_is_attached_and_the_tree_sums(manager, depot):
    counter = DepotFactory(programme=depot.programme, carnets=2)
    attach = reverse("regies:attach", args=[counter.public_id])
    assert attach in manager.get(reverse("distribution:depot", args=[counter.public_id])).text
    assert manager.post(attach, {"parent": depot.public_id}).url == TREE
    page = words(manager.get(TREE))
    assert "2 dépôts" in page
    assert "5 carnets, 500,00 € au 15 mai 2023." in page
    assert "1 dépôt rattaché à un autre" in page
    shown = words(manager.get(reverse("distribution:depot", args=[counter.public_id])))
    assert f"Dépend de {depot}." in shown
    assert manager.post(attach, {"parent": ""}).status_code == 302
    assert Depot.objects.get(pk=counter.pk).parent is None


def test_a_distributor_sees_what_it_holds_alone(client, depot):
    counter = DepotFactory(programme=depot.programme)
    regie = regie_of(depot)
    own = regie_of(counter, kind="mandate", ceiling=None)
    user = UserFactory(role=Role.DISTRIBUTOR, organisation=counter.organisation)
    sign_in(client, user)
    page = client.get(LIST).text
    assert at("regie", own) in page
    assert at("regie", regie) not in page
    assert client.get(at("regie", regie)).status_code == 404
    assert "1 dépôt" in words(client.get(TREE))


@pytest.mark.parametrize("page", ["regies", "tree", "regie"])
def test_a_page_reads_as_much_for_one_row_as_for_five(
    client, django_assert_max_num_queries, page, depot
):
    regie = regie_of(depot)
    sign_in(client, UserFactory(role=Role.AUDITOR, organisation=depot.programme.authority))
    address = {"regies": LIST, "tree": TREE, "regie": at("regie", regie)}[page]
    counts = []
    for more in (0, 4):
        for number in range(more):
            other = DepotFactory(programme=depot.programme, regie=True)
            Depot.objects.filter(pk=other.pk).update(parent=depot.pk)
            regie_of(other)
            appointment_of(regie, office="agent", name=f"Aide {number}")
        with django_assert_max_num_queries(12) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
