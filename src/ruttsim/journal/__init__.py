"""Finished tasks, each in a file of its own as soon as it is done, so that nothing is lost."""
