"""Which numbers the difference between two area splits depends on, and how much."""
