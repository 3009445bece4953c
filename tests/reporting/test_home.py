import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from common.formats import number
from corrections import actions
from deadlines.enums import OccurrenceState
from finance.actions import funding_keys
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, sign_in
from tests.factories.conventions import AvenantFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import DepotFactory, LotFactory, hand_out
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import ReportFactory, feder_convention, spend, state_convention
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOME, FIGURES = reverse("reporting:home"), reverse("reporting:indicators")
TODAY = dt.date(2023, 5, 15)


@pytest.mark.usefixtures("manager")
def test_home_begins_with_what_needs_the_manager(client, convention, programme):
    vote = DeliberationFactory(programme=programme, number="2023-204")
    avenant = AvenantFactory(convention=convention, voted=True, number=1, deliberation=vote)
    lot = LotFactory(programme=programme, carnets=3, state="delivered")
    ReportFactory(convention=convention, failed=True)
    ReportFactory(convention=convention, starts_on=dt.date(2022, 10, 1), due_on=TODAY)

    page = client.get(HOME).text

    assert page.index("À faire") < page.index("De 50\u00a0000\u00a0pass prévus")
    assert "4\u00a0actes à faire" in page
    assert reverse("dossiers:sign-avenant", args=[avenant.public_id]) in page
    assert "Voté le 15\u00a0mai\u00a02023, délibération n°\u00a02023-204." in page
    assert reverse("ordering:order", args=[lot.order.public_id]) in page
    assert "30\u00a0pass livrés le 24\u00a0octobre\u00a02022" in page
    assert "Relancer un rapport en échec" in page
    assert "Données au 15\u00a0mai\u00a02023 à\u00a09\u00a0h\u00a000" in page


def test_a_correction_waits_for_another_than_its_author(client, convention, manager):
    reads, other = (
        UserFactory(role=role, organisation=convention.programme.authority)
        for role in (Role.FINANCE, Role.MANAGER)
    )
    actions.propose_no_signature(convention, reason="Lu.", by=other.as_actor().at(NOON))
    url = reverse("corrections:convention", args=[convention.public_id])

    pages = [sign_in(client, user).get(HOME).text for user in (manager, other, reads)]

    assert [url in page for page in pages] == [True, False, False]
    assert f"Proposée par {other} le 15\u00a0mai\u00a02023. {convention}." in pages[0]
    assert "Décider une correction\u00a0: la signature, qui n’a pas eu lieu" in pages[0]


@pytest.mark.usefixtures("manager")
def test_home_shows_the_counts_the_deployment_and_the_next_obligations(
    client, convention, programme
):
    hand_out(DepotFactory(programme=programme, carnets=2), on=TODAY)
    report = ObligationFactory(convention=convention, in_force=True, title="Rapport d’étape")
    coming = OccurrenceFactory(obligation=report, due_on=dt.date(2023, 7, 31))
    OccurrenceFactory(obligation=report, due_on=dt.date(2023, 7, 1), state=OccurrenceState.WAIVED)
    sent = ObligationFactory(convention=convention, in_force=True, title="Passé")
    OccurrenceFactory(obligation=sent, state=OccurrenceState.SENT)

    page = client.get(HOME).text

    assert "Rien à faire aujourd’hui." in page
    assert "En retard sur l’échéancier (hypothèse linéaire)\u00a0: 0\u00a0pass consommé" in page
    assert "Prévu\u00a0: 45\u00a0642" in page
    assert "hypothèse linéaire" in page
    assert "31\u00a0juillet" in page
    assert "dans 77\u00a0jours, sans responsable" in page
    assert reverse("deadlines:occurrence", args=[coming.public_id]) in page
    assert page.index("Depuis le 8\u00a0mai\u00a02023") < page.index("Passé")
    assert page.count("Passé") == 1
    assert page.count('class="bar"') == 7 + 2  # six stages, one funder, two paces
    assert FIGURES in page


def test_due_days_that_press_are_to_do_for_those_who_follow_them(client, acting, convention):
    obligation = ObligationFactory(
        convention=convention, in_force=True, title="Comité technique", article="6"
    )
    for due_on in (
        dt.date(2023, 6, 23),
        dt.date(2023, 5, 23),
        dt.date(2023, 5, 22),
        dt.date(2023, 4, 30),
    ):
        OccurrenceFactory(obligation=obligation, due_on=due_on)

    acting(Role.FINANCE)
    page = client.get(HOME).text
    late, soon, next_one = (
        page.index(said)
        for said in (
            "Dû le 30\u00a0avril\u00a02023, depuis 15\u00a0jours",
            "Dû le 22\u00a0mai\u00a02023, dans 7\u00a0jours",
            "dans 8\u00a0jours",
        )
    )
    assert page.index("À faire") < late < soon < page.index("Prochaines obligations") < next_one
    assert page.index("sans responsable") < page.index("Prochaines obligations")
    assert "23\u00a0juin" not in page

    acting(Role.AUDITOR)
    page = client.get(HOME).text
    assert "Rien à faire aujourd’hui." in page
    assert page.index("Prochaines obligations") < page.index("depuis 15\u00a0jours")


def test_many_due_days_that_press_are_counted(client, acting, convention):
    obligation = ObligationFactory(convention=convention, in_force=True)
    for day in range(1, 8):
        OccurrenceFactory(obligation=obligation, due_on=dt.date(2023, 5, day))
    acting(Role.FINANCE)

    page = client.get(HOME).text

    assert "Voir 2\u00a0autres échéances à faire" in page
    assert f"{reverse('deadlines:occurrences')}?etat=a-faire" in page


@pytest.mark.usefixtures("manager")
def test_a_figure_and_the_curve_of_each_convention_say_whose_passes_they_count(
    client, convention, programme, depot
):
    rival = state_convention(convention.programme)
    carnets = [
        hand_out(depot, on=dt.date(2023, 5, 2)).carnets.select_related("lot__programme").get()
        for _ in range(2)
    ]
    for payer, passes, carnet in zip((convention, rival), (2, 5), carnets, strict=True):
        spend(carnet, passes, on=dt.date(2023, 5, 3))
        bounds = {"first_carnet": carnet.number, "last_carnet": carnet.number}
        funding_keys.assign(carnet.lot, payer, **bounds, by=SYSTEM.at(NOON))

    page = client.get(HOME)

    stages = page.context["stages"]
    assert stages.rows[-1].passes == 7
    assert stages.perimeter.startswith(f"{programme}, cumul")
    for payer, passes, pace in zip((convention, rival), "25", page.context["paces"], strict=True):
        assert pace.chart.finding.startswith(f"{passes}\u00a0pass consommés")
        assert (
            f"{programme}, consommés\u00a0: ceux que compte «\u00a0{payer}\u00a0»" in pace.perimeter
        )


@pytest.mark.usefixtures("acting")
def test_a_programme_without_anything_says_so(client):
    empty = ProgrammeFactory()
    sign_in(client, UserFactory(organisation=empty.authority))

    page = client.get(HOME).text

    assert "Aucun pass remis et aucun échéancier" in page
    assert "Aucune obligation à venir" in page


def test_a_programme_that_only_its_purchases_are_counted_has_a_pace_without_schedule(client):
    programme = ProgrammeFactory(with_calendar=True)
    feder_convention(programme)
    hand_out(DepotFactory(programme=programme, carnets=1), on=TODAY)
    sign_in(client, UserFactory(organisation=programme.authority))

    assert "aucun échéancier ne dit combien en prévoir" in client.get(HOME).text


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (Role.MANAGER, "Obtenir le mandat de la commande", "Attendu du"),
        (Role.REGISSEUR, "Attendu du gestionnaire du programme", "Obtenir le mandat"),
        (Role.COMPTABLE, "Attendu du gestionnaire du programme", "Prochaines obligations"),
        (Role.FINANCE, "Prochaines obligations", "andat de la commande"),
        (Role.AUDITOR, "Prochaines obligations", "andat de la commande"),
        (Role.ADMINISTRATOR, "Lieux qualifiés", "Pass remis"),
    ],
)
def test_each_role_has_its_own_home(client, acting, convention, programme, role, shown, hidden):
    AvenantFactory(convention=convention, voted=True)
    LotFactory(programme=programme, state="delivered")
    PlaceFactory(programme=programme)
    acting(role)

    page = client.get(HOME).text

    assert shown in page
    assert hidden not in page


@pytest.mark.parametrize(
    ("role", "counted", "said"),
    [
        (Role.MANAGER, "1\u00a0acte à faire.", "Attendu du régisseur ou du comptable public"),
        (Role.REGISSEUR, "1\u00a0acte à faire.", "Attendu du gestionnaire du programme"),
        (Role.FINANCE, "Rien à faire aujourd’hui.", "Rien à faire"),
    ],
)
def test_the_act_of_another_on_a_lot_is_awaited_and_not_counted(
    client, acting, programme, role, counted, said
):
    """One lot waits for its mandat, another for a second person."""
    LotFactory(programme=programme, state="delivered")
    LotFactory(programme=programme, state="proposed")
    acting(role)

    page = client.get(HOME)

    assert counted in page.text
    assert said in page.text
    assert words(page).count("attendu Mandat de la commande") == said.startswith("Attendu")


def test_no_mandat_is_asked_for_passes_that_can_no_longer_be_spent(client, acting, programme):
    LotFactory(programme=programme, state="delivered", valid_until=TODAY)
    LotFactory(programme=programme, state="delivered", valid_until=TODAY - dt.timedelta(days=1))
    acting(Role.MANAGER)

    page = client.get(HOME).text

    assert page.count("Obtenir le mandat") == 1
    assert "commande C-1" in page


def test_a_distributor_sees_the_figures_of_its_counter_only(client, acting, programme):
    depot = DepotFactory(programme=programme, carnets=3)
    other = DepotFactory(programme=programme, carnets=5)
    hand_out(depot, on=TODAY)
    hand_out(other, on=TODAY)
    hand_out(depot, on=dt.date(2023, 4, 30))
    acting(Role.DISTRIBUTOR, depot.organisation)

    page = client.get(HOME).text

    facts = re.findall(r"<dt>(.+?)</dt>\s*<dd>\s*<a[^>]*>(.+?)</a>", page)
    assert facts == [
        ("Carnets en stock", number(1)),  # of three
        ("Pass remis depuis le 1er\u00a0mai", number(10)),
        ("Personnes suivies", number(2)),
    ]
    assert "Depuis le 8" not in page


def test_a_mediator_begins_where_passes_are_spent(client, acting, programme):
    place = PlaceFactory(programme=programme)
    acting(Role.MEDIATOR, place.structure.organisation)

    assert client.get(HOME).url == reverse("mediation:redeem")


def test_a_member_without_a_programme_is_told_whom_to_ask(client, acting):
    acting(Role.MANAGER, OrganisationFactory())

    assert "Aucun programme n’est encore ouvert" in client.get(HOME).text
