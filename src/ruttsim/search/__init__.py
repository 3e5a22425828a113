"""A search for divisions of the basic areas, one contiguous zone an organisation."""
