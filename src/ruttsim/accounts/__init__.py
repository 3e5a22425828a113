"""Time, climate and money of a recorded day, per organisation; pure functions of the record."""
