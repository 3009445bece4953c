"""The pages of mediation: redeem passes, and the devices that do."""
