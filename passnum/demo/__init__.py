"""The demonstration: believable activity, made with the application's own actions.

Names of people are invented by a library, from a fixed seed, so that two machines show the same
demonstration.
"""
