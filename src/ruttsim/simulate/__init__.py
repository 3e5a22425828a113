"""A plan lived through one disturbed day, as a record of what happened."""
