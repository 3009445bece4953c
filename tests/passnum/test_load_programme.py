"""A small programme file, right and wrong."""

import datetime as dt
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from accounts.models import Organisation
from audit.models import Event
from budget.models import Subsidy
from common.programme_file import Entry, Fault
from conventions.enums import CODES, AvenantState, ConventionState
from conventions.models import Convention
from distribution.enums import LotState
from distribution.models import Lot, Order
from financing.models import Plan
from passnum.programme_file import reading
from passnum.programme_file.schema import build, faults
from places.models import Place, Qualification
from programmes.models import Programme
from tests.passnum.small_programme import PLACE, SMALL, changed, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def load(tmp_path):
    """Load a text as the file `essai.toml`."""

    def load(text, *options):
        (tmp_path / "essai.toml").write_text(text, encoding="utf-8")
        out = io.StringIO()
        call_command("load_programme", str(tmp_path / "essai.toml"), *options, stdout=out)
        return out.getvalue()

    return load


def refused(load, text):
    """What the command says when it refuses; nothing is kept."""
    events = Event.objects.count()
    with pytest.raises(CommandError) as error:
        load(text, "--commit")
    assert Event.objects.count() == events
    assert str(error.value).endswith("Rien n’a été enregistré.")
    return str(error.value)


def test_without_commit_the_file_is_read_and_nothing_is_kept(load):
    said = load(SMALL)

    assert "rien n’est enregistré sans --commit" in said
    assert not Programme.objects.exists()
    assert not Event.objects.exists()


def test_with_commit_everything_is_built_by_the_actions(load):
    load(SMALL + PLACE, "--commit")

    convention = Convention.objects.get()
    assert convention.state == ConventionState.SIGNED
    assert convention.avenants.get().state == AvenantState.VOTED
    assert Plan.objects.get().total == Decimal("100.50")
    assert Subsidy.objects.get().items.count() == 3
    assert Lot.objects.get().state == LotState.DELIVERED
    assert Place.objects.get().commune.name == "Arras"
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"programme.created", "convention.signed", "avenant.voted", "lot.delivered"} <= verbs


def test_the_same_file_twice_changes_nothing(load):
    load(SMALL + PLACE, "--commit")
    events = Event.objects.count()

    said = load(SMALL + PLACE, "--commit")

    assert "rien à ajouter" in said
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        (
            'subject = "Prolongation"\n',
            'subject = "Prolongation"\nsigned_on = 2023-05-15\n',
            lambda: Convention.objects.get().avenants.get().state == AvenantState.SIGNED,
        ),
        (
            'delivered_to = "regie"\n',
            'delivered_to = "regie"\nmandat_number = "1234"\nactivated_on = 2021-11-29\n',
            lambda: Lot.objects.get().state == LotState.ACTIVE,
        ),
        (
            "{ starts_on = 2021-11-15 }",
            '{ starts_on = 2021-11-15, ends_on = 2022-12-31, reason = "Fermeture" }',
            lambda: Qualification.objects.get().reason == "Fermeture",
        ),
    ],
)
def test_a_file_that_adds_is_applied_then_adds_nothing_more(load, old, new, holds):
    load(whole(old), "--commit")

    load(changed(old, new), "--commit")

    assert holds()
    assert "rien à ajouter" in load(changed(old, new), "--commit")


def test_a_vote_and_a_signature_may_come_in_later_files(load):
    signed = 'deliberation = "2021-10"\nsigned_on = 2021-03-11\n\n[[conventions.clauses]]'
    without = SMALL[: SMALL.index("[[conventions.avenants]]")]
    plans = SMALL[SMALL.index("[[plans]]") :]
    base = without + plans
    load(changed(signed, "\n[[conventions.clauses]]", base), "--commit")
    assert Convention.objects.get().state == ConventionState.DRAFT

    load(base, "--commit")
    assert Convention.objects.get().state == ConventionState.SIGNED

    load(SMALL, "--commit")
    assert Convention.objects.get().avenants.count() == 1


def test_what_the_application_signed_since_is_left_alone(load):
    load(
        changed('subject = "Prolongation"\n', 'subject = "Prolongation"\nsigned_on = 2023-05-15\n'),
        "--commit",
    )

    assert "rien à ajouter" in load(SMALL, "--commit")


DIFFERENCES = [
    ('"Programme d’essai"', '"Autre"', "programme.name", "« Autre »"),
    ('name = "Département"', 'name = "Région"', "organisations[1].name", "« Département »"),
    ("session_on = 2021-02-08", "session_on = 2021-02-09", "session_on", "« 08/02/2021 »"),
    ("ends_on = 2023-12-31", "ends_on = 2024-12-31", "calendars[1].ends_on", "31/12/2023"),
    ('title = "Convention"', 'title = "Autre"', "conventions[1].title", "« Convention »"),
    ("signed_on = 2021-03-11", "signed_on = 2021-03-12", "signed_on", "« 11/03/2021 »"),
    (
        "signed_on = 2021-03-11",
        "signed_on = 2021-03-11\neffective_on = 2021-01-01",
        "effective_on",
        "« 11/03/2021 »",
    ),
    ("value = 550000", "value = 550001", "clauses[1].value", "« 550 000,00 »"),
    ('kind = "budget"', 'kind = "grant_max"', "clauses[1].kind", "« rien »"),
    ('cadence = "monthly"', 'cadence = "quarterly"', "cadence", "« monthly »"),
    ('title = "Comité"', 'title = "Réunion"', "obligations[1].title", "« rien »"),
    ('subject = "Prolongation"', 'subject = "Autre"', "avenants[1].subject", "Prolongation"),
    ('title = "Plan"', 'title = "Autre"', "plans[1].title", "« Plan »"),
    ('label = "Tiers"', 'label = "État"', "plans[1].items[2].label", "Tiers"),
    (
        'section = "functioning"\nauthorised',
        'section = "investment"\nauthorised',
        "section",
        "",
    ),
    (
        "{ year = 2022, amount = 10 }, { year = 2023, amount = 20 }",
        "{ year = 2022, amount = 20 }, { year = 2023, amount = 10 }",
        "budget_lines[1].phases[1].amount",
        "« 20 »",
    ),
    ('purpose = "Événement"', 'purpose = "Fête"', "subsidies[1].purpose", "« Événement »"),
    ('label = "Papier"', 'label = "Encre"', "sub_totals[1].posts[1].label", "Papier"),
    ('title = "Règlement"', 'title = "Autre"', "reglements[1].title", "« Règlement »"),
    ("ceiling = 10", "ceiling = 20", "categories[1].ceiling", "« 10 »"),
    ('name = "Régie"', 'name = "Caisse"', "depots[1].name", "« Régie »"),
    ("valid_until = 2023-12-31", "valid_until = 2024-12-31", "valid_until", "31/12/2023"),
    ('code = "lot"', 'code = "autre"', "orders[1].lots[1].code", "« lot »"),
    ("carnets = 2", "carnets = 3", "lots[1].carnets", "« 2 »"),
    ("passes_per_carnet = 5", "passes_per_carnet = 10", "passes_per_carnet", "« 5 »"),
    ("delivered_on = 2021-11-15", "delivered_on = 2021-11-16", "delivered_on", "15/11/2021"),
    ('address = "1 rue', 'address = "2 rue', "places[1].address", "1 rue des Écoles"),
]


def test_a_file_that_differs_is_refused_with_the_difference(load):
    whole = SMALL + PLACE
    load(whole, "--commit")
    for old, new, key, said in DIFFERENCES:
        message = refused(load, changed(old, new, whole)).replace("\u00a0", " ")

        assert f"{key} : Le fichier dit" in message, new
        assert said in message, new


def test_a_clause_left_out_of_a_recorded_text_is_a_difference(load):
    load(SMALL, "--commit")

    message = refused(
        load, changed('[[conventions.clauses]]\nkind = "budget"\nvalue = 550000\n', "")
    )

    assert "conventions[1].clauses" in message


def test_a_day_of_end_that_differs_is_refused(load):
    ended = changed(
        "{ starts_on = 2021-11-15 }", "{ starts_on = 2021-11-15, ends_on = 2022-12-31 }"
    )
    load(ended, "--commit")

    assert "31/12/2022" in refused(load, ended.replace("2022-12-31 }", "2022-12-30 }"))


def test_a_wrong_file_names_its_line_and_key_for_every_fault(load):
    wrong = SMALL.replace('letter = "E"', 'letter = "I"').replace('kind = "regie"', 'kind = "cave"')

    message = refused(load, wrong).replace("\u00a0", " ")

    assert "essai.toml, ligne 6, programme.letter : « I » ne convient pas" in message
    assert "depots[1].kind : « cave » n’est pas dans la liste" in message
    assert message.index("ligne 6,") < message.index("depots[1].kind")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Un tiers"\n', "", "organisations[2].name : Cette clé manque."),
        (
            'code = "anct"\n',
            'code = "anct"\ncouleur = 1\n',
            "couleur : Cette clé n’existe pas ici.",
        ),
        ("managed_from = 2023-01-01", 'managed_from = "2023-01-01"', "sans guillemets"),
        ("managed_from = 2023-01-01", "managed_from = 2023", "sans guillemets"),
        ("carnets = 2", 'carnets = "deux"', "carnets : Écrivez un nombre entier."),
        ("carnets = 2", "carnets = 0", "carnets : Indiquez au moins 1."),
        ('name = "Un tiers"', 'name = ""', "name : Ce texte est vide"),
        ('letter = "E"', f'letter = "E"\nhotline = "{"0" * 21}"', "20 caractères au plus"),
        ('address = "1 rue des Écoles"', "address = 1", "Écrivez un texte entre guillemets."),
        ("[[orders.lots]]", "[[orders.colis]]", "lots : Cette clé manque."),
        ("passes_per_carnet = 5", "passes_per_carnet = 7", "n’est pas dans la liste : 5, 10."),
        ("value = 550000", 'value = "beaucoup"', "« Budget du projet » attend un montant"),
        ("value = 2023-12-31", "value = 3", "« Fin de l’action » attend un jour"),
        ("total = 100.50", "total = 100.505", "deux décimales au plus"),
        ("total = 100.50", "total = 100.60", "Il manque 0,10 €."),
        (
            'funder = "tiers"\ndelib',
            'funder = "autre"\ndelib',
            "Ce fichier ne décrit pas « autre »",
        ),
        ('cadence = "monthly"', 'cadence = "once"', "a son échéance"),
        ('delivered_to = "regie"\n', "", "Indiquez aussi delivered_to."),
        ('delivered_to = "regie"', 'delivered_to = "cave"', "ne décrit pas « cave »"),
        ('commune = "62041"', 'commune = "75056"', "Aucune commune du territoire"),
        ('postcode = "62000"', 'postcode = "62999"', "code postal 62999"),
        ("line = { year = 2022", "line = { year = 2021", "Aucune ligne budgétaire du fichier"),
        ("amount = 20\nthird", "amount = 21\nthird", "Il manque 1,00 €."),
        ('siret = "226 200 012 00012"', 'siret = "226 200 012 00013"', "comporte une faute"),
        ("ends_on = 2023-12-31\ndelib", "ends_on = 2020-12-31\ndelib", "doit suivre son début"),
        ("ceiling = 10", "ceiling = 5", "reglements[1].categories[1]"),
        ("valid_until = 2023-12-31", "valid_until = 2021-01-01", "doit suivre son début"),
        ("[programme]", "[programme", "ligne 2, colonne"),
        ("amount = 100.50, section", "amount = 1e400, section", "il est trop grand."),
        ("managed_from = 2023-01-01", "managed_from = 0203-01-01", "elle va de 1900 à 2200"),
        ('name = "Un tiers"', 'name = "Un\\u0000tiers"', "[2].name : Retirez le caractère nul"),
        ('name = "Un tiers"', 'name = "Un tiers, 1 85 05 78 006 084"', "name : Retirez le numéro"),
        ('name = "Un tiers"', "name = 2023-01-01", "name : Écrivez un texte entre guillemets."),
        ('code = "lot"', "code = 2023-01-01", "code : Écrivez un texte entre guillemets."),
        ("face_value = 10", "face_value = 9999999999.99", "face_value : Indiquez 1000 au plus."),
        ("carnets = 2", "carnets = nan", "carnets : Écrivez un nombre."),
        ("total = 100.50", "total = inf", "total : Écrivez un nombre."),
        ("[programme]", f"a = {'[' * 5000}", "Ce fichier n’est pas écrit en TOML"),
        ("[programme]", f"a = {'9' * 5000}", "Ce fichier n’est pas écrit en TOML"),
        ("[programme]", f"a = {'{a=' * 5000}", "Ce fichier n’est pas écrit en TOML"),
        ("[programme]", f"[{'.'.join('a' * 5000)}]", "plus de 20 tables"),
        ("[programme]", f"{'.'.join('a' * 5000)} = 1\n[programme]", "plus de 20 tables"),
        ("managed_from = 2023-01-01", "managed_from = 2023-02-30", "Le jour 2023-02-30 n’existe"),
        ("managed_from = 2023-01-01", "managed_from = 2023-13-01", "Le jour 2023-13-01 n’existe"),
    ],
)
def test_each_fault_is_said_in_french_and_nothing_is_kept(load, old, new, said):
    message = refused(load, changed(old, new)).replace("\u00a0", " ")

    assert said in message
    assert not Programme.objects.exists()
    assert not Organisation.objects.exists()


def test_a_mandat_is_needed_to_activate(load):
    wrong = changed(
        'delivered_to = "regie"\n', 'delivered_to = "regie"\nactivated_on = 2021-11-29\n'
    )

    assert "Indiquez aussi mandat_number." in refused(load, wrong)
    assert not Order.objects.exists()


def test_an_unfinished_file_says_where_it_stops(load):
    assert "essai.toml, " in refused(load, SMALL + '\n[[places]]\nname = "x')


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path):
    marked = tmp_path / "essai.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())

    call_command("load_programme", str(marked), "--commit", stdout=io.StringIO())

    assert Programme.objects.get().code == "essai"


def test_a_missing_or_unreadable_file_is_said(tmp_path):
    latin = tmp_path / "latin.toml"
    latin.write_bytes("nom = 'é'".encode("latin-1"))

    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("load_programme", str(tmp_path / "absent.toml"))
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("load_programme", str(latin))
    with pytest.raises(CommandError, match="Indiquez le fichier"):
        call_command("load_programme")


def test_the_schema_is_printed_and_is_a_schema():
    out = io.StringIO()

    call_command("load_programme", "--schema", stdout=out)

    schema = json.loads(out.getvalue())
    Draft202012Validator.check_schema(schema)
    assert {"programme", "conventions", "orders", "places"} <= set(schema["properties"])


def test_the_extracts_of_the_guide_have_only_keys_of_the_format():
    guide = Path("docs/programme.md").read_text(encoding="utf-8")
    visas, obligations, _ = (part.partition("```")[0] for part in guide.split("```toml\n")[1:])
    vote = {"number": "1", "assembly": "CP", "session_on": dt.date(2023, 1, 1), "subject": "S"}
    agreement = {"code": "a", "title": "A", "funder": "f"}
    avenants = [
        {"number": 1, "subject": "S"} | reading.parse(obligations)["conventions"]["avenants"]
    ]

    found = faults({"deliberations": [vote | reading.parse(visas)]})
    found += faults({"conventions": [agreement | {"avenants": avenants}]})

    assert {one.path for one in found} == {"programme", "organisations"}


def test_the_guide_and_the_schema_name_each_code_of_a_clause():
    guide = Path("docs/programme.md").read_text(encoding="utf-8")
    schema = json.dumps(build())

    for kind, codes in CODES.items():
        assert f"`{kind}` ({', '.join(f'`{code}`' for code in codes.values)})" in guide
        assert f"{kind} ({', '.join(codes.values)})" in schema


def test_the_example_of_the_guide_loads(load):
    guide = Path("docs/programme.md").read_text(encoding="utf-8")
    after = guide.partition("## Le plus petit fichier")[2]

    load(after.partition("```toml\n")[2].partition("```")[0], "--commit")

    assert Convention.objects.get().state == ConventionState.SIGNED


def test_a_text_on_several_lines_holds_no_key(load):
    wrong = SMALL.replace(
        'name = "Un tiers"', 'name = """\n[programme]\nletter = "I"\n"""\nphone = 3'
    )

    message = refused(load, wrong)

    line = wrong.split("\n").index("phone = 3") + 1
    assert f"ligne {line}, organisations[2].phone" in message


@pytest.mark.parametrize("value", [Decimal("1e400"), Decimal("100.00001"), Decimal(-1)])
def test_a_rate_has_its_place_in_the_file_when_it_is_no_percentage(value):
    with pytest.raises(Fault, match="un taux de 0 à 100") as refused:
        Entry("plans[1]", {"aid_limit": value}).rate("aid_limit")

    assert refused.value.path == "plans[1].aid_limit"
