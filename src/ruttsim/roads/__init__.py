"""Map bundles: road networks with basic areas and premises, read, built and written."""
