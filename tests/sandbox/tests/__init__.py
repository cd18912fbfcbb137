"""The sandbox's own tests: one sandbox for all of them, one account for each."""
