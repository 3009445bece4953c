"""The page of an occurrence, and its acts."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from conventions.enums import Cadence, ObligationNature, Origin, ProofKind
from deadlines.actions import occurrences
from deadlines.enums import OccurrenceState, ReminderKind
from deadlines.models import Occurrence, Proof
from files.models import File
from tests.deadlines.conftest import due, text_of
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.conventions import ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.files import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
D = dt.date


def page_of(client, occurrence):
    return text_of(client.get(reverse("deadlines:occurrence", args=[occurrence.public_id])))


class TestOccurrence:
    def test_a_late_one_says_since_when_and_who(self, client_, obligation, claire):
        late = due(obligation, D(2023, 4, 30), responsible=claire)

        page = page_of(client_, late)

        assert "En retard : due il y a 15 jours (30 avril 2023). Claire Duhem s’en charge." in page
        assert "Enregistrer la présence" in page

    def test_its_text_is_said(self, client_, obligation):
        page = page_of(client_, due(obligation, D(2023, 5, 31)))

        assert "À faire dans 16 jours (31 mai 2023). Personne n’en est chargé." in page
        for said in ("Convention ANCT", "Présence à une réunion", "En vigueur depuis le 11 mars"):
            assert said in page

    def test_a_delay_says_from_when_it_runs_and_a_note_is_shown(self, client_, convention):
        row = ObligationFactory(
            convention=convention,
            in_force=True,
            cadence=Cadence.WITHIN,
            delay_months=2,
            counted_from=Origin.SIGNATURE,
            note="repris de l’avenant",
        )

        page = page_of(client_, due(row, D(2023, 5, 31)))

        assert "Dans les 2 mois après la signature de la convention" in page
        assert "repris de l’avenant" in page

    def test_a_reader_sees_no_act(self, client, programme, obligation):
        sign_in(client, UserFactory(role=Role.AUDITOR, organisation=programme.authority))

        page = page_of(client, due(obligation, D(2023, 5, 31)))

        assert "Enregistrer la présence" not in page
        assert "Ajouter un justificatif" not in page

    def test_presence_is_recorded_with_who_attended_then_taken_back(self, client_, obligation):
        occurrence = due(obligation, D(2023, 4, 30))
        due(obligation, D(2023, 5, 31))
        url = reverse("deadlines:send-occurrence", args=[occurrence.public_id])

        wrong = text_of(client_.post(url, {"on": "16/05/2023", "who": "", "note": "Gardée"}))
        assert "Indiquez qui représentait la collectivité." in wrong
        wrong = client_.post(url, {"on": "16/05/2023", "who": "Claire Duhem", "note": "Gardée"})
        assert "(16/05/2023) ne peut pas suivre ce jour (15/05/2023)" in text_of(wrong)
        assert "Gardée" in wrong.content.decode()
        done = client_.post(url, {"on": "25/04/2023", "who": "Claire Duhem"}, follow=True)
        page = text_of(done)
        assert "Présence enregistrée le 25 avril 2023. Prochaine échéance : 31 mai 2023." in page
        assert "Faite le 25 avril 2023, dans les temps." in page
        assert "Présence, Claire Duhem" in page

        again = text_of(client_.post(url, {"on": "25/04/2023", "who": "Claire Duhem"}))
        assert "Faite le 25 avril 2023, dans les temps. Enregistré par" in again
        assert Proof.objects.count() == 1
        back = reverse("deadlines:resume-occurrence", args=[occurrence.public_id])
        page = text_of(client_.post(back, follow=True))
        assert "Échéance de nouveau prête. Ses justificatifs sont gardés." in page
        assert Proof.objects.count() == 1

    def test_what_is_sent_late_says_by_how_much_and_keeps_its_file(self, client_, convention):
        row = ObligationFactory(convention=convention, in_force=True, title="Remettre le bilan")
        occurrence = due(row, D(2023, 4, 30))
        url = reverse("deadlines:send-occurrence", args=[occurrence.public_id])
        sent = io.BytesIO(PDF)
        sent.name = "bilan.pdf"

        page = text_of(
            client_.post(url, {"on": "3/5/2023", "who": "ANCT", "file": sent}, follow=True)
        )

        assert "Envoyée le 3 mai 2023, 3 jours après l’échéance." in page
        file = File.objects.get()
        assert Proof.objects.get().file == file
        assert file.folder == Occurrence.objects.get(pk=occurrence.pk).folder
        assert page.count("bilan.pdf") >= 1

    def test_a_file_of_no_known_type_is_refused_and_nothing_is_recorded(self, client_, obligation):
        occurrence = due(obligation, D(2023, 4, 30))
        url = reverse("deadlines:add-proof", args=[occurrence.public_id])
        sent = io.BytesIO(b"<html><script>1</script></html>")
        sent.name = "preuve.pdf"

        answer = client_.post(url, {"kind": "other", "on": "3/5/2023", "file": sent})

        assert answer.status_code == 200
        assert "Erreur" in text_of(answer)
        assert not Proof.objects.exists()
        assert not File.objects.exists()

    def test_a_dispense_is_said_with_its_reason_and_lifted(self, client_, obligation):
        occurrence = due(obligation, D(2023, 4, 30))
        url = reverse("deadlines:waive-occurrence", args=[occurrence.public_id])

        assert "Indiquez le motif de la dispense." in text_of(client_.post(url, {"reason": " "}))
        page = text_of(client_.post(url, {"reason": "Réunion annulée"}, follow=True))
        assert "Dispensée : Réunion annulée." in page
        assert "Lever la dispense" in page

    def test_one_due_day_or_the_whole_obligation_is_given_to_somebody(
        self, client_, obligation, claire, programme
    ):
        occurrence, other = due(obligation, D(2023, 4, 30)), due(obligation, D(2023, 5, 31))
        url = reverse("deadlines:assign-occurrence", args=[occurrence.public_id])
        stranger = UserFactory()

        wrong = text_of(client_.post(url, {"responsible": stranger.pk, "scope": "une"}))
        assert "Choisissez la personne responsable dans la liste." in wrong
        page = text_of(client_.post(url, {"responsible": claire.pk, "scope": "une"}, follow=True))
        assert "Échéance confiée à Claire Duhem." in page
        assert Occurrence.objects.get(pk=other.pk).current_responsible is None
        page = text_of(
            client_.post(url, {"responsible": claire.pk, "scope": "toutes"}, follow=True)
        )
        assert "Obligation confiée à Claire Duhem, pour toutes ses échéances." in page
        assert Occurrence.objects.get(pk=other.pk).current_responsible == claire

    def test_its_history_tells_each_act_and_reminder(self, client_, obligation, claire):
        occurrence = due(obligation, D(2023, 4, 30))
        who = {"by": claire.as_actor().at(NOON)}
        occurrences.prepare(occurrence, **who)
        occurrence.reminders.create(
            recipient=claire, kind=ReminderKind.LATE, created_at=NOON, sent_at=NOON
        )
        occurrences.waive(occurrence, reason="Annulée", **who)

        page = page_of(client_, occurrence)

        assert page.index("Dispense 15 mai 2023 à 12 h 00, Claire Duhem") < page.index(
            "Prête 15 mai 2023 à 12 h 00, Claire Duhem"
        )

    def test_each_page_needs_a_due_day_of_the_programme(self, client_):
        elsewhere = OccurrenceFactory()

        url = reverse("deadlines:occurrence", args=[elsewhere.public_id])
        assert client_.get(url).status_code == 404
        assert Client().get(url).status_code == 302


class TestWhatTheTextAsks:
    """Its wording, addressee and pieces, and the member that the authority names."""

    ASKED = {
        "wording": "Ce rapport sera transmis à l’ANCT.",
        "addressee": "ANCT",
        "send_to": "societe.numerique@anct.gouv.fr",
        "triggers": "payment",
        "requires": ["spending", "engineering"],
        "more_on_demand": True,
        "asks_member": True,
        "is_under_union_law": True,
    }

    def test_it_is_shown_with_what_is_missing_until_a_proof_brings_it(
        self, client_, convention, claire
    ):
        row = ObligationFactory(convention=convention, in_force=True, **self.ASKED)
        occurrence, by = due(row, D(2023, 5, 31)), claire.as_actor().at(NOON)
        spending = occurrences.ProofSpec(on=D(2023, 5, 12))
        occurrences.add_proof(occurrence, kind=ProofKind.SPENDING, proof=spending, by=by)

        answer = client_.get(reverse("deadlines:occurrence", args=[occurrence.public_id]))
        page = text_of(answer)

        assert 'href="mailto:societe.numerique@anct.gouv.fr"' in answer.content.decode()
        assert "« Ce rapport sera transmis à l’ANCT. »" in page
        assert "Déclenche Un versement" in page
        assert "Membre désigné à désigner" in page
        assert "Droit de l’Union un jour qui n’est pas ouvré est reporté au suivant" in page
        missing = "qui manquent encore : Pièces justificatives des coûts annexes."
        assert missing in page
        sending = reverse("deadlines:send-occurrence", args=[occurrence.public_id])
        assert missing in text_of(client_.get(sending))
        assert client_.get(sending).context["form"]["who"].value() == "ANCT"
        dossier = reverse("dossiers:convention", args=[convention.public_id])
        assert "Destinataire : ANCT, societe.numerique@anct.gouv.fr" in text_of(
            client_.get(dossier)
        )

    def test_a_day_that_union_law_moves_shows_the_stated_one_too(self, client_, convention):
        facts = {"due_on": D(2023, 12, 24), "is_under_union_law": True}
        row = ObligationFactory(convention=convention, in_force=True, **facts)

        moved, stated = (
            text_of(client_.get(reverse("deadlines:occurrence", args=[due(row, on).public_id])))
            for on in (D(2023, 12, 26), row.due_on)
        )

        assert "Jour énoncé 24 décembre 2023 reporté au 26 décembre 2023" in moved
        assert "Jour énoncé" not in stated

    def test_the_member_is_named_for_the_whole_obligation(self, client_, convention):
        row = ObligationFactory(
            convention=convention, in_force=True, asks_member=True, nature=ObligationNature.ATTEND
        )
        occurrence, later = due(row, D(2023, 5, 31)), due(row, D(2023, 6, 30))
        page = reverse("deadlines:assign-occurrence", args=[occurrence.public_id])

        client_.post(page, {"scope": "une", "member": " Mme Duhem "})

        assert "Membre désigné Mme Duhem" in page_of(client_, later)
        attending = reverse("deadlines:send-occurrence", args=[later.public_id])
        assert client_.get(attending).context["form"]["who"].value() == "Mme Duhem"

    def test_no_member_is_named_with_an_assignment_that_is_refused(self, client_, convention):
        row = ObligationFactory(convention=convention, in_force=True, asks_member=True)
        sent = due(row, D(2023, 5, 31), state=OccurrenceState.SENT)
        page = reverse("deadlines:assign-occurrence", args=[sent.public_id])

        client_.post(page, {"scope": "une", "member": "Mme Duhem"})

        row.refresh_from_db()
        assert row.member == ""

    def test_no_member_is_named_where_the_text_asks_for_none(self, client_, obligation):
        page = reverse(
            "deadlines:assign-occurrence", args=[due(obligation, D(2023, 5, 31)).public_id]
        )

        assert "member" not in client_.get(page).context["form"].fields


def test_an_earlier_due_day_is_never_late_and_may_be_proved(client_, obligation):
    earlier = due(obligation, D(2022, 12, 31), state=OccurrenceState.EARLIER)

    page = page_of(client_, earlier)
    assert "Antérieure à la gestion ici : rien n’est attendu" in page
    assert "dernier jour ouvré : vendredi 30 décembre 2022 " in page
    sending = reverse("deadlines:send-occurrence", args=[earlier.public_id])
    client_.post(sending, {"on": "30/12/2022", "who": "Mme Duhem"})
    assert "Faite le 30 décembre 2022, dans les temps." in page_of(client_, earlier)

    client_.post(reverse("deadlines:resume-occurrence", args=[earlier.public_id]))

    assert "Antérieure à la gestion ici" in page_of(client_, earlier)
