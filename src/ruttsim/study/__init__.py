"""What a study may say, and reading one from a file."""
