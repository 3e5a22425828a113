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
