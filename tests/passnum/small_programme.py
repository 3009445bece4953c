"""The smallest file that has every section, and how to change a word of it."""

SMALL = """
[programme]
code = "essai"
name = "Programme d’essai"
authority = "departement"
letter = "E"
managed_from = 2023-01-01
territory = ["62"]
face_value = 10

[[organisations]]
code = "departement"
name = "Département"
siret = "226 200 012 00012"

[[organisations]]
code = "tiers"
name = "Un tiers"

[[deliberations]]
number = "2021-10"
assembly = "Commission permanente"
session_on = 2021-02-08
subject = "Convention"

[[calendars]]
in_force_on = 2021-02-08
starts_on = 2021-01-01
ends_on = 2023-12-31
deliberation = "2021-10"

[[conventions]]
code = "anct"
title = "Convention"
funder = "tiers"
deliberation = "2021-10"
signed_on = 2021-03-11

[[conventions.clauses]]
kind = "budget"
value = 550000

[[conventions.obligations]]
title = "Comité"
cadence = "monthly"

[[conventions.avenants]]
number = 1
subject = "Prolongation"
deliberation = "2021-10"

[[conventions.avenants.clauses]]
kind = "action_end"
value = 2023-12-31

[[plans]]
code = "plan"
title = "Plan"
convention = "anct"
total = 100.50
items = [
  { side = "charge", label = "Pass", amount = 100.50, section = "functioning" },
  { side = "resource", label = "Tiers", amount = 100.50, funder = "tiers", is_public_aid = true },
]

[[budget_lines]]
year = 2022
imputation = "6568"
section = "functioning"
authorised = 30
available = 20
phases = [{ year = 2022, amount = 10 }, { year = 2023, amount = 20 }]

[[subsidies]]
deliberation = "2021-10"
beneficiary = "tiers"
purpose = "Événement"
amount = 20
third_party_budget = 50
line = { year = 2022, imputation = "6568" }
sub_totals = [
  { side = "charge", label = "Achats", amount = 50, posts = [{ label = "Papier", amount = 50 }] },
  { side = "resource", label = "Subventions", amount = 50 },
]

[[reglements]]
code = "2021"
title = "Règlement"
starts_on = 2021-01-01

[[reglements.categories]]
code = "rsa"
label = "RSA"
statuses = ["rsa"]
passes_granted = 10
ceiling = 10

[[depots]]
code = "regie"
name = "Régie"
kind = "regie"
organisation = "departement"

[[orders]]
number = "2021-01"
supplier = "tiers"
ordered_on = 2021-09-20
valid_from = 2021-12-01
valid_until = 2023-12-31

[[orders.lots]]
code = "lot"
carnets = 2
passes_per_carnet = 5
delivered_on = 2021-11-15
delivered_to = "regie"
"""

# Apart: the communes of the territory are imported for it.
PLACE = """
[[places]]
structure = "tiers"
name = "Espace"
commune = "62041"
postcode = "62000"
address = "1 rue des Écoles"
qualifications = [{ starts_on = 2021-11-15 }]
"""


def whole(part):
    """The smallest file that holds a part."""
    return SMALL if part in SMALL else SMALL + PLACE


def changed(old, new, text=""):
    text = text or whole(old)
    assert old in text
    return text.replace(old, new, 1)
