"""Every write of mediation."""
