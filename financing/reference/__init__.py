"""Projects of the 2019 call that the simulator proposes, with the source of each value."""
