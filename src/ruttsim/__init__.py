"""ruttsim: what area splits of home care mean for travel, climate and each organisation."""

from __future__ import annotations

__version__ = "0.1.0"
