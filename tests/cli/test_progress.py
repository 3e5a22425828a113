"""Progress of long work: how far, how fast and how long still, by a clock of the test."""

import pytest

from ruttsim.cli.progress import ProgressLine, duration, end_line, pace


@pytest.fixture(autouse=True)
def no_open_line(monkeypatch):
    """The terminal's last line is ended."""
    monkeypatch.setattr(ProgressLine, "open_stage", "")


@pytest.fixture
def told(capsys):
    """A function from moments [s] and what is done then, of so many, to the lines that are told."""

    def lines(moments, count, stage="splits"):
        now = iter([s for s, _ in moments])
        progress = ProgressLine(lambda: next(now))
        for _, done in moments:
            progress(stage, done, count)
        return capsys.readouterr().err.splitlines()

    return lines


def test_a_stage_tells_its_pace_and_the_time_left_and_at_last_what_it_took(told):
    """Ten tasks of 30 s: two a minute; after the fourth six are left, 180 s."""
    lines = told([(30.0 * done, done) for done in range(11)], 10)
    assert lines[0] == "splits: 0/10"
    assert "splits: 4/10, 2/min, 3 min left" in lines
    assert lines[-1] == "splits: 10/10 in 5 min"


def test_what_was_kept_before_does_not_hurry_the_time_left(told):
    """80 at once, then one a minute: of 200 there are 118 minutes left after two of them."""
    moments = [(0.0, done) for done in range(81)]
    moments += [(60.0 * more, 80 + more) for more in range(1, 21)]
    lines = told(moments, 200)
    assert "splits: 82/200, 1/min, 1 h 58 min left" in lines
    assert lines[-1] == "splits: 100/200, 1/min, 1 h 40 min left"


def test_where_many_are_worked_on_at_a_time_no_pace_is_told_of_one_burst(told):
    """40 processes, tasks of a minute: they come 0.1 s apart, a burst a minute."""
    moments = [(0.0, 0)]
    moments += [(60.0 * (n // 40 + 1) + 0.1 * (n % 40), n + 1) for n in range(121)]
    lines = told(moments, 400)
    assert "splits: 1/400" in lines
    assert "splits: 80/400, 39/min, 8 min left" in lines


def test_the_same_twice_is_told_once(told):
    assert told([(0.0, 0), (5.0, 1), (5.0, 1)], 1) == ["splits: 0/1", "splits: 1/1 in 5 s"]


def test_a_stage_of_another_count_begins_anew(capsys):
    """Where a stage adds populations, those of the one before are kept."""
    now = iter([0.0, 600.0, 600.0, 660.0])
    progress = ProgressLine(lambda: next(now))
    for done, count in ((0, 20), (20, 20), (20, 40), (40, 40)):
        progress("splits", done, count)
    assert capsys.readouterr().err.splitlines()[-1] == "splits: 40/40 in 60 s"


def test_what_takes_no_time_has_no_pace(told):
    assert told([(0.0, 0), (0.2, 1), (0.3, 2)], 2) == ["splits: 0/2", "splits: 1/2", "splits: 2/2"]


def test_where_nobody_watches_there_is_a_line_a_fifth_and_at_least_one_a_minute(told):
    often = told([(0.1 * done, done) for done in range(101)], 100)
    assert [line.split(": ")[1].split("/")[0] for line in often] == [
        str(done) for done in range(0, 101, 20)
    ]
    seldom = told([(61.0 * done, done) for done in range(4)], 100)
    assert len(seldom) == 4


def test_the_next_stage_begins_anew(capsys):
    now = iter([0.0, 600.0, 600.0, 605.0, 605.0, 606.0])
    progress = ProgressLine(lambda: next(now))
    for stage, done in (("a", 0), ("a", 1), ("b", 0), ("b", 1), ("b", 0), ("b", 1)):
        progress(stage, done, 1)
    lines = ["a: 0/1", "a: 1/1 in 10 min", "b: 0/1", "b: 1/1 in 5 s", "b: 0/1", "b: 1/1 in 1 s"]
    assert capsys.readouterr().err.splitlines() == lines


def test_a_stage_goes_on_where_others_ran_within_it(capsys):
    """Two points of 100 s, each with a stage of its own."""
    now = iter([0.0, 0.0, 100.0, 100.0, 100.0, 200.0, 200.0])
    progress = ProgressLine(lambda: next(now))
    for stage, done, count in (
        *(("points", 0, 4), ("splits", 0, 1), ("splits", 1, 1), ("points", 1, 4)),
        *(("splits", 0, 1), ("splits", 1, 1), ("points", 2, 4)),
    ):
        progress(stage, done, count)
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("points")]
    assert told == ["points: 0/4", "points: 1/4", "points: 2/4, 36/h, 3 min left"]


def test_on_a_terminal_other_lines_begin_anew(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = ProgressLine(lambda: 0.0)
    progress("points", 0, 2)
    progress.say("point 1/2")
    progress("splits", 0, 1)
    progress("splits", 1, 1)
    progress("points", 1, 2)
    said = capsys.readouterr().err.replace("\x1b[K", "")
    assert said == ("\rpoints: 0/2\npoint 1/2\n\rsplits: 0/1\rsplits: 1/1\n\rpoints: 1/2")


def test_on_a_terminal_a_line_is_ended_before_an_error_is_told(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = ProgressLine(lambda: 0.0)
    progress("splits", 1, 2)
    for _ in range(2):
        end_line()
    assert capsys.readouterr().err == "\rsplits: 1/2\x1b[K\n"


def test_on_a_terminal_one_line_changes(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = ProgressLine(lambda: 0.0)
    for done in range(3):
        progress("splits", done, 2)
    said = capsys.readouterr().err
    assert said.count("\r") == 3
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("per_s", "text"), [(400.0, "400/s"), (1.0, "1/s"), (0.5, "30/min"), (0.001, "3.6/h")]
)
def test_a_pace_is_told_in_the_unit_that_reads_best(per_s, text):
    assert pace(per_s) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.6, "1 s"), (99.4, "99 s"), (100, "2 min"), (12_000, "3 h 20 min")]
)
def test_a_duration_is_told_in_the_unit_that_reads_best(seconds, text):
    assert duration(seconds) == text
