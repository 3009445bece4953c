"""Régies: who keeps carnets for the comptable, by which act, up to how much, and what they sign.

Owns régies, ceilings, appointments and sheets (PV de remise de service, arrêté au 31 décembre).
Reads the ledger; refuses to write it: what enters a depot stays with `distribution` and
`movements`, to which it gives the ceilings (ADR 35).

Sources of its rules, quoted where each is kept: CGCT, articles R. 1617-1 to R. 1617-18 and
R. 1611-11; décret n° 2022-1605 of 22/12/2022, which repeals décret n° 2008-227; instruction
codificatrice n° 06-031-A-B-M of 21/04/2006. What none of them says is a parameter of the régie.
"""
