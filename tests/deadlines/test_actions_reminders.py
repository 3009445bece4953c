"""Reminders: the tightest kind, once a person, in one letter, whoever ticks and how often."""

import datetime as dt

import pytest
from django.core import mail

from accounts.enums import Role
from audit.actors import SYSTEM
from audit.models import Event
from conventions.enums import Cadence, ConventionState
from conventions.models import Convention
from deadlines import emails, tasks
from deadlines.actions import occurrences, reminders
from deadlines.enums import OccurrenceState, ReminderKind
from deadlines.models import Occurrence, Reminder
from tests.factories.accounts import NOON, UserFactory, end_roles
from tests.factories.conventions import AvenantFactory, ConventionFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
DUE = dt.date(2023, 5, 31)
D30, D7, D1, LATE = ReminderKind


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def manager(programme):
    return UserFactory(organisation=programme.authority, first_name="Claire", last_name="Duhem")


@pytest.fixture
def occurrence(programme):
    convention = ConventionFactory(programme=programme, signed=True, title="Convention ANCT")
    obligation = ObligationFactory(
        convention=convention, in_force=True, title="Remettre le bilan", article="6", due_on=DUE
    )
    return OccurrenceFactory(obligation=obligation, due_on=DUE)


def tick(programme, days_before):
    """The reminders that the scheduler writes so many days before the day."""
    on = DUE - dt.timedelta(days=days_before)
    return reminders.create_due(programme, on=on, **WHO)


def kinds(user):
    return list(user.reminders.order_by("pk").values_list("kind", flat=True))


def send_all(real_now=NOON):
    for recipient_id in reminders.waiting_recipients(real_now):
        taken = reminders.lease(recipient_id, real_now=real_now)
        reminders.mark_sent(taken, **WHO)


def test_each_kind_is_written_once_on_its_day(programme, manager, occurrence):
    for days_before in range(40, -40, -1):
        tick(programme, days_before)
        tick(programme, days_before)
        send_all()

    assert kinds(manager) == [D30, D7, D1, LATE]


@pytest.mark.parametrize(
    ("days_before", "kind"), [(31, None), (20, D30), (5, D7), (0, D1), (-12, LATE)]
)
def test_after_a_silence_only_the_tightest_kind_reached_is_written(
    programme, manager, occurrence, days_before, kind
):
    tick(programme, days_before)

    assert kinds(manager) == ([kind] if kind else [])


def test_a_tighter_reminder_takes_the_place_of_one_that_still_waits(programme, manager, occurrence):
    tick(programme, 30)
    tick(programme, 7)

    assert kinds(manager) == [D7]


def test_nothing_is_written_of_what_is_done_or_waived(programme, manager):
    convention = ConventionFactory(programme=programme, signed=True)
    for state in (OccurrenceState.SENT, OccurrenceState.WAIVED):
        obligation = ObligationFactory(convention=convention, in_force=True)
        OccurrenceFactory(obligation=obligation, state=state)

    assert tick(programme, 1) == []


def test_what_is_still_owed_by_a_closed_convention_is_reminded(programme, manager, occurrence):
    convention = occurrence.obligation.convention
    convention.state = ConventionState.CLOSED
    convention.ended_on, convention.ended_at = DUE, NOON
    convention.save()

    tick(programme, -1)

    assert kinds(manager) == [LATE]


@pytest.mark.parametrize(
    ("late", "coming", "said"),
    [
        (1, 0, "En retard\u00a0: Bilan"),
        (0, 1, "Échéance\u00a0: Bilan"),
        (2, 0, "2\u00a0échéances en retard"),
        (0, 3, "3\u00a0échéances à venir"),
        (1, 2, "1\u00a0échéance en retard, 2\u00a0à venir"),
    ],
)
def test_the_subject_counts_what_the_letter_lists(late, coming, said):
    due = emails.ReminderLine(
        "Bilan", "demain", "Convention", "à préparer", "https://x.fr", is_late=False
    )

    assert emails.subject([due] * late, [due] * coming) == said


class TestRecipients:
    def told(self):
        return set(Reminder.objects.values_list("recipient", flat=True))

    def test_its_responsible_is_told_before_the_obligation_s(self, programme, manager, occurrence):
        own, general = UserFactory.create_batch(
            2, role=Role.FINANCE, organisation=programme.authority
        )
        occurrences.assign_obligation(occurrence.obligation, responsible=general, **WHO)
        tick(programme, 30)
        assert self.told() == {general.pk}

        occurrences.assign(occurrence, responsible=own, **WHO)
        tick(programme, 7)
        assert kinds(own) == [D7]
        assert kinds(manager) == []

    def test_without_a_responsible_every_manager_of_the_authority_is_told(
        self, programme, manager, occurrence
    ):
        other = UserFactory(organisation=programme.authority)
        for role in set(Role) - {Role.MANAGER}:
            UserFactory(role=role, organisation=programme.authority)
        UserFactory()
        end_roles(UserFactory(organisation=programme.authority))

        tick(programme, 30)

        assert self.told() == {manager.pk, other.pk}

    def test_a_responsible_who_left_is_not_told_the_managers_are(
        self, programme, manager, occurrence
    ):
        left = UserFactory(organisation=programme.authority)
        occurrences.assign(occurrence, responsible=left, **WHO)
        end_roles(left)

        tick(programme, 30)

        assert self.told() == {manager.pk}


class TestLease:
    def test_a_reminder_taken_by_a_worker_is_not_taken_by_another(
        self, programme, manager, occurrence
    ):
        tick(programme, 30)

        assert len(reminders.lease(manager.pk, real_now=NOON)) == 1
        assert reminders.lease(manager.pk, real_now=NOON) == []
        assert reminders.waiting_recipients(NOON) == []

    def test_a_worker_that_died_gives_it_back(self, programme, manager, occurrence):
        tick(programme, 30)
        dead = reminders.lease(manager.pk, real_now=NOON)
        later = NOON + reminders.LEASE + dt.timedelta(seconds=1)

        alive = reminders.lease(manager.pk, real_now=later)

        assert [one.pk for one in alive] == [one.pk for one in dead]
        assert reminders.mark_sent(dead, **WHO) == 0
        assert reminders.mark_sent(alive, **WHO) == 1
        assert reminders.waiting_recipients(later) == []

    def test_what_is_done_meanwhile_is_dropped(self, programme, manager, occurrence):
        tick(programme, 30)
        occurrences.waive(occurrence, reason="Sans objet", **WHO)

        assert reminders.lease(manager.pk, real_now=NOON) == []
        assert not Reminder.objects.exists()


@pytest.fixture
def bell(monkeypatch):
    """Messages for the broker are answered at once; `rung` lists them."""
    rung = []

    def ring(task):
        def delay(**given):
            rung.append((task.name.rpartition(".")[2], given))
            task(**given)

        return delay

    for task in (tasks.plan, tasks.send_reminders):
        monkeypatch.setattr(task, "delay", ring(task))
    return rung


class TestTick:
    def test_one_letter_lists_all_that_waits(self, programme, manager, occurrence, clock, bell):
        clock.on(dt.date(2023, 6, 1))
        avenant = AvenantFactory(convention=occurrence.obligation.convention, signed=True)
        coming = ObligationFactory(
            convention=occurrence.obligation.convention,
            avenant=avenant,
            in_force=True,
            title="Participer au comité technique",
            due_on=dt.date(2023, 6, 8),
        )
        OccurrenceFactory(obligation=coming, due_on=dt.date(2023, 6, 8))

        tasks.remind()
        tasks.remind()

        (letter,) = mail.outbox
        assert letter.to == [manager.email]
        assert letter.subject == "1\u00a0échéance en retard, 1\u00a0à venir"
        late, coming = letter.body.index("EN RETARD"), letter.body.index("À VENIR")
        assert late < letter.body.index("Remettre le bilan") < coming
        assert "Échéance\u00a0: il y a 1\u00a0jour (31\u00a0mai\u00a02023)" in letter.body
        assert "avenant n°\u00a01" in letter.body[coming:]
        assert emails.absolute_url(f"/conventions/echeances/{occurrence.public_id}/") in letter.body
        assert "<" not in letter.body
        assert Reminder.objects.filter(sent_at__isnull=False).count() == 2
        assert Event.objects.filter(verb="occurrence.reminded").count() == 2

    def test_a_letter_about_one_due_day_has_its_title(
        self, programme, manager, occurrence, clock, bell
    ):
        clock.on(dt.date(2023, 5, 24))

        tasks.remind()

        assert mail.outbox[0].subject == "Échéance\u00a0: Remettre le bilan"
        assert "EN RETARD" not in mail.outbox[0].body

    def test_a_letter_tells_the_last_working_day_before(self, programme, manager, clock, bell):
        due = {"due_on": dt.date(2023, 7, 1)}
        row = ObligationFactory(in_force=True, convention__programme=programme, **due)
        OccurrenceFactory(obligation=row, **due)
        clock.on(dt.date(2023, 6, 24))

        tasks.remind()

        (letter,) = mail.outbox
        assert "dernier jour ouvré\u00a0: vendredi\u00a030\u00a0juin\u00a02023" in letter.body

    def test_a_letter_that_does_not_leave_is_tried_again(
        self, programme, manager, occurrence, clock, bell, monkeypatch
    ):
        clock.on(dt.date(2023, 5, 24))
        monkeypatch.setattr(emails.EmailMessage, "send", lambda letter: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.remind()
        monkeypatch.undo()
        assert Reminder.objects.get().sent_at is None

        assert reminders.lease(manager.pk, real_now=clock.instant) == []
        taken = reminders.lease(
            manager.pk, real_now=clock.instant + reminders.LEASE + dt.timedelta(seconds=1)
        )
        assert len(taken) == 1

    def test_conventions_are_planned_once_a_day(self, programme, clock, bell):
        convention = ConventionFactory(programme=programme, signed=True)
        ObligationFactory(
            convention=convention, in_force=True, cadence=Cadence.MONTHLY, due_on=None
        )
        ConventionFactory(programme=programme, voted=True)

        tasks.remind()
        tasks.remind()
        assert bell == [("plan", {"convention_id": convention.pk})]
        assert Occurrence.objects.last().due_on == dt.date(2024, 5, 31)

        clock.on(dt.date(2023, 5, 16))
        tasks.remind()
        assert len(bell) == 2
        assert Convention.objects.get(pk=convention.pk).planned_on == dt.date(2023, 5, 16)

    def test_a_convention_rung_twice_is_planned_once(self, programme, clock, bell):
        convention = ConventionFactory(programme=programme, signed=True)
        ObligationFactory(
            convention=convention, in_force=True, cadence=Cadence.MONTHLY, due_on=None
        )

        tasks.plan(convention_id=convention.pk)
        tasks.plan(convention_id=convention.pk)

        assert Event.objects.filter(verb="convention.planned").count() == 1

    @pytest.mark.parametrize(
        ("instant", "kind"),
        [
            ("2023-03-25T22:59:00+00:00", None),
            ("2023-03-25T23:01:00+00:00", D1),
            ("2023-03-26T21:59:00+00:00", D1),
            ("2023-03-27T22:01:00+00:00", LATE),
        ],
    )
    def test_days_are_those_of_paris_on_the_night_that_loses_an_hour(
        self, programme, manager, clock, bell, instant, kind
    ):
        """Due on Monday 27 March: its eve is the Sunday of 23 hours."""
        convention = ConventionFactory(programme=programme, signed=True)
        OccurrenceFactory(
            obligation=ObligationFactory(convention=convention, in_force=True),
            due_on=dt.date(2023, 3, 27),
        )
        Convention.objects.update(planned_on=dt.date(2030, 1, 1))
        clock.at(dt.datetime.fromisoformat(instant))

        tasks.remind()

        assert kinds(manager) == [kind or D7]


@pytest.mark.parametrize("left", ["membership", "user"])
def test_who_left_meanwhile_is_written_nothing(programme, manager, occurrence, left):
    tick(programme, 20)
    if left == "user":
        manager.is_active = False
        manager.save()
    else:
        end_roles(manager)

    assert reminders.lease(manager.pk, real_now=NOON) == []
    assert not Reminder.objects.exists()


def test_a_title_of_two_lines_is_a_subject_of_one(programme, manager):
    obligation = ObligationFactory(
        convention=ConventionFactory(programme=programme, signed=True),
        in_force=True,
        title="Bilan\r\nBcc: autre@exemple.fr",
    )
    OccurrenceFactory(obligation=obligation, due_on=DUE)
    tick(programme, 20)

    letter = emails.reminder_email(reminders.lease(manager.pk, real_now=NOON), at=NOON)

    assert letter.message()["Subject"]
    assert letter.subject == "Échéance\u00a0: Bilan Bcc: autre@exemple.fr"
