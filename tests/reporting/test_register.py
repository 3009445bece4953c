"""The register of processing tells every column that tells of a person."""

import csv
import io

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from accounts.enums import Permission, Role, holders_of
from beneficiaries.models import Person
from reporting.pages import register
from tests.architecture.sources import LAYERS
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import (
    CategoryFactory,
    DecisionFactory,
    PersonFactory,
    ReglementVersionFactory,
)
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADDRESS = reverse("reporting:register")
TEXT = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
# Columns of text that tell nothing of a person. A new one is declared here, or on its model.
NOT_PERSONAL = {
    "accounts.Organisation": "name short_name siret address accent host legal_basis "
    "accessibility_basis accessibility_gaps",
    "audit.Event": "actor_kind verb subject_type subject",
    "axes.AccessAttempt": "http_accept path_info get_data",
    "axes.AccessFailureLog": "http_accept path_info",
    "axes.AccessLog": "user_agent ip_address username http_accept path_info session_hash",  # empty
    "beneficiaries.Category": "code label proof",
    "beneficiaries.Establishment": "name commune uai",
    "beneficiaries.ReglementVersion": "code title note",
    "budget.BudgetLine": "imputation chapter function nature budget_programme operation label",
    "budget.Commitment": "subject",
    "budget.Release": "reason",
    "budget.Subsidy": "beneficiary_quality purpose",
    "budget.SubsidyItem": "label",
    "budget.SubsidyPayment": "mandat_number",
    "conventions.Avenant": "subject blocks signed_source",
    "conventions.Clause": "article note text table wording",
    "conventions.Convention": "code title programmed_by european_programme european_axis "
    "signed_source end_reason",
    "conventions.Obligation": "title article note wording",
    "corrections.Correction": "reason former_signed_source",
    "counts.Count": "reason sheet document_hash",
    "counts.Explanation": "note",
    "deadlines.CalendarFeed": "fingerprint",
    "deadlines.Occurrence": "waived_reason",
    "deadlines.Proof": "note",
    "deliberations.Calendar": "part_name note",
    "deliberations.Deliberation": "number assembly report_number subject decision act_reference "
    "source",
    "deliberations.Opinion": "committee",
    "deliberations.Visa": "text",
    "deliberations.VotingGroup": "name",
    "distribution.Depot": "code name",
    "distribution.Lot": "code mandat_number",
    "distribution.Market": "number subject",
    "distribution.MasterKey": "fingerprint",
    "distribution.Order": "number note",
    "distribution.Shipment": "note reason",
    "expiry.Answer": "remark",
    "expiry.CreditNote": "document_hash",
    "expiry.Extension": "text reason refusal",
    "files.File": "title file_name content_type sha256 withdrawn_reason",
    "files.Folder": "owner",
    "finance.Expense": "label invoice mandat_number",
    "finance.Payment": "reference",
    "financing.Plan": "code title limit_reason part_name note",
    "financing.PlanItem": "label",
    "findings.Acceptance": "finding fingerprint sentence reason",
    "invariants.Check": "found",
    "sampling.Draw": "seed fingerprint sample",
    "mediation.Device": "label token_digest",
    "mediation.IdempotencyKey": "fingerprint body",
    "mediation.Redemption": "receipt",
    "mfa.Authenticator": "data",  # sealed
    "printing.PrintFile": "recipient digest",
    "ordering.Cost": "label",
    "ordering.Step": "note",
    "regies.Ceiling": "act_number",
    "regies.Regie": "act_number closing_number guarantee",
    "regies.Sheet": "content document_hash",
    "places.Commune": "insee name sort_key departement region",
    "places.Epci": "siren name",
    "places.Place": "name sort_key postcode address typology website opening_hours",
    "places.Qualification": "reason",
    "programmes.Programme": "code name letter territory mandat_pattern hotline",
    "programmes.ProgrammeFile": "name content added binding",
    "reporting.Alert": "key reason",
    "reporting.Report": "failure data data_hash document_hash",
}
# Who is the person: of their rows, every column is told but those that only tie or time them.
OF_PERSON = {
    "beneficiaries.Person": "id public_id programme registered_by erased_on erased_for",
    "beneficiaries.Request": "id public_id person filed_with",
    "beneficiaries.Decision": "id public_id request version decided_at",
}


def kept_models():
    labels = [label for one in register.PROCESSINGS for label in one.apps]
    return [model for label in labels for model in apps.get_app_config(label).get_models()]


def declared(model):
    return {name for names in register.personal_columns(model).values() for name in names}


def untold():
    """Columns of text that are neither personal nor said not to be, and the reverse."""
    found = {}
    for model in kept_models():
        label, columns = model._meta.label, model._meta.concrete_fields
        texts = {one.name for one in columns if isinstance(one, TEXT) and not one.choices}
        if label in OF_PERSON:
            texts = {one.name for one in columns}
        known = {*NOT_PERSONAL.get(label, "").split(), *OF_PERSON.get(label, "").split()}
        if wrong := (texts - declared(model)) ^ known:
            found[label] = wrong
    return found


def test_every_column_of_text_is_told_or_said_to_tell_of_nobody():
    assert untold() == {}
    assert set(NOT_PERSONAL) <= {model._meta.label for model in kept_models()}


def test_a_column_that_is_not_declared_is_found(monkeypatch):
    monkeypatch.setattr(Person, "personal", {"identité": "last_name first_name born_on"})

    assert untold() == {
        "beneficiaries.Person": {"identity_key", "sort_key", "commune", "phone", "registered_at"}
    }


def test_every_app_that_has_rows_is_in_one_processing():
    labels = [label for one in register.PROCESSINGS for label in one.apps]
    ours = {app for app in LAYERS if [*apps.get_app_config(app).get_models()]}

    assert len(labels) == len(set(labels))
    assert ours - set(labels) == set()
    assert set(labels) - ours == {"axes", "mfa"}


@pytest.fixture
def programme():
    programme = ProgrammeFactory(retention_months=18)
    version = ReglementVersionFactory(programme=programme)
    CategoryFactory(version=version, label="Public ordinaire", min_age=60, position=1)
    CategoryFactory(version=version, label="Public suivi", is_sensitive=True, position=2)
    PersonFactory(programme=programme)
    CategoryFactory(label="Public d’un autre", is_sensitive=True)
    return programme


@pytest.fixture
def manager(client, programme):
    return sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))


def told(client, title):
    """The rows of a part of the page."""
    parts = client.get(ADDRESS).context["parts"]
    return {
        row["key"]: row["value"] for part in parts if part["title"] == title for row in part["rows"]
    }


def test_what_is_kept_of_people_comes_from_the_models(manager):
    rows = told(manager, "Attribuer et remettre les pass")

    assert rows["Données\u00a0: identité"] == (
        "personne\u00a0: nom, prénom, date de naissance, clé d’identité, clé de tri"
    )
    assert "situation de la personne" in rows["Données\u00a0: situation"]
    assert "catégorie de public" in rows["Données\u00a0: situation"]
    assert (
        rows["Données\u00a0: agent nommé par son compte"]
        == "remise\u00a0; lot\u00a0; fichier d’impression\u00a0; étape d’un lot\u00a0; prolongation"
    )
    assert rows["Rôles qui lisent"] == holders_of(Permission.PERSON_READ)
    assert rows["Conservation"].startswith("18 mois après le dernier contact (")


def test_the_sensitive_publics_are_those_that_the_reglement_states(manager, programme):
    rows = told(manager, "Attribuer et remettre les pass")
    impact = told(manager, "Analyse d’impact (AIPD)")

    assert rows["Publics du règlement"] == "Public ordinaire\u00a0; Public suivi"
    assert rows["Publics dits sensibles"] == impact["Publics dits sensibles"] == "Public suivi"
    assert impact["Publics ouverts à des mineurs"] == "Public suivi"
    assert impact["Échelle"] == "1\u00a0personne enregistrée, 0\u00a0décision."

    programme.reglements.get().categories.update(is_sensitive=False, min_age=18)

    assert told(manager, "Analyse d’impact (AIPD)")["Publics ouverts à des mineurs"] == "Aucun."
    assert "Aucun n’est dit sensible." in words(manager.get(ADDRESS))


def test_a_sensitive_public_is_told_by_its_reglement_and_by_no_list(client, manager, programme):
    version = programme.reglements.get()
    person = PersonFactory(programme=programme)
    DecisionFactory(
        request__person=person, version=version, category=version.categories.get(is_sensitive=True)
    )
    page = manager.get(reverse("beneficiaries:reglement", args=[version.public_id]))
    assert words(page).count("Donnée sensible") == 1
    assert words(page).index("Public suivi") < words(page).index("Donnée sensible")

    for name in ("beneficiaries:index", "beneficiaries:reglements", "reporting:home"):
        assert "Public suivi" not in words(manager.get(reverse(name)))
    member = UserFactory(role=Role.DISTRIBUTOR, organisation=person.registered_by)
    ParticipationFactory(programme=programme, organisation=person.registered_by)
    desk = sign_in(client, member)
    for name in ("distribution:counter", "beneficiaries:index", "distribution:stock"):
        assert "Public suivi" not in words(desk.get(reverse(name)))


def test_what_the_authority_does_not_tell_is_said(manager, programme):
    common = told(manager, "Pour tous les traitements")
    assert common["Délégué à la protection des données"] == "Non indiqué."

    programme.authority.data_officer = "dpo@exemple.fr"
    programme.authority.save()

    assert "dpo@exemple.fr" in words(manager.get(ADDRESS))


def test_the_measures_are_those_that_are_set(manager, settings):
    settings.PASSNUM_FACTOR_ROLES = frozenset({Role.FINANCE})

    assert "Second facteur\u00a0: Finances." in told(manager, "Analyse d’impact (AIPD)")["Mesures"]


def test_the_file_has_the_rows_of_the_page(manager):
    page = manager.get(ADDRESS)
    read = manager.get(ADDRESS, {"fichier": "csv"}).content.decode("utf-8-sig")

    head, *rows = csv.reader(io.StringIO(read), delimiter=";")

    assert tuple(head) == register.HEAD
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (part["title"], row["key"], row["value"])
        for part in page.context["parts"]
        for row in part["rows"]
    ]
    assert manager.get(ADDRESS, {"fichier": "xlsx"}).content.startswith(b"PK")
    assert manager.get(ADDRESS, {"fichier": "odt"}).status_code == 404


def test_the_page_is_reached_by_those_who_read_it(manager, client, programme):
    people = reverse("beneficiaries:index")
    assert ADDRESS in manager.get(people).text

    distributor = UserFactory(
        role=Role.DISTRIBUTOR, organisation=PersonFactory(programme=programme).registered_by
    )
    assert ADDRESS not in sign_in(client, distributor).get(people).text
