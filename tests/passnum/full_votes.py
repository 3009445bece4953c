"""The votes of a file that has every key of the format, and the calendars that they decide."""

VOTES = '''
[[deliberations]]
number = "2019-1"
assembly = "Conseil départemental"
session_on = 2019-06-27
subject = "Expérimentation"

[[deliberations]]
number = "2020-176"
assembly = "Conseil départemental"
session_on = 2020-07-06
subject = "Numérique inclusif"
source = "visée par la délibération 2021-10"

[[deliberations]]
number = "2021-10"
assembly = "Commission permanente"
session_on = 2021-02-08
subject = "Convention"
decision = """
Article 1 : D’autoriser.

Article 2 : D’imputer."""
votes_for = 43
votes_against = 0
abstentions = 1
report_number = "24"
present = 30
proxies = 14
excused = 1
absent = 2
not_voting = 0
signed_by = "La direction"
signed_as = "directrice"
published_on = 2021-02-09
transmitted_on = 2021-02-10
act_reference = "062-226200012-20210208-DE"
groups = [{ name = "Premier groupe", vote = "for" }, { name = "Second", vote = "abstention" }]
visas = [
  { text = "Vu le code" },
  { text = "Vu les délibérations", cites = "2020-176" },
  { cites = "2019-1" },
]
opinions = [{ committee = "2e commission", given_on = 2021-02-01, result = "favourable" }]

[[deliberations]]
number = "2023-204"
assembly = "Commission permanente"
session_on = 2023-03-06
subject = "Avenant"
ties = [{ cites = "2021-10", text = "même dispositif" }]

[[calendars]]
in_force_on = 2021-02-08
starts_on = 2021-01-01
ends_on = 2023-12-31
passes = 66100
part_passes = 28000
part_name = "Picardie"
deliberation = "2021-10"
note = "période 2021-2023"
'''
