"""ruttsim: what area splits of home care mean for travel, climate and each organisation.

>>> import ruttsim
>>> study = ruttsim.load_study("toy")
>>> result = ruttsim.compare(study)
>>> result.summary.columns.tolist()
['split', 'organisation', 'kpi', 'group', 'unit', 'mean', 'low', 'high', 'n']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ruttsim.comparison import Result, compare
    from ruttsim.pipeline.setting import load_map
    from ruttsim.report.run import write_run
    from ruttsim.study.loading import load_study

__version__ = "0.1.0"

__all__ = ["Result", "__version__", "compare", "load_map", "load_study", "write_run"]

_HOMES = {
    "Result": "ruttsim.comparison",
    "compare": "ruttsim.comparison",
    "load_map": "ruttsim.pipeline.setting",
    "load_study": "ruttsim.study.loading",
    "write_run": "ruttsim.report.run",
}
"""Where the public names live; they are imported when first asked for, to start in no time."""


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'ruttsim' has no attribute '{name}'")
