"""A run read back from its folder, and what it was made from."""
