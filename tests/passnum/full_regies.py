"""The régies of the file that has every key, and the depots beside them."""

REGIES = """
[[depots.regies]]
kind = "advance"
act_number = "2021-R1"
act_on = 2021-09-06
opinion_on = 2021-09-01
over_ceiling = "announced"
guarantee = "1 800 €, jusqu’en 2022"
ceilings = [{ amount = 5000.5, starts_on = 2021-09-06, act_number = "2021-R1" }]
under = "payeur"
serves = ["ancienne"]

[[depots.regies.appointments]]
office = "holder"
name = "Dominique Roche"
act_number = "2021-N1"
act_on = 2021-09-07
opinion_on = 2021-09-02
starts_on = 2021-10-01
ends_on = 2023-12-31

[[depots.regies.appointments]]
office = "holder"
name = "Claude Petit"
act_number = "2023-N1"
act_on = 2023-04-03
opinion_on = 2023-04-03

[[depots]]
code = "payeur"
name = "Payeur"
kind = "comptable"
organisation = "departement"

[[depots]]
code = "ancienne"
name = "Ancienne sous-régie"
kind = "regie"
organisation = "tiers"

[[depots.regies]]
kind = "sub"
act_number = "2020-R1"
act_on = 2020-09-07
opinion_on = 2020-09-04
closed_on = 2021-06-30
closing_number = "2021-R9"

[[depots.regies]]
kind = "mandate"

"""
