"""An example of a sweep: the share of clients with the second organisation, from 10 to 50 %.

Run it (`python experiments/toy/sweep.py`), import its functions, or run its cells one by one in a
notebook or an editor that knows `# %%`. With a study, a split and an organisation of yours:

    python experiments/toy/sweep.py my-study my_split my_organisation

Where what varies is no part of a split (a number, fleet, season, rule, map), declare factors in the
study and run `ruttsim sweep`: it goes on after an interruption, and tells effects with intervals.
A loop is for what a level cannot say, as here another allocation.
"""

# %% What is used: ruttsim's functions, tables of pandas

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pandas as pd

import ruttsim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruttsim.study.model import Study

SHARES = (0.1, 0.3, 0.5)
KPIS = ("travel_h", "cost_sek", "co2e_kg")
COLUMNS = ("share", "kpi", "unit", "mean", "low", "high", "n", "percent", "outcome")

# %% A study does not change: a copy says something else


def with_share(study: Study, split: str, organisation: str, share: float) -> Study:
    """The study with its first split and one more, where the organisation has another share.

    The others keep what is left in the proportions that they had. Quotas are nested: a larger share
    moves the clients that it must and no others, so steps of a sweep are compared on equal terms.
    """
    reference = study.splits[0]
    section = next(it for it in study.splits if it.name == split)
    before = section.allocation.shares
    rest = 1 - before[organisation]
    shares = {
        name: share if name == organisation else old * (1 - share) / rest
        for name, old in before.items()
    }
    changed = section.model_copy(
        update={"allocation": section.allocation.model_copy(update={"shares": shares})}
    )
    return study.model_copy(update={"splits": (reference, changed)}).at(study.file)


# %% A sweep is a loop; its result is one tidy table


def sweep(
    study: Study,
    split: str,
    organisation: str,
    shares: Sequence[float] = SHARES,
    kpis: Sequence[str] = KPIS,
    workers: int | None = None,
) -> pd.DataFrame:
    """Differences from the first split at each share, with intervals; columns COLUMNS.

    Plans and travel that two steps have in common are computed once. For a long sweep give every
    comparison a folder, `compare(..., journal=Path(...))`: it goes on there after an interruption.
    """
    rows = []
    for share in shares:
        changed = with_share(study, split, organisation, share)
        found = ruttsim.compare(changed, workers=workers).differences
        is_whole = (found["organisation"] == "total") & (found["group"] == "all")
        chosen = found[is_whole & found["kpi"].isin(kpis)]
        rows.append(chosen.assign(share=share)[list(COLUMNS)])
    return pd.concat(rows, ignore_index=True)


# %% The toy village, or what the command line names

if __name__ == "__main__":
    name, which, whose = (
        *sys.argv[1:],
        *("toy", "two_parallel", "procured_1")[len(sys.argv) - 1 :],
    )
    table = sweep(ruttsim.load_study(name), which, whose)
    sys.stdout.write(f"{table.to_string(index=False)}\n")
