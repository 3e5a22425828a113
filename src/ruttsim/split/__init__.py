"""Which organisation each client ends with, kind by kind, under an area split."""
