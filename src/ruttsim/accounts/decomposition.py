"""The difference between two splits as parts that add up to it exactly.

Each quantity is a function of a few factors. A factor's part is what changing it from the first
split's to the second's does, averaged over all orders in which factors can be changed (the Shapley
value, doi 10.1515/9781400881970-018). So no order is preferred and nothing is left over, and the
part of a factor that both splits share is zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

KILOMETRES, NUMBER = "kilometres", "number_of_vehicles"
MODE, MIX, CONDITIONS = "mode", "vehicle_mix", "conditions"
TRAVEL, VOLUME, UNSOCIAL, PRICE = "travel", "volume", "unsocial_hours", "staff_price"


class OfType(NamedTuple):
    """What a vehicle type of some mode has on a day: kilometres or vehicles, and emissions [kg]."""

    mode: str
    amount: float
    co2e_kg: float


class Hours(NamedTuple):
    """Paid hours of travel and of all else, their cost, and what they cost on municipal terms."""

    travel_h: float
    other_h: float
    staff_cost_sek: float
    municipal_terms_sek: float


Types = Mapping[str, OfType]


class _Fleet(NamedTuple):
    """Amount, shares of modes, shares of types within their mode, emissions for each amount."""

    amount: float
    of_mode: Mapping[str, float]
    of_type: Mapping[str, float]
    rate: Mapping[str, float]


def shapley(names: Sequence[str], value: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """The part of each factor in the value with all changed less that with none.

    `value` gives the quantity where some factors are the second split's and the rest the first's.
    """
    parts = dict.fromkeys(names, 0.0)
    for size in range(len(names)):
        weight = 1 / (len(names) * math.comb(len(names) - 1, size))
        for some in combinations(names, size):
            before = value(frozenset(some))
            for name in names:
                if name not in some:
                    parts[name] += weight * (value(frozenset((*some, name))) - before)
    return parts


def driving_parts(first: Types, second: Types) -> dict[str, float]:
    """Emissions of driving into kilometres, mode, vehicle mix and conditions [kg].

    Mode is how kilometres share among car, e-bike and walking; vehicle mix how those of a mode
    share among its types; conditions are emissions per kilometre of a type: speed, cold starts and,
    where splits have their own, the numbers of these.
    """
    return _fleet_parts((KILOMETRES, MODE, MIX, CONDITIONS), first, second)


def manufacture_parts(
    first: Types, second: Types, *, is_made_alike: bool = True
) -> dict[str, float]:
    """Emissions of manufacture into number of vehicles, mode and vehicle mix [kg].

    Where splits have other numbers for what it takes to make one of a type, so that it is not
    `is_made_alike`, also into these, as conditions.
    """
    names = (NUMBER, MODE, MIX) if is_made_alike else (NUMBER, MODE, MIX, CONDITIONS)
    return _fleet_parts(names, first, second)


def staff_parts(first: Hours, second: Hours, hour_sek: tuple[float, float]) -> dict[str, float]:
    """Staff cost into travel, volume, unsocial hours and price [SEK].

    Volume is paid hours other than travel; unsocial hours are the hours without supplements that
    cost as much as the supplements and the shorter weeks of who works only at night; price is the
    cost of an hour without supplements, which is `hour_sek` in either split on municipal terms.
    """
    of_first, of_second = hour_sek
    factors = {
        TRAVEL: (first.travel_h, second.travel_h),
        VOLUME: (first.other_h, second.other_h),
        UNSOCIAL: (_unsocial_h(first, of_first), _unsocial_h(second, of_second)),
        PRICE: (of_first * _price(first), of_second * _price(second)),
    }

    def staff_sek(changed: frozenset[str]) -> float:
        it = {name: both[name in changed] for name, both in factors.items()}
        return it[PRICE] * (it[TRAVEL] + it[VOLUME] + it[UNSOCIAL])

    return shapley(tuple(factors), staff_sek)


def _fleet_parts(names: Sequence[str], first: Types, second: Types) -> dict[str, float]:
    """Emissions into amount, mode, mix and, if named, rate."""
    fleets = _fleet(first, second), _fleet(second, first)
    modes = {name: it.mode for name, it in {**first, **second}.items()}

    def emissions_kg(changed: frozenset[str]) -> float:
        amount, of_mode, of_type, rate = (fleets[name in changed] for name in (*names, "")[:4])
        return math.fsum(
            amount.amount * of_mode.of_mode[mode] * of_type.of_type[name] * rate.rate[name]
            for name, mode in modes.items()
        )

    return shapley(names, emissions_kg)


def _fleet(own: Types, other: Types) -> _Fleet:
    """The factors of a split; what a mode or type that it does not use cannot say, as the other."""
    types = {**other, **own}
    modes = {it.mode: (_of_mode(own, it.mode), _of_mode(other, it.mode)) for it in types.values()}
    whole = math.fsum(it.amount for it in own.values())
    of_type, rate = {}, {}
    for name, it in types.items():
        here, there = own.get(name), other.get(name)
        is_used = modes[it.mode][0] > 0
        counted, of_all = (here, modes[it.mode][0]) if is_used else (there, modes[it.mode][1])
        of_type[name] = counted.amount / of_all if counted is not None and of_all else 0.0
        rated = here if here is not None and here.amount > 0 else there
        rate[name] = rated.co2e_kg / rated.amount if rated is not None and rated.amount else 0.0
    of_mode = {mode: amount / whole if whole else 0.0 for mode, (amount, _) in modes.items()}
    return _Fleet(whole, of_mode, of_type, rate)


def _of_mode(types: Types, mode: str) -> float:
    """Amount of all types of a mode."""
    return math.fsum(it.amount for it in types.values() if it.mode == mode)


def _unsocial_h(hours: Hours, hour_sek: float) -> float:
    """What unsocial hours add on municipal terms, as hours without supplements."""
    return hours.municipal_terms_sek / hour_sek - (hours.travel_h + hours.other_h)


def _price(hours: Hours) -> float:
    """Cost relative to municipal terms."""
    paid = hours.municipal_terms_sek
    return hours.staff_cost_sek / paid if paid else 1.0
