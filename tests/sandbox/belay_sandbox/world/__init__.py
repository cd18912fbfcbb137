"""The seeded world: a few days in the life of five systems."""
