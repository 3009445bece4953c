"""The budget lines and subsidies of a file that has every key of the format."""

MONEY = """
[[budget_lines]]
year = 2021
imputation = "74772"
section = "functioning"
is_income = true

[[budget_lines]]
year = 2022
imputation = "6568//930202"
norm = "M52"
chapter = "930"
function = "0202"
nature = "6568"
budget_programme = "56000017"
operation = "C06"
label = "Informatique"
section = "functioning"
authorised = 30
assigned = 28
credits = 25
available = 24.50
proposed = 20
deliberation = "2021-10"
phases = [{ year = 2022, amount = 10 }, { year = 2023, amount = 20 }]

[[budget_lines.commitments]]
committed_on = 2022-03-01
amount = 2.5
subject = "Études"
releases = [{ released_on = 2022-04-01, amount = 1.25, reason = "Moins cher" }]

[[subsidies]]
deliberation = "2021-10"
beneficiary = "tiers"
beneficiary_quality = "titulaire du marché"
purpose = "Événement"
amount = 20
third_party_budget = 50
taxes = "ttc"
committed_on = 2022-02-01
line = { year = 2022, imputation = "6568//930202", operation = "C06" }
sub_totals = [
  { side = "charge", label = "Achats", amount = 50, posts = [{ label = "Papier", amount = 50 }] },
  { side = "resource", label = "Subventions", amount = 50, is_public = true },
]
payments = [{ paid_on = 2022-03-01, amount = 12.25, mandat_number = "2022-91" }]
releases = [{ released_on = 2022-12-31, amount = 7.75, reason = "Solde" }]
report_due_on = 2022-12-31
report_received_on = 2023-01-15
"""
