"""Days for the tests: a village on a line to check by hand, and random days of any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ruttsim.audit import Given, audit
from ruttsim.domain.day import Day
from ruttsim.domain.demand import (
    ALLOCATION_COLUMNS,
    KINDS,
    Alarms,
    Buildings,
    Clients,
    Disturbance,
    Population,
    Visits,
    calm_day,
)
from ruttsim.domain.energy import POST, PUMP, SOCKET, EnergyStore, LackTerms, MorningEnergy
from ruttsim.domain.household import HouseholdTerms
from ruttsim.domain.parameters import DayParameters, StaffingParameters, TravelParameters
from ruttsim.domain.planning import Plan, Round, Shift, ShiftPart, Stop, Team, Unserved
from ruttsim.domain.rules import DayRules
from ruttsim.domain.travel import DAY_PERIODS, PERIODS, StopTimes, TravelMatrices, TravelMatrix
from ruttsim.energy import FULL, Held, morning_energy
from ruttsim.fleets import fleet
from ruttsim.parameters import load_parameters
from ruttsim.simulate.day import simulate
from ruttsim.simulate.household import household_visits
from ruttsim.simulate.tables import TravelTables, travel_tables
from ruttsim.units import DM_PER_METRE, MS_PER_SECOND, SECONDS_PER_HOUR, SECONDS_PER_MINUTE


def at(hour: int, minute: int = 0, second: int = 0) -> int:
    """Seconds after midnight."""
    return hour * SECONDS_PER_HOUR + minute * SECONDS_PER_MINUTE + second


ARRIVAL_S = {"car": 120, "ebike": 60, "walk": 60}
NEXT_DOOR_S = 60
METRES_PER_SECOND = {"car": 10, "ebike": 5, "walk": 1}
SIDE_M = 1000.0
PEAKS = dict.fromkeys(PERIODS, 1) | {"morning_peak": 1.3, "afternoon_peak": 1.2}
NO_PEAKS = dict.fromkeys(PERIODS, 1)

TRAVEL = TravelParameters(
    turn_s=0,
    turn_steepness=13,
    turn_bias=1,
    u_turn_s=0,
    signal_s=0,
    everyday_factor=1,
    season_factor=1,
    peak_factor={},
    counter_peak_factor={},
    midday_factor={},
    city_east_km=0,
    city_north_km=0,
    morning_peak_start_h=7,
    morning_peak_end_h=9,
    afternoon_peak_start_h=15.5,
    afternoon_peak_end_h=18,
    ebike_kmh=18,
    ebike_season_factor=1,
    ebike_surface_share={},
    ebike_class_share={},
    walk_kmh=3.6,
    stop_car_flats_min=2,
    stop_car_houses_min=2,
    stop_light_min=1,
    next_door_min=1,
    largest_snap_m=500,
    leg_time_cv=0.2,
)
STAFFING = StaffingParameters(
    shifts=(
        Shift("day", (ShiftPart(at(7), at(16), break_s=at(0, 30)),)),
        Shift("split", (ShiftPart(at(7), at(12), 0), ShiftPart(at(16), at(20), 0))),
    ),
    clients_per_team=100,
    other_min_per_shift=30,
    two_carer_patience_min=15,
    given_up_when_late_min=120,
    cancelled_stay_min=5,
    longest_work_without_break_h=5,
)


DAY = load_parameters().day
KEEP = DayRules(absences="substitute", late_visits="keep", alarms="patrol")
"""What makes a day as the plan has it, where nothing is disturbed but durations and legs."""
SPARE_SHARE = 0.1
KWH = 3_600_000
STORES = {
    "small_car": EnergyStore(POST, 36 * KWH, 6 * KWH, 12 * KWH, 7400, 0, 64.8),
    "ebike": EnergyStore(SOCKET, KWH // 2, KWH // 10, KWH // 5, 150, 0, 2.88),
}
"""Batteries that no day empties: of 40 kWh at 0.18 kWh/km, and of 0.5 kWh at 8 Wh/km."""


def small(refill: str, *, filled: float, reserve: float, power_w: int = 2000) -> EnergyStore:
    """A store of some kWh that a few kilometres empty: 1 kWh/km; refuelling takes 15 minutes."""
    sizes_j = (round(filled * KWH), round(reserve * KWH), round(filled * KWH / 2))
    return EnergyStore(refill, *sizes_j, 0 if refill == PUMP else power_w, 900, 360.0)


SMALL = {
    "ample": STORES,
    "posts": {
        "small_car": small(POST, filled=6, reserve=1),
        "ebike": small(POST, filled=4, reserve=0.5, power_w=1000),
    },
    "slow": {
        "small_car": small(POST, filled=8, reserve=0.5, power_w=1500),
        "ebike": small(SOCKET, filled=8, reserve=0.5, power_w=1200),
    },
    "mixed": {
        "small_car": replace(
            small(PUMP, filled=6, reserve=1),
            speed_factor=(1.6, 1.2, 1, 0.82, 0.75, 0.8),
            cold_start_j=KWH / 5,
            cold_start_dm=4000.0,
            cold_start_full_s=6000.0,
        ),
        "ebike": small(SOCKET, filled=4, reserve=0.5, power_w=1000),
    },
}
"""Batteries and tanks that a day does not empty, and such that it does."""


LACKING = LackTerms(longest_wait_s=at(0, 30), public_stop_s=at(0, 10), public_w=6000)
NOTHING_SOLD = HouseholdTerms(frozenset(), at(8), at(17), at(0, 30), at(0, 45), at(0, 5))


@dataclass(frozen=True)
class Due:
    """A visit that is due."""

    client: int
    earliest_s: int
    latest_s: int
    duration_s: int
    carers: int = 1


@dataclass(frozen=True, eq=False)
class World:
    """People and travel, and the day that a plan becomes among them."""

    population: Population
    matrices: TravelMatrices
    stops: StopTimes
    travel: TravelParameters = TRAVEL
    staffing: StaffingParameters = STAFFING
    parameters: DayParameters = DAY
    rules: DayRules = KEEP
    answers: int = 0
    rested_s: Mapping[int, int] = field(default_factory=dict)
    stores: Mapping[str, EnergyStore] = field(default_factory=lambda: STORES)
    post_share: float = 1.0
    held: Held = field(default_factory=lambda: FULL)
    lacking: LackTerms = LACKING
    household: HouseholdTerms = NOTHING_SOLD

    def energy(self, plan: Plan, spare_share: float) -> MorningEnergy:
        """What the vehicles of a plan hold in the morning."""
        return morning_energy(
            plan,
            self.population,
            self.matrices,
            fleet(plan.rounds, spare_share),
            self.stores,
            self.post_share,
            at(6),
            self.held,
            self.lacking,
        )

    @cached_property
    def tables(self) -> TravelTables:
        """Travel as the simulation reads it."""
        return travel_tables(self.matrices, self.stops, self.travel)

    def live(
        self,
        plan: Plan,
        disturbance: Disturbance | None = None,
        spare_share: float = SPARE_SHARE,
    ) -> Day:
        """The day, calm unless disturbed."""
        given = disturbance or disturbed(self.population)
        day = simulate(
            plan,
            self.population,
            given,
            self.tables,
            self.staffing,
            self.parameters,
            self.rules,
            fleet(plan.rounds, spare_share),
            [self.answers] * len(given.alarms.client),
            len(self.population.buildings.x_m),
            self.rested_s,
            self.energy(plan, spare_share),
        )
        sold = household_visits(
            plan, day, self.population, given, self.tables, self.staffing, self.household
        )
        return replace(day, household=sold)

    def audit(
        self,
        day: Day,
        plan: Plan,
        disturbance: Disturbance | None = None,
        spare_share: float = SPARE_SHARE,
        due: Sequence[int] | None = None,
    ) -> list[str]:
        """Contradictions in a day on which every visit was due that was not asked for."""
        given = disturbance or disturbed(self.population)
        return audit(
            day,
            Given(
                plan,
                np.flatnonzero(~given.is_extra) if due is None else np.array(due, dtype=np.int64),
                self.population,
                given,
                self.matrices,
                self.stops,
                self.travel,
                self.staffing,
                self.parameters,
                self.rules,
                fleet(plan.rounds, spare_share),
                [self.answers] * len(given.alarms.client),
                len(self.population.buildings.x_m),
                self.rested_s,
                self.energy(plan, spare_share),
                self.household,
            ),
        )


def village(due: Sequence[Due], staffing: StaffingParameters = STAFFING) -> World:
    """Five houses at 600, 1200 ... 3000 m along a street, the base at 0; client k lives in house k.

    Clients 5 and 6 live with client 0. A car needs 60 s from house to house, twice that in a peak;
    a bicycle 120 s, a walker 600 s. The stop takes 120 s by car and 60 s otherwise, a walk next
    door 60 s.
    """
    x_m = np.array([600.0, 1200.0, 1800.0, 2400.0, 3000.0])
    return _world(
        x_m=x_m,
        y_m=np.zeros(5),
        base_x_m=np.array([0.0]),
        homes=np.array([0, 1, 2, 3, 4, 0, 0]),
        due=due,
        peak_factor=NO_PEAKS | {"morning_peak": 2, "afternoon_peak": 2},
        staffing=staffing,
    )


def disturbed(
    population: Population,
    cancelled: Sequence[int] = (),
    duration: Mapping[int, float] | None = None,
    leg: Mapping[tuple[int, int], float] | None = None,
) -> Disturbance:
    """A day on which only what is named differs from the plan."""
    visits = len(population.visits.visit)
    is_cancelled = np.zeros(visits, dtype=np.bool_)
    is_cancelled[list(cancelled)] = True
    duration_factor, leg_factor = np.ones(visits), np.ones((visits, 2))
    for row, factor in (duration or {}).items():
        duration_factor[row] = factor
    for (row, carer), factor in (leg or {}).items():
        leg_factor[row, carer] = factor
    return replace(
        calm_day(0, visits),
        is_cancelled=is_cancelled,
        duration_factor=duration_factor,
        leg_factor=leg_factor,
    )


VEHICLE_TYPES = {"car": "small_car", "ebike": "ebike", "walk": "walk"}

DAY_SHIFT = Round(
    round=0,
    carer=0,
    organisation=0,
    team=0,
    premise=0,
    shift="day",
    part=0,
    vehicle_type="small_car",
    mode="car",
    leave_s=0,
    return_s=at(24),
    break_before=-1,
    break_earliest_s=0,
    break_latest_s=at(24),
    stops=(),
)
"""A round to `replace` the fields of; a break may begin at any time, so that it is on arrival.

By the plan it is out until midnight, so that it has a vehicle of its own.
"""


def made_round(number: int, leave_s: int, *stops: tuple[int, int, int], **fields: object) -> Round:
    """A round by car; a stop is (visit, carer, planned start)."""
    its_stops = tuple(Stop(*stop) for stop in stops)
    its_own = {"round": number, "carer": number, "leave_s": leave_s, "stops": its_stops}
    vehicle_type = VEHICLE_TYPES[str(fields.get("mode", "car"))]
    return replace(DAY_SHIFT, **(its_own | {"vehicle_type": vehicle_type} | fields))


def made_plan(*rounds: Round, unserved: Sequence[Unserved] = ()) -> Plan:
    """A plan of one team."""
    return Plan(teams=(), rounds=rounds, unserved=tuple(unserved))


def a_round_each(due: Sequence[Due], cars: int) -> Plan:
    """Round k has visit k; with fewer cars than rounds the plan has all over in a minute."""
    rounds = [made_round(k, it.earliest_s - 180, (k, 0, it.earliest_s)) for k, it in enumerate(due)]
    if cars < len(rounds):
        rounds = [replace(it, return_s=it.leave_s + 60) for it in rounds]
    return made_plan(*rounds)


@dataclass(frozen=True, eq=False)
class MadeDay:
    """A world with a plan and a disturbance in it."""

    world: World
    plan: Plan
    disturbance: Disturbance
    spare_share: float = SPARE_SHARE

    def live(self) -> Day:
        """The day."""
        return self.world.live(self.plan, self.disturbance, self.spare_share)

    def audit(self, day: Day) -> list[str]:
        """Contradictions in it."""
        return self.world.audit(day, self.plan, self.disturbance, self.spare_share)


@dataclass(frozen=True)
class Recipe:
    """How a random day is made; what is not named does not happen."""

    seed: int
    visits: int
    rounds: int
    two_carer_share: float = 0.1
    unserved_share: float = 0.02
    cancelled_share: float = 0.06
    spread: float = 0.3
    has_peaks: bool = True
    staffing: StaffingParameters = field(default=STAFFING)
    parameters: DayParameters = field(default=DAY)
    rules: DayRules = field(default=KEEP)
    teams: int = 1
    service_share: float = 0.0
    sick_share: float = 0.0
    late_share: float = 0.0
    broken_share: float = 0.0
    hospital_share: float = 0.0
    extra_share: float = 0.0
    alarms: int = 0
    snow: float = 1.0
    spare_share: float = SPARE_SHARE
    has_answers: bool = True
    is_second_day: bool = False
    energy: str = "ample"
    buyers_share: float = 0.0
    post_share: float = 1.0
    lacking: LackTerms = LACKING


def made_day(recipe: Recipe) -> MadeDay:
    """A random day: visits dealt to rounds, planned in the order of their windows."""
    random = np.random.default_rng(recipe.seed)
    visits, clients = recipe.visits, max(2, recipe.visits // 2)
    buildings = max(2, clients * 4 // 5)
    earliest_s = random.integers(at(7), at(18), visits).tolist()
    due = [
        Due(
            client=int(random.integers(clients)),
            earliest_s=start_s,
            latest_s=start_s + 45 * SECONDS_PER_MINUTE,
            duration_s=int(random.integers(5, 61)) * SECONDS_PER_MINUTE,
            carers=1 + int(random.random() < recipe.two_carer_share),
        )
        for start_s in earliest_s
    ]
    world = _world(
        x_m=np.round(random.uniform(0, SIDE_M, buildings), 1),
        y_m=np.round(random.uniform(0, SIDE_M, buildings), 1),
        base_x_m=np.array([SIDE_M * 0.2, SIDE_M * 0.8]),
        homes=random.integers(0, buildings, clients),
        due=due,
        peak_factor=PEAKS if recipe.has_peaks else NO_PEAKS,
        staffing=recipe.staffing,
    )
    factors = np.round(np.exp(random.normal(0, recipe.spread, (visits, 3))), 6)
    is_cancelled = random.random(visits) < recipe.cancelled_share
    draws = np.random.default_rng([recipe.seed, 1])
    people = _with_service(world.population, draws.random(visits) < recipe.service_share)
    world = replace(
        world,
        population=people,
        parameters=recipe.parameters,
        rules=recipe.rules,
        answers=0 if recipe.has_answers else -1,
        stores=SMALL[recipe.energy],
        post_share=recipe.post_share,
        lacking=recipe.lacking,
        household=replace(NOTHING_SOLD, sellers=frozenset({0})),
    )
    disturbance = _happenings(recipe, due, factors, draws)
    buys = np.random.default_rng([recipe.seed, 2]).random(clients) < recipe.buyers_share
    disturbance = replace(
        disturbance, is_cancelled=is_cancelled, buyers=np.flatnonzero(buys).astype(np.int64)
    )
    plan = _dealt(recipe, due, world, random, disturbance.is_extra)
    if recipe.is_second_day:
        plan = replace(plan, named=max(1, recipe.rounds // 2))
        rested_s = {carer: int(draws.integers(at(11))) for carer in range(recipe.rounds)}
        held = {
            (0, premise, name, place): round(store.filled_j * draws.random())
            for name, store in world.stores.items()
            for premise in range(2)
            for place in range(3)
        }
        world = replace(world, rested_s=rested_s, held=held)
    return MadeDay(world, plan, disturbance, recipe.spare_share)


def _with_service(population: Population, is_service: np.ndarray) -> Population:
    """The population with some visits of service."""
    kind = np.where(is_service, KINDS.index("service"), 0).astype(np.int8)
    return replace(population, visits=replace(population.visits, kind=kind))


def _happenings(
    recipe: Recipe, due: Sequence[Due], factors: np.ndarray, random: np.random.Generator
) -> Disturbance:
    """What a day brings but cancellations."""
    visits = len(due)
    clients = max(2, visits // 2)
    client = np.array([it.client for it in due], dtype=np.int64)
    is_away = random.random(clients) < recipe.hospital_share
    is_single = np.array([it.carers == 1 for it in due], dtype=np.bool_)
    is_extra = is_single & ~is_away[client] & (random.random(visits) < recipe.extra_share)
    earliest_s = np.array([it.earliest_s for it in due], dtype=np.int64)
    told_s = earliest_s - random.integers(-1800, at(4), visits)
    late_s = random.integers(0, at(1), (visits, 2))
    late_s[random.random((visits, 2)) >= recipe.late_share] = 0
    rung_s = np.sort(random.integers(at(6, 30), at(21), recipe.alarms))
    snow = {"car": recipe.snow, "ebike": recipe.snow**2} if recipe.snow != 1 else {}
    spans = np.ones(len(DAY_PERIODS))
    if recipe.snow != 1:
        spans = np.round(np.exp(random.normal(0, recipe.spread, len(spans))), 6)
    return replace(
        calm_day(0, visits),
        duration_factor=factors[:, 0],
        leg_factor=factors[:, 1:],
        is_in_hospital=is_away[client],
        is_extra=is_extra,
        told_s=np.maximum(told_s, 0).astype(np.int32),
        is_sick=random.random((visits, 2)) < recipe.sick_share,
        late_start_s=late_s.astype(np.int32),
        is_out_of_order=random.random((visits, 2)) < recipe.broken_share,
        mode_factor=snow,
        span_factor=spans,
        alarms=Alarms(
            client=random.integers(0, clients, recipe.alarms).astype(np.int32),
            rung_s=rung_s.astype(np.int32),
            care_s=random.integers(0, at(0, 40), recipe.alarms).astype(np.int32),
            carers=random.integers(1, 3, recipe.alarms).astype(np.int8),
        ),
    )


def _dealt(
    recipe: Recipe,
    due: Sequence[Due],
    world: World,
    random: np.random.Generator,
    is_extra: np.ndarray,
) -> Plan:
    """Visits dealt to rounds at random, the second carer's part to another round if there is one.

    Every third round is the first half of a split shift whose second half is the next round. The
    other third has its break in any place, in a window of up to four hours.
    """
    hands: list[list[tuple[int, int]]] = [[] for _ in range(recipe.rounds)]
    unserved = []
    for row, visit in enumerate(due):
        first = int(random.integers(recipe.rounds))
        for carer in range(visit.carers):
            if is_extra[row]:
                continue
            if random.random() < recipe.unserved_share:
                unserved.append(Unserved(row, carer, 0, 0, "no_shift_covers_the_window"))
            else:
                number = (first + carer) % recipe.rounds
                hands[_half(number, visit, recipe.rounds)].append((row, carer))
    rounds = []
    for number, hand in enumerate(hands):
        is_second_half = number % 3 == 1
        is_first_half = number % 3 == 0 and number + 1 < recipe.rounds
        premise = int(random.integers(2))
        has_break = not (is_first_half or is_second_half)
        break_earliest_s = int(random.integers(at(7), at(14)))
        mode = ("car", "ebike", "walk")[number % 3]
        rounds.append(
            _timed(
                world,
                replace(
                    DAY_SHIFT,
                    round=number,
                    carer=number - int(is_second_half),
                    team=number // 3 % recipe.teams,
                    premise=premise,
                    shift="split" if is_first_half or is_second_half else "day",
                    part=int(is_second_half),
                    vehicle_type=VEHICLE_TYPES[mode],
                    mode=mode,
                    break_before=int(random.integers(len(hand) + 1)) if has_break else -1,
                    break_earliest_s=break_earliest_s,
                    break_latest_s=break_earliest_s + int(random.integers(at(4))),
                    stops=tuple(
                        Stop(row, carer, 0)
                        for row, carer in sorted(hand, key=lambda it: (due[it[0]].earliest_s, it))
                    ),
                ),
            )
        )
    clients = np.arange(len(world.population.clients.client))
    teams = tuple(
        Team(0, team, 0, clients[clients % recipe.teams == team]) for team in range(recipe.teams)
    )
    return Plan(teams=teams, rounds=tuple(rounds), unserved=tuple(unserved))


def _half(number: int, visit: Due, rounds: int) -> int:
    """The half of a split shift that a visit belongs to, where its round is one of two halves."""
    is_afternoon = visit.earliest_s >= at(13)
    if number % 3 == 0 and number + 1 < rounds and is_afternoon:
        return number + 1
    return number - 1 if number % 3 == 1 and not is_afternoon else number


def _timed(world: World, untimed: Round) -> Round:
    """The round with planned times in free flow, the break left out of account."""
    visits, home = world.population.visits, world.population.clients.building
    time_s = world.matrices[untimed.mode, "free_flow"].time_s
    base = here = len(world.population.buildings.x_m) + untimed.premise
    now_s = leave_s = at(7)
    stops = []
    for number, stop in enumerate(untimed.stops):
        there = int(home[visits.client[stop.visit]])
        now_s += round(time_s[here, there]) + ARRIVAL_S[untimed.mode]
        now_s = max(now_s, int(visits.earliest_s[stop.visit]))
        if number == 0:
            leave_s = max(at(6), now_s - round(time_s[here, there]) - ARRIVAL_S[untimed.mode])
        stops.append(replace(stop, start_s=now_s))
        now_s += int(visits.duration_s[stop.visit])
        here = there
    return_s = max(now_s + round(time_s[here, base]), leave_s + 1)
    return replace(untimed, stops=tuple(stops), leave_s=leave_s, return_s=return_s)


def _world(
    x_m: np.ndarray,
    y_m: np.ndarray,
    base_x_m: np.ndarray,
    homes: np.ndarray,
    due: Sequence[Due],
    peak_factor: Mapping[str, float],
    staffing: StaffingParameters,
) -> World:
    """Straight lines between buildings and bases; bases stand at y = 0; only cars meet peaks."""
    all_x_m = np.concatenate([x_m, base_x_m])
    all_y_m = np.concatenate([y_m, np.zeros(len(base_x_m))])
    distance_m = np.hypot(all_x_m[:, None] - all_x_m, all_y_m[:, None] - all_y_m)
    matrices = {
        (mode, period): TravelMatrix(
            mode,
            period,
            np.rint(distance_m / speed * peak_factor[period] * MS_PER_SECOND).astype(np.int32),
            np.rint(distance_m * DM_PER_METRE).astype(np.int32),
        )
        for mode, speed in METRES_PER_SECOND.items()
        for period in (PERIODS if mode == "car" else PERIODS[:1])
    }
    places, houses = len(all_x_m), len(x_m)
    at_houses = (np.arange(places) < houses).astype(np.int64)
    stops = StopTimes(
        arrival_s={mode: seconds * at_houses for mode, seconds in ARRIVAL_S.items()},
        next_door_s=NEXT_DOOR_S * at_houses,
    )
    return World(_population(x_m, y_m, homes, due), matrices, stops, staffing=staffing)


def _population(
    x_m: np.ndarray, y_m: np.ndarray, homes: np.ndarray, due: Sequence[Due]
) -> Population:
    """Clients in buildings, two buildings to a basic area, with the visits that are due."""
    basic_area = (np.arange(len(x_m)) // 2).astype(np.int32)
    count = len(due)
    return Population(
        index=0,
        buildings=Buildings(x_m, y_m, basic_area, np.zeros(len(x_m), dtype=np.bool_)),
        clients=Clients(
            client=np.arange(len(homes)),
            building=homes.astype(np.int32),
            basic_area=basic_area[homes],
            granted_h_per_month=np.full(len(homes), 30.0),
            allocation_u=np.full((len(homes), ALLOCATION_COLUMNS), 0.5),
        ),
        visits=Visits(
            visit=np.arange(count),
            client=np.array([each.client for each in due], dtype=np.int32),
            kind=np.zeros(count, dtype=np.int8),
            activity=np.zeros(count, dtype=np.int8),
            activities=("morning",),
            weekdays=np.full(count, 31, dtype=np.int8),
            every_weeks=np.ones(count, dtype=np.int8),
            week=np.zeros(count, dtype=np.int8),
            earliest_s=np.array([each.earliest_s for each in due], dtype=np.int32),
            latest_s=np.array([each.latest_s for each in due], dtype=np.int32),
            duration_s=np.array([each.duration_s for each in due], dtype=np.int32),
            carers=np.array([each.carers for each in due], dtype=np.int8),
        ),
        is_synthetic=True,
    )
