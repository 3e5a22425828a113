"""Small cells of real clients."""

from __future__ import annotations

import pandas as pd
import pytest

from ruttsim.accounts.access_kpis import CHOICES
from ruttsim.accounts.day_kpis import ALARMS
from ruttsim.accounts.kpi import DISTRICT
from ruttsim.accounts.kpis import KPIS
from ruttsim.privacy import small_cells, without_small_cells

WITH_RULES_OF_THEIR_OWN = {*CHOICES, *(it.name for it in ALARMS)}
OF_DISTRICTS = [
    it.name
    for it in KPIS.values()
    if (it.by_district or DISTRICT in it.ratio_groups) and it.name not in WITH_RULES_OF_THEIR_OWN
]


@pytest.mark.parametrize(
    ("clients", "hidden"),
    [
        ({"a": 10, "b": 20}, []),
        ({"a": 0, "b": 20}, []),
        ({"a": 2, "b": 3, "c": 20}, ["a", "b"]),
        ({"a": 1, "b": 2, "c": 20, "d": 30}, ["a", "b", "c"]),
        ({"a": 4, "b": 7, "c": 20}, ["a", "b"]),
        ({"a": 3}, ["a"]),
    ],
)
def test_cells_below_five_stay_empty_with_enough_others_to_hide_them(clients, hidden):
    assert small_cells(clients) == hidden


def results():
    """Two areas with 3 and 7 clients, a big one, and two organisations with 4 and 40."""
    rows = [
        ("total", "clients", f"basic_area={name}", count)
        for name, count in (("a", 3.0), ("b", 7.0), ("c", 34.0))
    ]
    rows += [("total", "late_visits", f"basic_area={name}", 1.0) for name in "abc"]
    rows += [("total", "organisations_to_choose_between", "basic_area=a", 2.0)]
    rows += [("small", "clients", "all", 4.0), ("large", "clients", "all", 40.0)]
    rows += [("small", "paid_h", "all", 8.0), ("large", "paid_h", "all", 80.0)]
    rows += [("total", "clients", "all", 44.0), ("total", "paid_h", "all", 88.0)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    return table.assign(population=0, day=0, split="s", unit="")


def test_figures_of_small_areas_and_organisations_are_empty():
    shown = without_small_cells(results()).set_index(["organisation", "kpi", "group"])["value"]
    assert shown.isna()["total", "clients", "basic_area=a"]
    assert shown.isna()["total", "late_visits", "basic_area=b"]
    assert shown["total", "clients", "basic_area=c"] == 34
    assert shown.isna()["small", "paid_h", "all"]
    assert shown.isna()["large", "paid_h", "all"]
    assert shown["total", "paid_h", "all"] == 88


def test_an_organisation_with_areas_of_its_own_does_not_give_a_small_area_away():
    """Its 15 clients less the 12 of its other area would be the 3 of the small one."""
    rows = [
        ("total", kpi, f"basic_area={name}", count)
        for name, count in (("a", 3.0), ("b", 12.0), ("c", 6.0), ("d", 20.0))
        for kpi in ("clients", "late_visits")
    ]
    rows += [
        (organisation, kpi, "all", value)
        for organisation, value in (("west", 15.0), ("east", 26.0), ("total", 41.0))
        for kpi in ("clients", "late_visits", "paid_h")
    ]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    table = table.assign(population=0, day=0, split="s", unit="")
    for count, is_hidden in ((1.0, True), (2.0, False)):
        choices = table.iloc[:4].assign(kpi="organisations_to_choose_between", value=count)
        both = pd.concat([table, choices], ignore_index=True)
        shown = without_small_cells(both).set_index(["organisation", "kpi", "group"])["value"]
        for organisation in ("west", "east"):
            assert shown.isna()[organisation, "clients", "all"] == is_hidden
            assert shown.isna()[organisation, "late_visits", "all"] == is_hidden
            assert not shown.isna()[organisation, "paid_h", "all"]
        assert shown["total", "clients", "all"] == 41
        assert shown.isna()["total", "clients", "basic_area=a"]
        assert shown["total", "clients", "basic_area=d"] == 20


def test_what_does_not_count_clients_is_shown_for_small_areas():
    shown = without_small_cells(results())
    choices = shown[shown["kpi"] == "organisations_to_choose_between"]
    assert choices["value"].tolist() == [2.0]


def test_continuity_of_too_few_clients_with_daily_visits_is_empty():
    """40 clients of the large organisation, and 4 of them with visits every day."""
    kpis = (("clients", 40.0), ("clients_with_daily_visits", 4.0), ("carers_met", 36.0))
    rows = [(name, *it) for name in ("large", "other", "total") for it in kpis]
    rows[4] = ("other", "clients_with_daily_visits", 9.0)
    rows[7] = ("total", "clients_with_daily_visits", 13.0)
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "value"])
    table = table.assign(population=0, day=0, split="s", unit="", group="all")
    shown = without_small_cells(table).set_index(["organisation", "kpi"])["value"]
    assert shown["large", "clients"] == 40
    assert shown.isna()["large", "carers_met"]
    assert shown.isna()["other", "carers_met"]
    assert shown["total", "carers_met"] == 36


def alarm_results(rang, choices=2.0):
    """Persons who rang, by organisation or district; three organisations of 40 clients each."""
    names = ("west", "east", "middle")
    rows = [(name, "clients", "all", 40.0) for name in names]
    rows += [("total", "organisations_to_choose_between", "basic_area=a", choices)]
    for cell, count in rang.items():
        organisation, _, district = cell.partition("/")
        group = f"district={district}" if district else "all"
        rows += [
            (organisation, kpi, group, count)
            for kpi in ("alarm_persons", "alarms", "alarm_response_min", "alarm_care_h")
        ]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    table = table.assign(population=0, day=0, split="s", unit="")
    shown = without_small_cells(table).set_index(["organisation", "kpi", "group"])["value"]
    return shown.sort_index()


def test_alarms_of_too_few_persons_are_empty_whoever_answered():
    """Three rang to the west, and with them the next smallest is hidden; the patrol is shown."""
    shown = alarm_results({"west": 3.0, "east": 6.0, "patrol": 20.0, "total": 29.0})
    for kpi in ("alarm_persons", "alarms", "alarm_response_min"):
        assert shown.isna()["west", kpi, "all"]
        assert shown.isna()["east", kpi, "all"]
        assert shown["patrol", kpi, "all"] == 20
        assert shown["total", kpi, "all"] == 29
    assert shown.isna()["west", "alarm_care_h", "all"]


def test_alarms_of_a_district_with_too_few_persons_are_empty():
    shown = alarm_results(
        {"patrol": 33.0, "total": 33.0, "total/a": 4.0, "total/b": 9.0, "total/c": 20.0}
    )
    assert shown.isna()["total", "alarms", "district=a"]
    assert shown.isna()["total", "alarms", "district=b"]
    assert shown["total", "alarms", "district=c"] == 20
    assert shown["patrol", "alarms", "all"] == 33


def test_an_organisation_with_districts_of_its_own_does_not_give_a_small_district_away():
    cells = {"west": 13.0, "east": 20.0, "total": 33.0, "total/a": 4.0, "total/b": 9.0}
    cells["total/c"] = 20.0
    assert alarm_results(cells)["west", "alarms", "all"] == 13
    assert alarm_results(cells, choices=1.0).isna()["west", "alarms", "all"]


def test_alarms_of_too_few_persons_in_all_are_empty_everywhere():
    shown = alarm_results({"patrol": 4.0, "total": 4.0})
    assert shown.isna()["patrol", "alarms", "all"]
    assert shown.isna()["total", "alarm_response_min", "all"]
    assert shown["west", "clients", "all"] == 40


def night_results(having):
    """Clients with visits at night by who has them; two organisations of 40 clients each."""
    rows = [(name, "clients", 40.0) for name in ("west", "east")]
    for name, count in having.items():
        kpis = ("night_clients", "night_visits", "night_km", "paid_h")
        rows += [(name, kpi, count) for kpi in kpis]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "value"])
    table = table.assign(population=0, day=0, split="s", unit="", group="all")
    return without_small_cells(table).set_index(["organisation", "kpi"])["value"].sort_index()


def test_nights_of_too_few_clients_are_empty():
    """Three of the west, and with them the next smallest; other figures are shown."""
    shown = night_results({"west": 3.0, "east": 9.0, "patrol": 0.0, "total": 12.0})
    for kpi in ("night_clients", "night_visits", "night_km"):
        assert shown.isna()["west", kpi]
        assert shown.isna()["east", kpi]
        assert shown["total", kpi] == 12
    assert shown["west", "paid_h"] == 3


def test_nights_of_the_patrol_are_shown_from_five_clients():
    assert night_results({"west": 0.0, "patrol": 5.0, "total": 5.0})["patrol", "night_visits"] == 5
    few = night_results({"west": 0.0, "patrol": 4.0, "total": 4.0})
    assert few.isna()["patrol", "night_visits"]
    assert few.isna()["total", "night_km"]


def counts_of_persons(queue, queueing):
    """A queue of some persons for a large organisation, others far from few."""
    rows = [("large", "clients", "all", 40.0), ("other", "clients", "all", 50.0)]
    rows += [("large", "queueing_clients", "all", queue), ("other", "queueing_clients", "all", 9.0)]
    rows += [("total", "queueing_clients", "all", queue + 9.0)]
    rows += [("total", "first_choices", "all", queueing), ("large", "paid_h", "all", 80.0)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    return table.assign(population=0, day=0, split="s", unit="")


@pytest.mark.parametrize(("queue", "is_hidden"), [(3.0, True), (0.0, False), (5.0, False)])
def test_a_queue_of_few_hides_all_counts_that_it_is_a_part_of(queue, is_hidden):
    shown = without_small_cells(counts_of_persons(queue, 70.0))
    about = shown["kpi"].isin(["queueing_clients", "first_choices"])
    assert shown.loc[about, "value"].isna().all() == is_hidden
    assert shown.loc[about, "value"].isna().any() == is_hidden
    assert not shown.loc[~about, "value"].isna().any()


def test_an_organisation_that_serves_few_is_empty_though_it_is_nobodys_only_one():
    """Three clients have service from it and their care from the other."""
    rows = [("other", "clients", "all", 40.0), ("few", "clients", "all", 0.0)]
    rows += [("other", "clients_served", "all", 40.0), ("few", "clients_served", "all", 3.0)]
    rows += [("few", "paid_h", "all", 2.0), ("total", "paid_h", "all", 50.0)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    shown = without_small_cells(table.assign(population=0, day=0, split="s", unit=""))
    values = shown.set_index(["organisation", "kpi"])["value"]
    assert values.isna()["few", "paid_h"]
    assert values["total", "paid_h"] == 50


def test_a_ratio_of_what_is_empty_is_empty():
    """1 less punctuality, times what was delivered, would be the late visits that are not shown.

    The areas of the west and the east are their own, and area a has three clients.
    """
    rows = [
        ("total", kpi, f"basic_area={name}", count)
        for name, count in (("a", 3.0), ("b", 12.0), ("c", 6.0), ("d", 20.0))
        for kpi in ("clients", "late_visits")
    ]
    rows += [
        ("total", "organisations_to_choose_between", f"basic_area={name}", 1.0) for name in "abcd"
    ]
    for name, clients, late in (("west", 15.0, 15.0), ("east", 26.0, 26.0), ("total", 41.0, 41.0)):
        rows += [(name, "clients", "all", clients), (name, "late_visits", "all", late)]
        rows += [(name, "delivered_visits", "all", 100.0), (name, "punctuality", "all", 0.8)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    shown = without_small_cells(table.assign(population=0, day=0, split="s", unit=""))
    whole = shown[shown["group"] == "all"].set_index(["organisation", "kpi"])["value"]
    assert whole.isna()["west", "late_visits"]
    assert whole.isna()["west", "punctuality"]
    assert whole["west", "delivered_visits"] == 100
    assert whole["total", "punctuality"] == 0.8


def test_the_patrol_s_figures_are_empty_in_all_too_where_few_rang_to_it():
    """Twenty rang to the west, nine to the east, three to the patrol: its total is its own."""
    rows = [(name, "clients", 40.0) for name in ("west", "east")]
    persons = {"west": 20.0, "east": 9.0, "patrol": 3.0, "total": 32.0}
    rows += [(name, "alarm_persons", count) for name, count in persons.items()]
    rows += [(name, "patrol_client_h", 0.7) for name in ("patrol", "total")]
    rows += [("total", "distance_with_patrol_km", 557.0), ("total", "distance_km", 500.0)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "value"])
    table = table.assign(population=0, day=0, split="s", unit="", group="all")
    shown = without_small_cells(table).set_index(["organisation", "kpi"])["value"]
    assert shown.isna()["patrol", "patrol_client_h"]
    assert shown.isna()["total", "patrol_client_h"]
    assert shown.isna()["total", "distance_with_patrol_km"]
    assert shown["total", "distance_km"] == 500


@pytest.mark.parametrize(("choices", "is_empty"), [((1.0, 6.0), True), ((6.0, 6.0), False)])
def test_means_of_choices_do_not_give_the_clients_of_an_empty_area_away(choices, is_empty):
    """Of a district of two areas the mean 5.5 would tell that three live where one may serve."""
    rows = [("total", "clients", f"basic_area={it}", n) for it, n in (("a", 3.0), ("b", 27.0))]
    name = "organisations_to_choose_between"
    rows += [("total", name, f"basic_area={it}", n) for it, n in zip("ab", choices, strict=True)]
    rows += [("total", name, group, 5.5) for group in ("district=d", "all")]
    rows += [("west", "clients", "all", 30.0), ("total", "clients", "all", 30.0)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    table = table.assign(population=0, day=0, split="s", unit="")
    shown = without_small_cells(table).set_index(["kpi", "group"])["value"]
    assert shown.isna()[name, "district=d"] == is_empty
    assert shown.isna()[name, "all"] == is_empty
    assert shown[name, "basic_area=a"] == choices[0]


@pytest.mark.parametrize(("few", "is_empty"), [(3.0, True), (6.0, False)])
@pytest.mark.parametrize("kpi", OF_DISTRICTS)
def test_figures_by_district_do_not_give_an_empty_area_away(kpi, few, is_empty):
    """Every figure that the registry has by district, of an area of 3 or 6 and one of 27."""
    rows = [("total", "clients", f"basic_area={it}", n) for it, n in (("a", few), ("b", 27.0))]
    rows += [("total", name, "district=d", 5.0) for name in OF_DISTRICTS]
    rows += [("west", "clients", "all", 27.0 + few), ("total", "travel_h", "all", 9.0)]
    table = pd.DataFrame(rows, columns=["organisation", "kpi", "group", "value"])
    table = table.assign(population=0, day=0, split="s", unit="")
    shown = without_small_cells(table).set_index(["kpi", "group"])["value"]
    assert shown.isna()[kpi, "district=d"] == is_empty
    assert shown["travel_h", "all"] == 9
