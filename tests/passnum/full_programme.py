"""A file that has every key of the format, and the accounts that it names."""

from accounts.enums import Role
from accounts.models import Organisation
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.passnum.full_corrections import with_corrections
from tests.passnum.full_money import MONEY
from tests.passnum.full_orders import ORDERS
from tests.passnum.full_regies import REGIES
from tests.passnum.full_votes import VOTES

MANAGER, FINANCE = "gestion@essai.fr", "finances@essai.fr"
NOTICES = {
    "email": "contact@essai.fr",
    "publisher": "La présidence du conseil départemental",
    "host": "Service informatique, 03 21 00 00 02",
    "data_officer": "dpo@essai.fr",
    "legal_basis": "mission d’intérêt public",
    "accessibility": "partielle",
    "accessibility_basis": "Audit du 2 mars 2023",
    "accessibility_gaps": "La carte des lieux",
}
TOLD = "".join(f'{key} = "{value}"\n' for key, value in NOTICES.items())
BEFORE_VOTES = f"""
[programme]
code = "essai"
name = "Programme d’essai"
authority = "departement"
letter = "E"
managed_from = 2021-04-01
territory = ["62"]
time_zone = "America/Martinique"
face_value = 12.50
first_year = 2019
last_year = 2026
tolerance_days = 10
objection_days = 5
redemption_window_days = 20
report_delay_days = 40
proof_days = 8
carnet_sizes = "5-10"
validity_months = 18
pace_days = 60
asleep_weeks = 6
reminder_weeks = 12
mandat_pattern = "9999-99"
retention_months = 18
granted_per_day = 300
watched_amount = 8000
allows_holding_both = true
hotline = "03 21 00 00 00"
is_demonstration = true
[[organisations]]
code = "departement"
name = "Département"
short_name = "Dpt"
siret = "226 200 012 00012"
address = "1 rue Ferdinand-Buisson"
phone = "03 21 00 00 01"
accent = "#1D4F91"
{TOLD}[[organisations]]
code = "tiers"
name = "Un tiers"
"""
AFTER_VOTES = """
[[conventions]]
code = "anct"
title = "Convention"
funder = "tiers"
funder_quality = "managing_authority"
filed_on = 2020-10-01
programmed_on = 2020-11-01
programmed_by = "avis favorable"
european_programme = "FEDER-FSE"
european_axis = "axe 9"
deliberation = "2021-10"
voted_on = 2021-02-09
signed_on = 2021-03-11
signed_source = "exemplaire signé"
effective_on = 2021-03-12
payments = [{ reference = "2022-1 Achat", paid_on = 2022-05-02, amount = 120.5 }]
terminated_on = 2023-05-02
end_reason = "Fin anticipée"

[[conventions.parties]]
organisation = "departement"
quality = "holder"
represented_by = "la Présidence"
represented_as = "Présidence"

[[conventions.parties]]
organisation = "tiers"
quality = "funder"

[[conventions.clauses]]
kind = "action_end"
value = 2023-07-30
article = "2"
note = "rapport"
wording = "L’action finit le 30 juillet 2023."

[[conventions.clauses]]
kind = "budget"
value = 550000
[[conventions.clauses]]
kind = "aid_rate"
value = 50.12345

[[conventions.clauses]]
kind = "duration_months"
value = 31

[[conventions.clauses]]
kind = "basis"
value = "consumed"

[[conventions.clauses]]
kind = "payments"
rows = [
  { label = "Avance", day = 2021-04-01, amount = 1000.5 },
  { label = "Solde", rate = 50.5 },
]

[[conventions.clauses]]
kind = "deployment_steps"
rows = [{ day = 2022-12-31, number = 20000 }, { day = 2023-07-30, number = 50000 }]

[[conventions.obligations]]
title = "Lancer l’achat"
cadence = "within"
nature = "do"
delay_months = 2
counted_from = "signature"
article = "6"
note = "2 mois"
wording = "Le Bénéficiaire s’engage à lancer l’achat."
addressee = "Le tiers"
send_to = "tiers@essai.fr"
triggers = "payment"
requires = ["spending", "answer_frame"]
more_on_demand = true
asks_member = true
member = "Mme Duhem"

[[conventions.obligations.occurrences]]
due_on = 2021-05-11
is_ready = true
responsible = "finances@essai.fr"

[[conventions.obligations]]
title = "Comité"
cadence = "monthly"
nature = "attend"
responsible = "gestion@essai.fr"

[[conventions.obligations.occurrences]]
due_on = 2021-04-30
sent_on = 2021-04-28
proofs = [
  { kind = "other", on = 2021-04-20, note = "convocation" },
  { kind = "attendance", on = 2021-04-28, who = "la direction", note = "compte rendu" },
  { kind = "sent", on = 2021-05-03, who = "ANCT" },
]

[[conventions.obligations.occurrences]]
due_on = 2021-05-31
waived_reason = "Réunion annulée"

[[conventions.obligations.occurrences]]
due_on = 2021-03-31
sent_on = 2021-03-30
proofs = [{ kind = "attendance", on = 2021-03-30, who = "la direction" }]

[[conventions.obligations]]
title = "Rapport"
cadence = "once"
due_on = 2022-01-31
is_under_union_law = true

[[conventions.avenants]]
number = 1
subject = "Abandonné"
deliberation = "2021-10"
is_abandoned = true

[[conventions.avenants.clauses]]
kind = "action_end"
value = 2023-08-31

[[conventions.avenants]]
number = 2
subject = "Prolongation"
blocks = ["duration", "cost", "obligations", "parties"]
stated_effective_on = 2023-03-31
deliberation = "2023-204"
signed_on = 2023-03-20
signed_source = "courrier du tiers"

[[conventions.avenants.parties]]
organisation = "tiers"
quality = "funder"
represented_by = "la Direction"
represented_as = "Direction générale"

[[conventions.avenants.clauses]]
kind = "action_end"
value = 2023-12-31

[[conventions.avenants.obligations]]
title = "Comité trimestriel"
article = "7"
cadence = "quarterly"
offset_days = 15
met_by = "quarterly_report"
replaces = { title = "Comité" }
occurrences = [{ due_on = 2023-07-20, is_ready = true }]

[[conventions.avenants.obligations]]
title = "Rapport"
cadence = "once"
due_on = 2022-02-28
article = "6"
replaces = { title = "Rapport", due_on = 2022-01-31 }

[[conventions.avenants]]
number = 3
subject = "Rapport"
stated_effective_on = 2023-04-01
deliberation = "2023-204"
signed_on = 2023-03-21

[[conventions.avenants.obligations]]
title = "Rapport"
cadence = "once"
due_on = 2022-02-28
article = "6"
replaces = { title = "Rapport", due_on = 2022-02-28, article = "6", avenant = 2 }

[[conventions]]
code = "close"
title = "Convention close"
funder = "tiers"
cited_by = "2023-204"
signed_source = "citée par 2023-204 ; jour inconnu"
effective_on = 2021-03-01
effect_after_end = true
closed_on = 2022-12-31

[[conventions.clauses]]
kind = "action_end"
value = 2021-02-28

[[conventions.clauses]]
kind = "grant_max"
value = 1000

[[conventions]]
code = "projet"
title = "Projet de convention"
funder = "tiers"

[[plans]]
code = "plan"
title = "Plan"
convention = "anct"
perimeter = "line"
total = 100.50
aid_limit = 80
limit_reason = "notre lecture"
part_name = "Picardie"
part_amount = 50.25
note = "mention"

[[plans.items]]
side = "charge"
label = "Pass"
amount = 100.50
section = "functioning"
pays_passes = true
progress = "done"

[[plans.items]]
side = "resource"
label = "Tiers"
amount = 100.50
funder = "tiers"
is_public_aid = true
is_for_part = true

[[plans.expenses]]
post = "Pass"
supplier = "tiers"
kind = "engineering"
label = "Étude"
invoice = "F-7"
invoiced_on = 2021-10-01
amount = 12.50
mandat_number = "2021-77"
paid_on = 2021-10-20
"""
AFTER_MONEY = """
[[establishments]]
position = 7

[[establishments]]
position = 8
name = "Lycée"
commune = "Arras"
uai = "0620001A"

[[reglements]]
code = "2021"
title = "Règlement"
starts_on = 2021-01-01
ends_on = 2023-12-31
deliberation = "2021-10"
note = "mention"

[[reglements.categories]]
code = "rsa"
label = "RSA"
min_age = 18
max_age = 25
statuses = ["rsa"]
proof = "Attestation"
is_far_from_employment = true
is_sensitive = true
names_establishment = true
passes_granted = 10
passes_granted_alone = 5
ceiling = 10
period_months = 6

[[depots]]
code = "regie"
name = "Régie"
kind = "regie"
organisation = "departement"

[[depots]]
code = "antenne"
name = "Antenne"
kind = "regie"
organisation = "departement"

"""
PLACES = """
[[places]]
structure = "tiers"
name = "Espace"
commune = "62041"
postcode = "62000"
address = "1 rue des Écoles"
typology = "ASSO"
phone = "03 21 00 00 02"
email = "espace@essai.fr"
website = "https://espace.essai.fr"
opening_hours = "Mo-Fr 09:00-12:00"
itinerance = "itinerant"
services = ["procedures"]
described_on = 2021-11-01
qualifications = [{ starts_on = 2021-11-15, ends_on = 2022-12-31, reason = "Fermeture" }]
"""
PARTS = BEFORE_VOTES, VOTES, AFTER_VOTES, MONEY, AFTER_MONEY, REGIES, ORDERS, PLACES
FULL = with_corrections("".join(PARTS))
# The acceptance of a finding of the file above, whose sentence is read once it is loaded.
ACCEPTED = """
[[acceptances]]
convention = "{convention}"
finding = "{finding}"
text = "{text}"
sentence = "{sentence}"
reason = "Vu avec le financeur"
"""


def open_accounts():
    """Those of the file, in its authority as it describes it."""
    authority = Organisation.objects.filter(siret="22620001200012").first() or OrganisationFactory(
        name="Département",
        short_name="Dpt",
        siret="22620001200012",
        address="1 rue Ferdinand-Buisson",
        phone="03 21 00 00 01",
        accent="#1D4F91",
        **NOTICES,
    )
    held = {MANAGER: Role.MANAGER, FINANCE: Role.FINANCE}.items()
    return tuple(UserFactory(email=who, role=role, organisation=authority) for who, role in held)
