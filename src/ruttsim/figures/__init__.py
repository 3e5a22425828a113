"""Pictures of a comparison: maps and bars, as deterministic SVG and PNG."""
