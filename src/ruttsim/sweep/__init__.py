"""A designed experiment: a study compared at every point of the factors that it declares."""
