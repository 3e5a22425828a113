"""Who has home care and where, what their plans hold, and what disturbs a day."""
