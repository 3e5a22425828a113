"""The shape of what a study wants to know, and how well: interest and precision."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ruttsim.study.section import Section

MOST_POPULATIONS = 10_000
"""More is a slip of the pen."""

Positive = Annotated[float, Field(gt=0)]


class InterestSection(Section):
    """Smallest differences of practical interest by key figure, stated before anything is run."""

    percent: dict[str, Positive] = Field(
        default_factory=dict,
        description="In per cent of the reference's figure, all organisations together.",
    )
    value: dict[str, Positive] = Field(
        default_factory=dict,
        description="In the unit of the key figure, a share as 0.01; all organisations together.",
    )


class PrecisionSection(InterestSection):
    """Half-widths of intervals that populations are added for, by key figure; none in `--quick`."""

    most_populations: int = Field(
        default=100,
        ge=1,
        le=MOST_POPULATIONS,
        description="How many populations there may be at most, where a precision is wanted.",
    )

    @property
    def options(self) -> tuple[str, ...]:
        """The same as options of `ruttsim compare`; none where nothing is wanted."""
        wanted = [f"{name}={it:g}%" for name, it in self.percent.items()]
        wanted += [f"{name}={it:g}" for name, it in self.value.items()]
        if not wanted:
            return ()
        each = [part for it in wanted for part in ("--precision", it)]
        return (*each, "--most-populations", str(self.most_populations))
