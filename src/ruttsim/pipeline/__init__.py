"""The order of the stages: one task is one area split on one population, from map to accounts."""
