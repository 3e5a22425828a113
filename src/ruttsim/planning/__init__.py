"""From each organisation's clients to teams, and from a team's visits to rounds."""
