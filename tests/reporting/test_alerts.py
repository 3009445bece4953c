"""What is unusual is kept, told to the administrators, and looked at by one of them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import letters
from accounts.enums import Role
from accounts.models import Letter
from accounts.tasks import write_letters
from audit.models import Event
from beneficiaries.actions import requests
from beneficiaries.actions.requests import TooManyGranted
from beneficiaries.enums import Channel, Status
from budget.actions import commitments
from common import clock as application_clock
from common.errors import ReasonMissing
from common.formats import end_of_day, legal_day
from mediation.enums import OwnerKind
from mediation.models import WrongCode
from reporting import tasks
from reporting.actions import alerts
from reporting.enums import AlertKind
from reporting.models import Alert
from reporting.readings.alerts import Unusual, unusual
from tests.factories.accounts import NOON, UserFactory, end_roles, give, sign_in
from tests.factories.beneficiaries import PersonFactory, version_of
from tests.factories.budget import BudgetLineFactory
from tests.factories.distribution import handed_out_carnet
from tests.factories.mediation import DeviceFactory, Scene, wrong_secret
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.factories.reporting import AlertFactory
from tests.mediation.test_views import form
from tests.reading import as_csv, searched, words

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:alerts")
DAY = legal_day(NOON)


@pytest.fixture
def scene(clock):
    return Scene()


@pytest.fixture
def administrator(client, programme, clock):
    return sign_in(client, UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority))


def found(programme):
    """What is unusual now, for the clock of the database, which the tests do not move."""
    return unusual([programme], NOON, dt.datetime.now(dt.UTC))


def of_kind(programme, kind):
    return [(one.about, one.figure) for one in found(programme) if one.kind == kind]


def grant(programme, user, status=Status.JOBSEEKER, on=DAY):
    person = PersonFactory(programme=programme)
    return requests.decide(
        person,
        filed_on=DAY,
        status=status,
        channel=Channel.ACCOMPANIED,
        organisation=person.registered_by,
        on=on,
        by=user.as_actor().at(NOON + (on - DAY)),
    )


class TestGrants:
    @pytest.fixture
    def user(self, programme):
        return UserFactory(role=Role.MANAGER, organisation=programme.authority)

    def test_an_account_near_its_ceiling_is_told_then_stopped(self, programme, user):
        version_of(programme)
        passes = grant(programme, user).passes
        programme.granted_per_day = passes * 2 + 1
        programme.save()
        assert of_kind(programme, AlertKind.GRANTS) == []

        grant(programme, user)

        assert of_kind(programme, AlertKind.GRANTS) == [(str(user), Decimal(passes * 2))]
        with pytest.raises(TooManyGranted, match="Rien n’est accordé"), transaction.atomic():
            grant(programme, user)
        assert grant(programme, UserFactory()).passes == passes
        assert grant(programme, user, on=DAY + dt.timedelta(days=1)).granted

    def test_who_is_refused_takes_nothing_of_the_ceiling(self, programme, user):
        version_of(programme)
        programme.granted_per_day = 0
        programme.save()
        assert not grant(programme, user, status=Status.APPRENTICE).granted
        with pytest.raises(TooManyGranted), transaction.atomic():
            grant(programme, user)


def test_an_amount_to_read_again_is_found_from_the_parameter_up(programme, clock):
    line = BudgetLineFactory(programme=programme, available=Decimal(50_000))
    by = UserFactory(role=Role.FINANCE, organisation=programme.authority).as_actor().at(NOON)
    for amount in ("9999.99", "10000.00"):
        commitments.commit(line, amount=Decimal(amount), on=DAY, subject="Pass", by=by)

    ((about, figure),) = of_kind(programme, AlertKind.AMOUNT)

    assert about == f"Engagement, Pass – {line}, par {by.label}"
    assert figure == Decimal("10000.00")


class TestPresenters:
    def test_ten_wrong_codes_in_an_hour_are_found_with_their_device(self, scene):
        wrong = wrong_secret(scene.codes[0])
        for _ in range(9):
            scene.check(wrong)
        assert of_kind(scene.programme, AlertKind.WRONG_CODES) == []

        scene.check(wrong)

        name = f"{scene.device}, {scene.place.structure.organisation}"
        assert of_kind(scene.programme, AlertKind.WRONG_CODES) == [(name, Decimal(10))]

    def test_those_of_an_account_are_found_too_and_those_of_an_hour_ago_no_more(self, scene):
        owner = {"owner_kind": OwnerKind.USER, "owner_id": scene.mediator.pk}
        for _ in range(10):
            WrongCode.objects.create(**owner)
        assert of_kind(scene.programme, AlertKind.WRONG_CODES) == [
            (str(scene.mediator), Decimal(10))
        ]
        later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1, seconds=1)
        assert unusual([scene.programme], NOON, later) == []

    def test_a_place_of_another_structure_is_found_once_it_is_refused(self, scene):
        elsewhere = PlaceFactory(programme=scene.programme)
        refused = scene.redeem(scene.body() | {"place": str(elsewhere.public_id)})
        assert refused.json()["code"] == "place_not_yours"

        name = f"{scene.device}, {scene.place.structure.organisation}"
        assert of_kind(scene.programme, AlertKind.REFUSED_PLACE) == [(name, Decimal(1))]

    def test_those_of_a_programme_that_is_not_asked_for_are_not_told(self, scene):
        WrongCode.objects.bulk_create(
            WrongCode(owner_kind=OwnerKind.USER, owner_id=scene.mediator.pk) for _ in range(10)
        )
        assert unusual([ProgrammeFactory()], NOON, dt.datetime.now(dt.UTC)) == []

    def test_a_pass_spent_as_it_should_be_is_nothing_unusual(self, scene):
        assert scene.redeem().status_code == 201
        assert found(scene.programme) == []


class TestBothRoles:
    @pytest.fixture
    def scene(self, clock):
        """A structure that has a place and a depot, whose mediator hands out too."""
        scene = Scene(ProgrammeFactory(with_calendar=True, allows_holding_both=True))
        structure = scene.mediator.acting.organisation
        ParticipationFactory(programme=scene.programme, organisation=structure)
        give(scene.mediator, Role.DISTRIBUTOR, structure)
        scene.carnet = handed_out_carnet(scene.depot, by=scene.mediator.as_actor(), carnets=1)
        return scene

    def test_who_holds_both_is_found_since_then_in_the_programme_of_the_structure(self, scene):
        ParticipationFactory(organisation=scene.place.structure.organisation).programme.save()
        (one,) = found(scene.programme)
        assert (one.kind, one.figure, one.on) == (AlertKind.BOTH_ROLES, 2, DAY)
        assert one.about == f"{scene.mediator}, {scene.place.structure.organisation}"
        assert found(ProgrammeFactory()) == []

        tomorrow = DAY + dt.timedelta(days=1)
        for day in (DAY, tomorrow):
            again = unusual([scene.programme], end_of_day(day), dt.datetime.now(dt.UTC))
            alerts.keep(again, at=NOON, real_now=NOON)
        assert Alert.objects.get().on == DAY
        end_roles(scene.mediator)
        assert found(scene.programme) == []

    def test_their_carnets_redeemed_by_a_device_of_the_structure_are_found(self, client, scene):
        colleague = UserFactory(role=Role.MEDIATOR, organisation=scene.mediator.acting.organisation)
        sign_in(client, colleague).post("/encaisser/", form(scene, scene.codes[0]))
        assert of_kind(scene.programme, AlertKind.SAME_STRUCTURE) == []

        assert scene.redeem(scene.body(*scene.codes[1:3])).status_code == 201

        about = f"{scene.mediator}, appareils\u00a0: {scene.place.structure.organisation}"
        assert of_kind(scene.programme, AlertKind.SAME_STRUCTURE) == [(about, Decimal(2))]

    def test_those_of_other_days_and_structures_are_not(self, scene):
        elsewhere = PlaceFactory(programme=scene.programme)
        sent = scene.body(scene.codes[0]) | {"place": str(elsewhere.public_id)}
        device = DeviceFactory(structure=elsewhere.structure)
        assert scene.redeem(sent, device=device).status_code == 201
        assert of_kind(scene.programme, AlertKind.SAME_STRUCTURE) == []

        assert scene.redeem(scene.body(scene.codes[1])).status_code == 201
        later = unusual([scene.programme], NOON + dt.timedelta(days=2), dt.datetime.now(dt.UTC))
        assert [one.kind for one in later] == [AlertKind.BOTH_ROLES]


class TestKeep:
    def keep(self, scene, real_now=None):
        now = {"at": NOON, "real_now": real_now or dt.datetime.now(dt.UTC)}
        alerts.keep(found(scene.programme), **now)

    def test_one_a_day_with_the_most_that_was_seen_and_one_letter(self, scene):
        administrator = UserFactory(role=Role.ADMINISTRATOR, organisation=scene.programme.authority)
        UserFactory(role=Role.ADMINISTRATOR)
        UserFactory(role=Role.MANAGER, organisation=scene.programme.authority)
        wrong = wrong_secret(scene.codes[0])
        for _ in range(10):
            scene.check(wrong)
        self.keep(scene)
        self.keep(scene)
        WrongCode.objects.create(owner_kind=OwnerKind.DEVICE, owner_id=scene.device.pk)
        self.keep(scene)

        alert = Alert.objects.get()
        assert (alert.kind, alert.figure, alert.on) == (AlertKind.WRONG_CODES, 11, DAY)
        letter = Letter.objects.get()
        assert letter.email == administrator.email
        letters.write(letter.pk, real_now=dt.datetime.now(dt.UTC))
        (sent,) = mail.outbox
        assert sent.subject == "Un point à surveiller"
        assert "À\u00a0surveiller" in sent.body or "À surveiller" in sent.body

    def test_the_service_looks_and_writes_within_a_minute(self, scene, monkeypatch):
        UserFactory(role=Role.ADMINISTRATOR, organisation=scene.programme.authority)
        monkeypatch.setattr(tasks.clock, "real_now", lambda: dt.datetime.now(dt.UTC))
        schedule = {
            one["task"]: one["schedule"] for one in settings.CELERY["beat_schedule"].values()
        }
        assert schedule[tasks.watch.name] + schedule[write_letters.name] < 60
        tasks.watch()
        assert not Alert.objects.exists()
        wrong = wrong_secret(scene.codes[0])
        for _ in range(10):
            scene.check(wrong)

        tasks.watch()

        assert Alert.objects.count() == Letter.objects.waiting().count() == 1

    def test_what_is_done_after_the_last_look_of_a_day_is_seen_the_next_day(self, programme):
        line, by = BudgetLineFactory(programme=programme), UserFactory().as_actor()
        midnight = NOON.replace(hour=21, minute=59, second=50)  # 23:59:50 in Paris
        commitments.commit(line, amount=Decimal(10_000), on=DAY, subject="Tout", by=by.at(midnight))
        for days in (1, 1, 2):
            now = midnight + dt.timedelta(days=days)
            alerts.keep(unusual([programme], now, NOON), at=now, real_now=NOON)

        assert [(one.kind, one.on) for one in Alert.objects.all()] == [(AlertKind.AMOUNT, DAY)]

    def test_each_is_told_however_many_were_before(self, programme):
        told = UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority)
        written = []
        for rank in range(letters.OF_AN_ADDRESS + 1):
            new = [Unusual(programme.pk, AlertKind.AMOUNT, f"event {rank}", "x", Decimal(1), DAY)]
            for _ in range(2):  # two that wait are one letter
                alerts.keep(new, at=NOON, real_now=NOON)
                new = [replace(new[0], key=f"event {rank} too")]
            (letter,) = Letter.objects.waiting()
            letters.write(letter.pk, real_now=NOON)
            written.append(letter.email)

        assert written == [told.email] * (letters.OF_AN_ADDRESS + 1)
        assert len(mail.outbox) == letters.OF_AN_ADDRESS + 1

    def test_the_database_keeps_one_a_day_and_nobody_sees_for_nobody(self, programme):
        alert = AlertFactory(programme=programme)
        with pytest.raises(IntegrityError, match="alert_once_a_day"), transaction.atomic():
            AlertFactory(programme=programme, key=alert.key)
        with pytest.raises(IntegrityError, match="alert_seen_by_somebody"), transaction.atomic():
            AlertFactory(programme=programme, seen_at=NOON)


class TestPage:
    def test_what_waits_is_said_at_home_and_listed(self, administrator, programme):
        assert "Rien d’inhabituel jusqu’ici." in words(administrator.get(PAGE))
        alert = AlertFactory(programme=programme)
        AlertFactory(about="Un autre programme")

        assert "Voir 1 point à surveiller" in words(administrator.get(reverse("reporting:home")))
        page = administrator.get(PAGE)

        assert "1 reste à voir." in words(page)
        assert "10 codes refusés" in words(page)
        assert "Un autre programme" not in page.text
        assert reverse("reporting:see-alert", args=[alert.public_id]) in page.text

    def test_one_says_what_was_looked_at_once(self, administrator, programme):
        alert = AlertFactory(programme=programme)
        address = reverse("reporting:see-alert", args=[alert.public_id])
        assert "Téléphone de l’accueil, Centre social" in words(administrator.get(address))
        assert "Indiquez ce que vous avez vérifié." in words(administrator.post(address))
        checked = {"reason": "Vu avec la structure."}

        assert administrator.post(address, checked).url == PAGE

        alert.refresh_from_db()
        assert (alert.reason, alert.seen_at) == ("Vu avec la structure.", application_clock.now())
        event = Event.objects.get(verb="alert.seen")
        assert event.details == {"reason": "Vu avec la structure."}
        assert "Vu avec la structure." in words(administrator.get(address))
        assert "Tout a été vu." in words(administrator.get(PAGE))
        with pytest.raises(ReasonMissing):
            alerts.see(
                AlertFactory(programme=programme), reason=" ", by=UserFactory().as_actor().at(NOON)
            )
        with pytest.raises(alerts.AlreadySeen):
            alerts.see(alert, reason="Encore", by=UserFactory().as_actor().at(NOON))

    def test_the_list_is_filtered_and_downloaded(self, administrator, programme):
        seen = {"seen_at": NOON, "seen_by": UserFactory(), "reason": "Fait."}
        AlertFactory(programme=programme, about="Vieux poste", **seen)
        amount = {"kind": AlertKind.AMOUNT, "figure": Decimal("12000.00")}
        AlertFactory(programme=programme, about="Engagement, Pass", **amount)

        assert "Vieux poste" not in administrator.get(PAGE, {"etat": "a-voir"}).text
        assert "Engagement, Pass" not in administrator.get(PAGE, {"etat": "vu"}).text
        assert "Vieux poste" not in administrator.get(PAGE, {"nature": "amount"}).text
        assert "Vieux poste" not in searched(administrator, PAGE, q="engagement").text
        head, *rows = as_csv(administrator.get(PAGE, {"fichier": "csv"}))
        who = head.index("Qui ou quoi")
        assert {row[who] for row in rows} == {"Vieux poste", "Engagement, Pass"}

    def test_a_controller_reads_and_says_nothing(self, client, programme, clock):
        sign_in(client, UserFactory(role=Role.AUDITOR, organisation=programme.authority))
        alert = AlertFactory(programme=programme)
        page = client.get(PAGE)
        assert "Téléphone de l’accueil" in page.text
        assert reverse("reporting:see-alert", args=[alert.public_id]) not in page.text
