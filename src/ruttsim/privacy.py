"""Small cells of real clients: what no table or picture may show."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ruttsim.accounts.access_kpis import CHOICES
from ruttsim.accounts.continuity import CLIENTS, NIGHTLY_CLIENTS
from ruttsim.accounts.day_kpis import ALARMS
from ruttsim.accounts.kpi import AREA, DISTRICT, VEHICLE_TYPE
from ruttsim.accounts.kpis import KPIS
from ruttsim.accounts.night_kpis import NIGHTS
from ruttsim.accounts.statement import ALL, PATROL_NAME, PAYER_NAME, TOTAL, ratios
from ruttsim.domain.demand import SMALLEST_CELL

if TYPE_CHECKING:
    import pandas as pd

MARGINS = "margin_sek"
SERVED = "clients_served"
OF_FEW = (
    "first_choices",
    "queueing_clients",
    "municipal_clients_before",
    "left_municipal_clients",
    "newcomers",
    "moved_clients",
)
"""Counts of persons that may be few though the organisation has many clients."""
OF_FORTNIGHT = [kpi.name for kpi in KPIS.values() if kpi.is_of_fortnight]
OF_NIGHTLY = [kpi.name for kpi in NIGHTS if kpi.is_of_fortnight]
OF_DAILY = [it for it in OF_FORTNIGHT if it not in OF_NIGHTLY]
PERSONS = "alarm_persons"
BETWEEN_ALARMS = ("alarm_care_h", "waiting_h")
"""Two parts of paid time: what is empty of one is empty of the other, or the sum gives it away."""
OF_PATROL = "patrol_"
OF_ALARMS = [kpi.name for kpi in ALARMS]
OF_ALARMS += ["patrol_km", "patrol_client_h", "patrol_cost_sek", "patrol_vehicle_cost_sek"]
OF_ALARMS += ["patrol_co2e_kg", "patrol_charged_kwh", "patrol_charging_h"]
WITH_PATROL = [it for it in KPIS if "_with_patrol" in it]
OF_ALARMS += WITH_PATROL
NIGHT_CLIENTS = "night_clients"
OF_NIGHTS = [kpi.name for kpi in NIGHTS] + WITH_PATROL
OF_DISTRICTS = [
    kpi.name for kpi in KPIS.values() if kpi.by_district and kpi.name not in (*CHOICES, *OF_ALARMS)
]
"""Figures by district, from which those of an empty area could be reckoned; choices and alarms have
rules of their own."""
OF_TOTAL = (*OF_FEW, *OF_FORTNIGHT, *OF_ALARMS, *OF_NIGHTS, *CHOICES, MARGINS)
"""Key figures of all organisations together that may have to stay empty, beside those of the
patrol and ratios of such."""


@functools.cache
def kpis_of_few() -> frozenset[str]:
    """Key figures of all organisations together that may be of fewer than SMALLEST_CELL clients."""
    sums = {it for it in KPIS if it in OF_TOTAL or it.startswith(OF_PATROL)}
    hidden = {name: math.nan if name in sums else 1.0 + place for place, name in enumerate(KPIS)}
    return frozenset(sums | {name for name, it in ratios(hidden).items() if math.isnan(it)})


def small_cells(clients: Mapping[str, float]) -> list[str]:
    """Which of some cells with a known sum must stay empty.

    Those with fewer than SMALLEST_CELL clients, but not empty, and with them the next smallest
    until those left empty are at least two and hold SMALLEST_CELL together: otherwise the sum
    would give them away.
    """
    order = sorted((count, name) for name, count in clients.items() if count > 0)
    hidden = [name for count, name in order if count < SMALLEST_CELL]
    if not hidden:
        return []
    for _, name in order[len(hidden) :]:
        if len(hidden) > 1 and sum(clients[it] for it in hidden) >= SMALLEST_CELL:
            break
        hidden.append(name)
    return hidden


def without_small_cells(results: pd.DataFrame) -> pd.DataFrame:
    """Results with empty values for splits, organisations and areas of too few clients.

    A cell that is too small in one population of a split is empty in all of them. Where each area
    has one organisation, the sum of an organisation less its other areas would give an empty area
    away: then the organisations' figures that also stand by area are empty too, and the results by
    area, which are those of organisations in other words. Continuity is of clients with visits
    every day, or every night: it is empty where these are too few, or where the rest of all clients
    (of those with visits at night) are. Figures of the night are judged by its clients: of an
    organisation, the patrol, and all. Figures of alarms are judged by how many persons rang: of an
    organisation, the patrol, a district, and all; with those of an organisation, time that a sum
    would tell them by. With an empty area, figures by district are empty. Means of choices over
    areas are empty where an empty area's clients could be reckoned from them. Ratios of what is
    empty are empty.
    """
    shown = results.copy()
    is_area = shown["group"].str.startswith(AREA)
    counts = shown[shown["kpi"] == "clients"]
    for split, of_split in counts.groupby("split", sort=False, observed=True):
        here = shown["split"] == split
        whole = of_split[(of_split["group"] == ALL) & (of_split["organisation"] != TOTAL)]
        if whole.groupby(["population", "day"])["value"].sum().min() < SMALLEST_CELL:
            shown.loc[here, "value"] = float("nan")
            continue
        served = shown[here & (shown["kpi"] == SERVED) & (shown["group"] == ALL)]
        hidden = _too_small(whole, "organisation")
        hidden += _too_small(served[served["organisation"] != TOTAL], "organisation")
        shown.loc[here & shown["organisation"].isin(hidden), "value"] = float("nan")
        whose = results[here & (results["group"] == ALL)]
        for count, among, about in (
            (CLIENTS, "clients", OF_DAILY),
            (NIGHTLY_CLIENTS, NIGHT_CLIENTS, OF_NIGHTLY),
            (NIGHT_CLIENTS, None, OF_NIGHTS),
        ):
            counted = whose[whose["kpi"] == count]
            few = _few_of_split(counted)
            if among is not None:
                few += _few_of_split(_others(counted, whose[whose["kpi"] == among]))
            of_few = here & shown["kpi"].isin(about) & shown["organisation"].isin(few)
            shown.loc[of_few, "value"] = float("nan")
        few_rang = _of_few_alarms(shown[here]).reindex(shown.index, fill_value=False)
        shown.loc[few_rang, "value"] = float("nan")
        few_persons = _of_few_persons(shown[here]).reindex(shown.index, fill_value=False)
        shown.loc[few_persons, "value"] = float("nan")
        areas = _too_small(of_split[of_split["group"].str.startswith(AREA)], "group")
        is_about = ~shown["kpi"].isin(CHOICES)
        shown.loc[here & is_area & is_about & shown["group"].isin(areas), "value"] = float("nan")
        if areas:
            of_district = shown["kpi"].isin(OF_DISTRICTS) & shown["group"].str.startswith(DISTRICT)
            shown.loc[here & of_district, "value"] = float("nan")
        few_choices = _telling_choices(shown[here], areas).reindex(shown.index, fill_value=False)
        shown.loc[few_choices, "value"] = float("nan")
        if areas and _is_partition(shown[here]):
            by_area = shown["kpi"].isin(shown.loc[is_area & is_about, "kpi"].unique())
            own = here & ~is_area & by_area & (shown["organisation"] != TOTAL)
            shown.loc[own, "value"] = float("nan")
            shown.loc[here & (shown["kpi"] == MARGINS), "value"] = float("nan")
    return _without_ratios_of_hidden(shown)


def _without_ratios_of_hidden(shown: pd.DataFrame) -> pd.DataFrame:
    """Results in which a ratio is empty where one of its sums is: it would give that away."""
    names = ["split", "organisation", "group"]
    is_divided = (shown["group"] == ALL) | shown["group"].str.startswith((DISTRICT, VEHICLE_TYPE))
    of_few = shown.loc[shown["value"].isna() & is_divided, names].drop_duplicates()
    for split, organisation, group in of_few.itertuples(index=False, name=None):
        here = (shown["split"] == split) & (shown["organisation"] == organisation)
        here &= shown["group"] == group
        for _, rows in shown[here].groupby(["population", "day"], sort=False):
            totals = dict(zip(rows["kpi"], rows["value"], strict=True))
            divided = ratios(totals, str(group))
            hidden = [name for name, value in divided.items() if math.isnan(value)]
            shown.loc[here & shown["kpi"].isin(hidden), "value"] = float("nan")
    return shown


def _of_few_alarms(of_split: pd.DataFrame) -> pd.Series[bool]:
    """Rows of one split about alarms of too few persons.

    Where districts are left empty and organisations share the areas, what an organisation has in
    all would give them away.
    """
    is_about = of_split["kpi"].isin(OF_ALARMS)
    is_whole, is_total = of_split["group"] == ALL, of_split["organisation"] == TOTAL
    persons = of_split[of_split["kpi"] == PERSONS]
    own = persons[(persons["group"] == ALL) & (persons["organisation"] != TOTAL)]
    districts = _too_small(persons[persons["group"].str.startswith(DISTRICT)], "group")
    few_names = _too_small(own, "organisation")
    few = is_whole & ~is_total & of_split["organisation"].isin(few_names)
    few |= of_split["group"].isin(districts)
    if PATROL_NAME in few_names:
        few |= is_total & of_split["kpi"].str.startswith(OF_PATROL)
        few |= is_total & of_split["kpi"].isin(WITH_PATROL)
    of_time = of_split["kpi"].isin(BETWEEN_ALARMS) & ~is_total
    of_time &= bool(set(few_names) - {PATROL_NAME})
    if districts and _is_partition(of_split):
        few |= is_whole & ~is_total
    if _too_small(persons[(persons["group"] == ALL) & (persons["organisation"] == TOTAL)], "group"):
        few |= True
    return (is_about & few) | of_time


def _of_few_persons(of_split: pd.DataFrame) -> pd.Series[bool]:
    """Rows of counts of persons in OF_FEW, of which some are too few to show.

    Such counts are parts of each other (of the clients, by organisation, by reason), so all of
    them are left empty with the smallest.
    """
    counts = of_split[of_split["kpi"].isin(OF_FEW)]["value"]
    is_few = bool(((counts > 0) & (counts < SMALLEST_CELL)).any())
    few: pd.Series[bool] = of_split["kpi"].isin(OF_FEW) & is_few
    return few


def _telling_choices(of_split: pd.DataFrame, areas: list[str]) -> pd.Series[bool]:
    """Means of choices from which the clients of areas that stay empty could be reckoned.

    With areas of different choices, the mean of a district weighs them by their clients, and so
    does the mean of all where the empty areas themselves differ.
    """
    found = of_split["kpi"] == ""
    for name in CHOICES:
        own = of_split[of_split["kpi"] == name]
        by_area = own[own["group"].str.startswith(AREA)]
        is_mean = of_split["kpi"] == name
        if areas and by_area["value"].min() < by_area["value"].max():
            found |= is_mean & of_split["group"].str.startswith(DISTRICT)
        empty = by_area[by_area["group"].isin(areas)]["value"]
        if empty.min() < empty.max():
            found |= is_mean & (of_split["group"] == ALL)
    return found


def _is_partition(of_split: pd.DataFrame) -> bool:
    """Whether several organisations share the areas so that each has one."""
    choices = of_split[of_split["kpi"].isin(CHOICES)]
    organisations = set(of_split["organisation"]) - {TOTAL, PATROL_NAME, PAYER_NAME}
    is_alone = (choices["value"] <= 1).groupby(choices["kpi"]).all()
    return len(organisations) > 1 and bool(is_alone.any())


def _others(counted: pd.DataFrame, among: pd.DataFrame) -> pd.DataFrame:
    """Persons of a whole who are not in its part, given both counts."""
    keys = ["population", "day", "organisation"]
    both = counted.merge(among[[*keys, "value"]], on=keys, suffixes=("", "_among"))
    return both.assign(value=both["value_among"] - both["value"])


def _few_of_split(counts: pd.DataFrame) -> list[str]:
    """Organisations, and the total, that must stay empty, given their clients."""
    is_total = counts["organisation"] == TOTAL
    few = _too_small(counts[~is_total], "organisation")
    return few + _too_small(counts[is_total], "organisation")


def _too_small(counts: pd.DataFrame, cell: str) -> list[str]:
    """Cells that must stay empty, given their clients in every population."""
    found: dict[str, None] = {}
    first_day = counts[counts["day"] == counts["day"].min()]
    for _, population in first_day.groupby("population", sort=False):
        clients = {
            str(name): float(count)
            for name, count in zip(population[cell], population["value"], strict=True)
        }
        found |= dict.fromkeys(small_cells(clients))
    return list(found)
