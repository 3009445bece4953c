"""Forms of financing plans and of the simulator."""
