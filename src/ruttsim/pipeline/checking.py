"""Everything about a study that can be at fault before anything is computed, checked at once."""

from __future__ import annotations

from ruttsim.errors import DataError, Fault, RuttsimError, StudyError
from ruttsim.pipeline.ground import population_of
from ruttsim.pipeline.setting import Setting, load_setting
from ruttsim.split.assignment import assign
from ruttsim.study.model import Study


def checked(study: Study) -> Setting:
    """The study's setting, its clients read and its area splits tried on the first population.

    Raises
    ------
    StudyError, DataError
        Every fault found; a StudyError where any of them is the study's.
    """
    setting = load_setting(study)
    population = population_of(setting, 0)
    faults: list[Fault] = []
    kinds: list[type[RuttsimError]] = []
    for split in study.splits:
        try:
            assign(population, setting.bundle, study, split, setting.parameters.split)
        except RuttsimError as error:
            faults += [fault for fault in error.faults if fault not in faults]
            kinds.append(type(error))
    if faults:
        raise (StudyError if StudyError in kinds else DataError)(faults)
    return setting
