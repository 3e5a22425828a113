"""Made studies with factors."""

from __future__ import annotations

import ruttsim
from ruttsim.study.factors import FactorSection

TOY = ruttsim.load_study("toy")


def level(name, **replaced):
    """A level as a study's file says it."""
    return {"name": name, "title_sv": name, "title_en": name, **replaced}


def factor(name, *levels):
    """A factor of levels, which are names that replace nothing or made by `level`."""
    rows = [level(it) if isinstance(it, str) else it for it in levels]
    return {"name": name, "title_sv": name, "title_en": name, "levels": rows}


def study_with(*factors, design="full", study=TOY):
    """A study, the toy if left out, with factors."""
    sections = tuple(FactorSection.model_validate(it) for it in factors)
    return study.model_copy(update={"factors": sections, "design": design}).at(study.file)


def short(study=TOY):
    """The toy study with two splits and little to do."""
    changed = {
        "time": study.time.model_copy(update={"disturbed_days": 1}),
        "planning": study.planning.model_copy(update={"moves": 50}),
        "splits": study.splits[:2],
    }
    return study.model_copy(update=changed).at(study.file)


HEAD = """\
title_sv = "Kort"
title_en = "Short"
question_sv = "Vad ändrar årstid och ersättning?"
question_en = "What do season and remuneration change?"
map = "toy"
seed = 5
design = "full"

[time]
populations = 2
disturbed_days = 1

[planning]
moves = 50

[[organisations]]
name = "municipality"
title_sv = "Kommunen"
title_en = "Municipality"
type = "municipal"
vehicle_types = ["car_biogas", "walk"]

[[organisations]]
name = "other"
title_sv = "Den andra"
title_en = "The other"
type = "private"
vehicle_types = ["car_biogas", "walk"]

[[splits]]
name = "alone"
title_sv = "Ensam"
title_en = "Alone"
organisations = ["municipality"]

[[splits]]
name = "both"
title_sv = "Båda"
title_en = "Both"
organisations = ["municipality", "other"]
allocation = { rule = "shares", shares = { municipality = 0.5, other = 0.5 } }
"""
FACTORS = """
[[factors]]
name = "season"
title_sv = "Årstid"
title_en = "Season"

[[factors.levels]]
name = "usual"
title_sv = "Vanlig"
title_en = "Usual"

[[factors.levels]]
name = "winter"
title_sv = "Vinter"
title_en = "Winter"
time.week = 3
parameters = { "day.snow_day_share" = 0.9 }

[[factors]]
name = "rate"
title_sv = "Ersättning"
title_en = "Remuneration"

[[factors.levels]]
name = "low"
title_sv = "Låg"
title_en = "Low"

[[factors.levels]]
name = "high"
title_sv = "Hög"
title_en = "High"
parameters = { "economy.remuneration_sek_per_granted_h" = 500 }
"""


def write_swept_study(folder, factors=FACTORS, head=HEAD):
    """A small study with factors in a file."""
    folder.mkdir()
    file = folder / "study.toml"
    file.write_text(head + factors)
    return file
