"""The orders of the file that has every key."""

ORDERS = """
[[budget_lines]]
year = 2021
imputation = "6518"
operation = "C06"
section = "functioning"
available = 200

[[markets]]
number = "2021-M1"
holder = "tiers"
subject = "Émission de pass"
notified_on = 2021-09-01
ends_on = 2024-08-31
max_amount = 300

[[orders]]
market = "2021-M1"
number = "2021-01"
supplier = "tiers"
ordered_on = 2021-09-20
valid_from = 2021-12-01
valid_until = 2023-12-31
deliberation = "2021-10"
note = "mention"

[[orders.lots]]
code = "lot"
carnets = 2
passes_per_carnet = 5
territory = ["62"]
steps = [
  { kind = "proof", on = 2021-09-25 },
  { kind = "refused", on = 2021-09-27, note = "logo absent" },
  { kind = "proof", on = 2021-09-28, note = "deuxième envoi" },
  { kind = "approved", on = 2021-09-30 },
  { kind = "production", on = 2021-10-01 },
  { kind = "dispatched", on = 2021-11-12 },
]
delivered_on = 2021-11-15
delivered_to = "regie"
activated_on = 2021-11-29
mandat_number = "2021-42"

[[orders.lots]]
code = "abandonne"
carnets = 1
passes_per_carnet = 10
steps = [{ kind = "cancelled", on = 2021-09-25, note = "besoin revu" }]

[[orders.costs]]
kind = "fees"
label = "Livraison"
amount = 10
with_tax = 12
committed_on = 2021-09-21
line = { year = 2021, imputation = "6518", operation = "C06" }

[[orders.costs]]
kind = "passes"
amount = 125
with_tax = 125
committed_on = 2021-09-21
line = { year = 2021, imputation = "6518", operation = "C06" }

[[orders.funding_keys]]
lot = "lot"
convention = "anct"
basis = "consumed"
first_carnet = 1
last_carnet = 2
rank = 2
share = 62.5

[[transfers]]
first_carnet = 1
last_carnet = 2
moved_on = 2021-12-06
source = "regie"
destination = "antenne"
reason = "dotation"

[[losses]]
first_carnet = 2
last_carnet = 2
moved_on = 2022-01-10
depot = "antenne"
reason = "dégât des eaux"

[[counts]]
number = 1
depot = "antenne"
counted_on = 2021-12-31
found = ["1", "7-8"]
expected = ["1-2"]
explanations = [
  { first_carnet = 2, last_carnet = 2, reason = "lost", note = "dégât des eaux" },
  { first_carnet = 7, last_carnet = 8, reason = "misread" },
]
"""
