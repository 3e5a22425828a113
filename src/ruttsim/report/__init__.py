"""The report of a comparison: one self-contained HTML page in Swedish or English."""
