"""A small made-up comparison for the tests of figures and report: 3 x 3 areas on a street grid."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, Point, box

from ruttsim.accounts.happened import LONG_STRETCH, NO_BREAK
from ruttsim.accounts.kpis import KPIS
from ruttsim.comparison import Result
from ruttsim.decompositions import DECOMPOSITION_COLUMNS
from ruttsim.domain.day import MISSED_REASONS
from ruttsim.domain.roads import CRS, MapBundle, MapManifest, RoadNetwork
from ruttsim.journal.record import Record
from ruttsim.lags import STEP_COLUMNS
from ruttsim.parameters import load_parameters
from ruttsim.study.model import Study
from ruttsim.summaries import PRECISION_COLUMNS

SIDE_M = 3000.0
ORGANISATIONS = ("municipality", "north", "south")
SPLITS = {
    "own_regime": ("municipality",),
    "three_parallel": ORGANISATIONS,
    "three_zones": ORGANISATIONS,
}
VEHICLE_TYPES = ("car_petrol", "walk")
DISTRICTS = ("Norr", "Söder & co")


def fake_study() -> Study:
    """Three organisations, three splits."""
    return Study.model_validate(
        {
            "title_sv": "Tre utförare i rutnätsbyn",
            "title_en": "Three organisations in the grid village",
            "question_sv": "Vad blir restid, klimatpåverkan och resultat?",
            "question_en": "What do travel time, climate impact and results become?",
            "map": "grid",
            "seed": 1,
            "parameters": {"travel.walk_kmh": 4.6, "staffing.other_min_per_shift": 60.0},
            "organisations": [
                {
                    "name": name,
                    "title_sv": f"Utförare {name} & co",
                    "title_en": f"Organisation {name} & co",
                    "type": "municipal" if name == "municipality" else "private",
                    "vehicle_types": ["car_petrol"],
                }
                for name in ORGANISATIONS
            ],
            "splits": [
                {
                    "name": name,
                    "title_sv": f"Indelning {name}",
                    "title_en": f"Split {name}",
                    "organisations": list(organisations),
                }
                for name, organisations in SPLITS.items()
            ],
        }
    )


def fake_map(*, cells: int = 12, schematic: bool = True) -> MapBundle:
    """Nine square areas of one km2, a lake, a railway, and a grid of `cells` x `cells` blocks."""
    step = SIDE_M / cells
    node = np.arange((cells + 1) ** 2).reshape(cells + 1, cells + 1)
    pairs = np.concatenate(
        [
            np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
            np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
        ]
    )
    tail = np.concatenate([pairs[:, 0], pairs[:, 1]]).astype(np.int32)
    head = np.concatenate([pairs[:, 1], pairs[:, 0]]).astype(np.int32)
    streets, edges = len(pairs), 2 * len(pairs)
    x, y = (node.ravel() % (cells + 1)) * step, (node.ravel() // (cells + 1)) * step
    number = np.arange(edges)
    roads = RoadNetwork(
        node_x_m=x,
        node_y_m=y,
        tail=tail,
        head=head,
        length_m=np.full(edges, step),
        speed_kmh=np.full(edges, 30.0),
        road_class=np.where(number % 9 == 0, 3, 6).astype(np.int8),
        modes=np.full(edges, 7, dtype=np.int8),
        reverse=np.where(number < streets, number + streets, number - streets).astype(np.int32),
        name=np.zeros(edges, dtype=np.int32),
        names=("",),
        shape_start=np.arange(edges + 1, dtype=np.int64) * 2,
        shape_x_m=np.column_stack([x[tail], x[head]]).ravel(),
        shape_y_m=np.column_stack([y[tail], y[head]]).ravel(),
        surface=np.zeros(edges, dtype=np.int8),
        signals=np.zeros(edges, dtype=np.int8),
        forbidden_from=np.zeros(0, dtype=np.int32),
        forbidden_to=np.zeros(0, dtype=np.int32),
    )
    corners = [(i, j) for j in range(3) for i in range(3)]
    areas = gpd.GeoDataFrame(
        {
            "basic_area": [f"area_{k}" for k in range(9)],
            "name": [f"Område {k}" for k in range(9)],
            "district": ["Byn"] * 9,
            "character": ["houses"] * 9,
            "population": [1000] * 9,
            "share_65plus": [0.2] * 9,
            "share_flats": [0.1] * 9,
            "built_km2": [0.5] * 9,
        },
        geometry=[box(i * 1000, j * 1000, i * 1000 + 1000, j * 1000 + 1000) for i, j in corners],
        crs=CRS,
    )
    premises = gpd.GeoDataFrame(
        {"premise": ["p"], "name": ["Lokal"], "district": ["Byn"], "source": ["made up"]},
        geometry=[Point(1500, 1500)],
        crs=CRS,
    )
    landmarks = gpd.GeoDataFrame(
        {"kind": ["water", "railway", "place"], "name": ["Sjön", "Banan", "Bytorget"]},
        geometry=[
            box(2200, 200, 2700, 600),
            LineString([(0, 500), (3000, 2500)]),
            Point(1400, 1700),
        ],
        crs=CRS,
    )
    manifest = MapManifest(
        name="grid",
        title="Rutnätsbyn",
        schematic=schematic,
        source="made up for tests",
        date="2026-01-01",
        licence="MIT",
        assumptions=("The streets are a grid.",),
        content_hash="a" * 64,
        assumptions_sv=("Gatorna är ett rutnät.",),
    )
    return MapBundle(roads, areas, premises, landmarks, manifest)


def fake_result(*, populations: int = 3, cells: int = 12, schematic: bool = True) -> Result:
    """A comparison with every key figure of the registry, from a fixed formula."""
    study = fake_study()
    bundle = fake_map(cells=cells, schematic=schematic)
    summary = _summary(populations)
    differences = _differences(summary)
    return Result(
        study=study,
        map=bundle,
        parameters=load_parameters(study.parameters),
        summary=summary,
        differences=differences,
        spread=_spread(differences),
        lowest=_lowest(summary),
        precision=pd.DataFrame(columns=PRECISION_COLUMNS),
        decomposition=_decomposition(populations),
        steps=pd.DataFrame(columns=STEP_COLUMNS),
        one_base=_first_population(summary, 1.3),
        own_bases=_first_population(summary, 1.0),
        area_coverage=_area_coverage(),
        street_use=_street_use(bundle.roads.edges // 2),
        record=Record(Path("nowhere"), "", (), tuple(SPLITS)),
        not_compared={},
        manifest={
            "command": "ruttsim compare study.toml",
            "quick": False,
            "seed": 1,
            "study_hash": "b" * 64,
            "inputs": {"clients.csv": "c" * 64},
            "map": {"content_hash": bundle.manifest.content_hash},
            "parameters_hash": "d" * 64,
            "versions": {"ruttsim": "0.1.0", "python": "3.11"},
        },
        timing={},
    )


def _value(kpi: str, split: str, organisation: str, group: str) -> float:
    """Any number that depends on its key alone; results are below zero for one organisation."""
    unit = KPIS[kpi].unit
    size = sum(map(ord, kpi + group)) % 90 + 10.0
    if unit == "1":
        return 0.4 + size / 1000
    share = 1.0 if organisation == "total" else 1 / len(SPLITS[split])
    sign = -1 if kpi == "result_sek" and organisation != "north" else 1
    return (
        sign
        * size
        * share
        * (1 + 0.1 * list(SPLITS).index(split))
        * (1000 if unit.startswith("SEK/day") else 1)
    )


def _row(kpi: str, split: str, organisation: str, group: str, n: int) -> dict[str, object]:
    mean = _value(kpi, split, organisation, group)
    half = math.nan if n == 1 else abs(mean) * 0.05
    return {
        "split": split,
        "organisation": organisation,
        "kpi": kpi,
        "group": group,
        "unit": KPIS[kpi].unit,
        "mean": mean,
        "low": mean - half,
        "high": mean + half,
        "n": n,
    }


def _summary(n: int) -> pd.DataFrame:
    rows = [
        _row(kpi, split, organisation, "all", n)
        for split, organisations in SPLITS.items()
        for organisation in ("total", *organisations)
        for kpi in KPIS
    ]
    rows += [
        _row(kpi, split, organisation, f"vehicle_type={vehicle}", n)
        for split, organisations in SPLITS.items()
        for organisation in ("total", *organisations)
        for kpi in ("distance_km", "vehicles", "vehicles_in_use")
        for vehicle in VEHICLE_TYPES
    ]
    rows += [
        _row(kpi, split, "patrol", "all", n)
        for split in SPLITS
        for kpi in ("alarms", "alarm_in_time_share", "alarm_response_min", "alarm_response_min_p95")
    ]
    rows += [
        _row(kpi, split, "total", f"district={name}", n)
        for split in SPLITS
        for kpi in ("alarms", "alarm_in_time_share", "alarm_response_min", "alarm_response_min_p95")
        for name in DISTRICTS
    ]
    rows += [
        _row(kpi, split, "total", f"reason={name}", n)
        for split in SPLITS
        for kpi, reasons in (
            ("missed_visits", MISSED_REASONS),
            ("breaches", (NO_BREAK, LONG_STRETCH)),
        )
        for name in reasons
    ]
    rows += [
        {
            **_row(kpi, split, "total", f"basic_area=area_{area}", n),
            "mean": mean,
        }
        for split in SPLITS
        for area in range(9)
        for kpi, mean in (("margin_sek", 400.0 * area - 1500), ("clients", 10.0 * (area > 0)))
    ]
    return pd.DataFrame(rows)


def _decomposition(n: int) -> pd.DataFrame:
    """Parts of two key figures, of every split but the first."""
    parts = {"co2e_kg": ("kilometres", "vehicle_mix"), "cost_sek": ("travel", "staff_price")}
    first, *others = SPLITS
    half = 1.0 if n > 1 else math.nan
    rows = [
        (split, first, kpi, part, KPIS[kpi].unit, mean, mean - half, mean + half, n)
        for split in others
        for kpi, names in parts.items()
        for mean, part in enumerate(names, 5)
    ]
    return pd.DataFrame(rows, columns=DECOMPOSITION_COLUMNS)


def _differences(summary: pd.DataFrame) -> pd.DataFrame:
    first = next(iter(SPLITS))
    keys = ["organisation", "kpi", "group"]
    reference = summary[summary["split"] == first].set_index(keys)["mean"]
    table = summary[summary["split"] != first].copy()
    base = np.array([reference.get(tuple(row), math.nan) for row in table[keys].to_numpy()])
    half = table["high"] - table["mean"]
    table["mean"] -= base
    table["low"], table["high"] = table["mean"] - half, table["mean"] + half
    table = table.assign(reference=first)
    for name, end in (("percent", "mean"), ("percent_low", "low"), ("percent_high", "high")):
        table[name] = (100 * table[end] / base).where(table["unit"] != "1")
    table["populations_more"] = table["n"].where(table["mean"] > 0, 0.0)
    table["populations_less"] = table["n"].where(table["mean"] < 0, 0.0)
    table["p"] = np.where(table["low"] * table["high"] > 0, 0.01, 0.3)
    table["p_equivalent"] = table["p_equivalent_holm"] = math.nan
    table["p_holm"] = table["p"]
    is_told = (table["p"] < 0.05) & (table["n"] > 1)
    direction = np.where(table["mean"] > 0, "more", "less")
    table["outcome"] = np.where(is_told, direction, "not_told_apart")
    table.loc[table["mean"] == 0, "outcome"] = "same"
    table.loc[table["n"] == 1, "outcome"] = ""
    return table.dropna(subset=["mean"]).reset_index(drop=True)


def _spread(differences: pd.DataFrame) -> pd.DataFrame:
    size = differences["mean"].abs()
    table = differences[["split", "organisation", "kpi", "group", "unit", "reference"]].copy()
    table = table.assign(population_sd=size / 10, day_sd=size / 20, search_sd=size / 40)
    return table.assign(day_share=0.1, populations=differences["n"], days=5, searches=2)


def _lowest(summary: pd.DataFrame) -> pd.DataFrame:
    """The first split is the lowest; nothing with one population."""
    whole = summary[(summary["organisation"] == "total") & (summary["group"] == "all")]
    table = whole[whole["n"] > 1][["split", "kpi", "unit", "mean", "low", "high"]].copy()
    return table.assign(may_be_lowest=table["split"] == next(iter(SPLITS)), n=3)


def _first_population(summary: pd.DataFrame, scale: float) -> pd.DataFrame:
    chosen = (summary["organisation"] == "total") & (summary["group"] == "all")
    table = summary[chosen].copy()
    table["mean"] *= scale
    return table.assign(low=math.nan, high=math.nan, n=1)


def _area_coverage() -> pd.DataFrame:
    """Everywhere, or a zone of three areas each; two areas of the second split are private only."""
    rows = []
    for split, organisations in SPLITS.items():
        for area in range(9):
            for index, organisation in enumerate(organisations):
                covers = split != "three_zones" or area // 3 == index
                if split == "three_parallel" and index == 2 and area > 6:
                    covers = False
                rows.append((split, f"area_{area}", organisation, "care", int(covers)))
    columns = ["split", "basic_area", "organisation", "kind", "coverage"]
    return pd.DataFrame(rows, columns=columns)


def _street_use(streets: int) -> pd.DataFrame:
    """A third of the streets, the busier the lower their number."""
    rows = [
        (split, edge, 1 + edge // 3 % len(organisations), 1 + (streets - edge) // 9, 6)
        for split, organisations in SPLITS.items()
        for edge in range(0, streets, 3)
    ]
    return pd.DataFrame(rows, columns=["split", "edge", "organisations", "passages", "clients"])
