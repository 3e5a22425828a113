"""A study read from its file, or every fault of it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ruttsim.bundled import bundled
from ruttsim.errors import Fault, StudyError, choices_hint
from ruttsim.study.agreement import agreement_faults
from ruttsim.study.factor_faults import factor_faults, with_names
from ruttsim.study.model import STUDY_FILE, Study
from ruttsim.study.shape import shape_faults, without_unknown_keys

Further = Callable[[Path, Mapping[str, Any]], Iterable[Fault]]
"""What other stages find at fault in the content of a study's file."""


def nothing_further(_file: Path, _content: Mapping[str, Any]) -> Iterable[Fault]:
    """No faults."""
    return ()


def load_study(source: str | Path, further: Further = nothing_further) -> Study:
    """Study of a file, of a folder with a study.toml, or of a bundled experiment by its name.

    What is on disk comes before a bundled experiment of the same name. Names that only other
    stages know (planners, vehicle types, parameters, rules) are not looked at: see `check_names`.
    Where a study is at fault, so that it cannot be given to those stages, `further` tells what
    they would find.

    Raises
    ------
    StudyError
        With every fault found.
    """
    file = _study_file(source)
    content = _content(file)
    known = without_unknown_keys(content)
    faults = [*shape_faults(str(file), content), *agreement_faults(file, known)]
    faults += factor_faults(file, known)
    if faults:
        whole = [with_names(it, content) for it in (*faults, *further(file, known))]
        raise StudyError(dict.fromkeys(whole))
    return Study.model_validate(content).at(file)


def _study_file(source: str | Path) -> Path:
    """The file that a path or name means."""
    path = Path(source)
    if path.is_file():
        return path
    if path.is_dir():
        folder = path
    else:
        experiments = bundled("experiments")
        if str(source) not in experiments:
            raise StudyError([_unknown_study(str(source), experiments)])
        folder = experiments[str(source)]
    file = folder / STUDY_FILE
    if not file.is_file():
        remedy = f"Write one, or name another folder: {folder} has to hold the study."
        raise StudyError([Fault(str(file), "file", "The file does not exist.", remedy)])
    return file


def _unknown_study(source: str, experiments: dict[str, Path]) -> Fault:
    """The fault of a source that is nowhere."""
    hint = choices_hint(source, experiments) if experiments else "No experiment is bundled."
    return Fault(
        source,
        "study",
        "There is no such file or folder, and no bundled experiment of that name.",
        f"Give the path of a {STUDY_FILE} or a bundled name. {hint}",
    )


def _content(file: Path) -> dict[str, Any]:
    """The parsed file."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        content = tomllib.loads(text)
    except OSError as error:
        problem = f"The file cannot be read: {error.strerror}."
        remedy = "Check who may read it, or copy it to another place."
        raise StudyError([Fault(str(file), "file", problem, remedy)]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem, remedy = "The file is not UTF-8 text.", "Save it as UTF-8."
        raise StudyError([Fault(str(file), f"line {line}", problem, remedy)]) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        problem = f"The file is not TOML: {error}."
        remedy = "Mend this line or the one before it; TOML is described at https://toml.io."
        raise StudyError([Fault(str(file), f"line {line}", problem, remedy)]) from error
    if not content:
        remedy = "Copy the study of a bundled experiment to begin with."
        raise StudyError([Fault(str(file), "file", "The study is empty.", remedy)])
    return content
