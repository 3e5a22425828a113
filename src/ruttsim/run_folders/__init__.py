"""Folders of runs: where a new one goes, and what those are that there are."""
