"""What README and docs say is so: examples run, and names, commands, options and files exist."""

from __future__ import annotations

import ast
import doctest
import re
import shlex
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
import pytest

import ruttsim
from ruttsim.accounts.kpis import KPIS
from ruttsim.bundled import bundled
from ruttsim.cli import ruttsim as program
from ruttsim.demand.clients import read_clients
from ruttsim.parameters import load_parameters
from ruttsim.parameters.toml import table_names
from ruttsim.pipeline.checking import LARGEST_UNSERVED_SHARE
from ruttsim.schemas import SCHEMAS
from ruttsim.study.agreement import agreement_faults
from ruttsim.study.model import Study
from ruttsim.study.schema import schema_rows
from ruttsim.study.shape import shape_faults
from ruttsim.toy import toy_map
from test_architecture import LAYERS

ROOT = Path(__file__).parents[1]
OWN_PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md")])
PAGES = sorted([*OWN_PAGES, *ROOT.glob("maps/*/README.md"), *ROOT.glob("experiments/*/README.md")])
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
SHELL = ("sh", "bash")
FILE_ENDINGS = (".toml", ".md", ".py", ".csv", ".html", ".json", ".parquet", ".gpkg", ".npz")
TOP_FOLDERS = ("src/", "tests/", "docs/", "maps/", "experiments/", ".ci/")


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    body: str


def blocks(page):
    """The fenced blocks of a page."""
    return [Block(found[2], found[3]) for found in FENCE.finditer(page.read_text())]


def prose(page):
    """A page without its fenced blocks."""
    return FENCE.sub("", page.read_text())


def spans(page):
    """What stands between backticks in the prose of a page; tables put a backslash before |."""
    return [it.replace("\\|", "|") for it in SPAN.findall(prose(page))]


def by_page(pages):
    """Parametrise a test over pages."""
    return pytest.mark.parametrize("page", pages, ids=lambda page: str(page.relative_to(ROOT)))


def failures(text, name):
    """What doctest says of the examples in a text; nothing if they hold."""
    example = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    said: list[str] = []
    doctest.DocTestRunner().run(example, out=said.append)
    return "".join(said)


@by_page([page for page in PAGES if ">>>" in page.read_text()])
def test_the_examples_of_a_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = [it.body for it in blocks(page) if it.language == "python" and ">>>" in it.body]
    assert shown
    assert failures("\n".join(shown), page.name) == ""


@by_page([ROOT / "docs" / "model.md", ROOT / "docs" / "recipes.md"])
def test_how_many_unserved_visits_stop_a_comparison_is_said_as_it_is(page):
    assert f"{100 * LARGEST_UNSERVED_SHARE:g} % of" in " ".join(page.read_text().split())


def test_the_example_of_the_package_runs():
    assert ">>>" in ruttsim.__doc__
    assert failures(ruttsim.__doc__, "ruttsim") == ""


@by_page(PAGES)
def test_code_without_prompts_is_python(page):
    for block in blocks(page):
        if block.language == "python" and ">>>" not in block.body:
            ast.parse(block.body)


@cache
def parameter_paths():
    """Every number and every table of numbers, with dots."""
    names = [quantity.name for quantity in load_parameters().quantities]
    steps = [name.split(".") for name in names]
    return {".".join(path[:end]) for path in steps for end in range(1, len(path) + 1)}


def study_paths():
    """Every key of a study, with dots, also as it is written within a list of tables."""
    keys = [row.key for row in schema_rows()]
    return {*(key.replace("[]", "") for key in keys), *(key.rpartition("[].")[2] for key in keys)}


@by_page(PAGES)
def test_every_parameter_exists(page):
    dotted = [it for it in spans(page) if re.fullmatch(r"[a-z]\w*(\.\w+)+", it)]
    about = [
        it
        for it in dotted
        if it.partition(".")[0] in table_names() and not it.endswith(FILE_ENDINGS)
    ]
    assert [it for it in about if it not in parameter_paths() | study_paths()] == []


def commands(page):
    """Every call of ruttsim that a page shows, as its words."""
    shown = [line for it in blocks(page) if it.language in SHELL for line in it.body.splitlines()]
    calls = [part for line in [*shown, *spans(page)] for part in line.split("&&")]
    words = [shlex.split(call) for call in calls if re.match(r"\s*(\S*/)?ruttsim\s", call)]
    return [it[1:] for it in words]


@by_page(PAGES)
def test_every_command_is_one_with_options_that_it_has(page):
    for words in commands(page):
        called, rest = program, list(words)
        while isinstance(called, click.Group) and rest and not rest[0].startswith("-"):
            assert rest[0] in called.commands, words
            called = called.commands[rest.pop(0)]
        if called.name == "schema" and rest and rest[0].islower():
            assert rest[0] in SCHEMAS, words
        if rest and rest != ["--help"]:
            called.make_context(called.name, rest)


@by_page(PAGES)
def test_every_option_named_alone_is_one_of_some_command(page):
    waiting, known = [program], {"--help", "--version"}
    while waiting:
        command = waiting.pop()
        known |= {option for it in command.params for option in it.opts}
        waiting += getattr(command, "commands", {}).values()
    named = [it.split()[0] for it in spans(page) if it.startswith("--")]
    assert [it for it in named if it not in known] == []


def anchors(page):
    """What links to the headings of a page end in."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", it.lower()).replace(" ", "-") for it in headings}


@by_page(PAGES)
def test_every_link_leads_somewhere(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if link.startswith(("http://", "https://")):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@by_page(PAGES)
def test_every_path_of_the_checkout_exists(page):
    named = [it.split()[0] for it in spans(page) if it.startswith(TOP_FOLDERS)]
    assert [it for it in named if not list(ROOT.glob(it.rstrip("/")))] == []


@cache
def known_words():
    """Every name in code, data and studies."""
    folders = ((ROOT / "src", "*.py"), (ROOT / "src", "*.toml"), (ROOT / "experiments", "*.toml"))
    files = [path for folder, pattern in folders for path in folder.rglob(pattern)]
    return {word for path in files for word in re.findall(r"\w+", path.read_text())}


@by_page(PAGES)
def test_every_name_exists_or_is_made_on_the_page(page):
    made = {word for block in blocks(page) for word in re.findall(r"\w+", block.body)}
    named = [it for it in spans(page) if re.fullmatch(r"[A-Za-z]+(_[A-Za-z0-9]+)+", it)]
    assert [it for it in named if it not in known_words() | made] == []


def test_the_table_of_key_figures_is_the_registry():
    after = prose(ROOT / "docs" / "model.md").partition("| key figure |")[2]
    rows = [line.split("|")[1] for line in after.partition("\n\n")[0].splitlines()[2:]]
    assert {name for row in rows for name in SPAN.findall(row)} == set(KPIS)


def test_the_layers_are_those_that_are_tested():
    shown = [it.body for it in blocks(ROOT / "docs" / "design.md") if it.body.startswith("errors,")]
    lines = tuple(
        tuple(line.removesuffix(" *").split(", ")) for line in shown[0].strip().splitlines()
    )
    assert lines == LAYERS


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    named = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    named += [it for extra in extras.values() for it in extra if not it.startswith("ruttsim")]
    text = prose(ROOT / "docs" / "design.md").partition("## Dependencies")[2]
    rows = [line.split("|")[1:3] for line in text.splitlines() if line.count("|") > 4]
    reasons = {name.strip(): why for names, why in rows for name in names.split(",")}
    packages = {re.split(r"[<>=\[]", it)[0] for it in named}
    assert {it for it in packages if not reasons.get(it, "").strip()} == set()


def merged_study(fragments):
    """The toy study with tables and lists added to it."""
    content = tomllib.loads((bundled("experiments")["toy"] / "study.toml").read_text())
    for fragment in fragments:
        for key, value in fragment.items():
            if isinstance(value, list):
                content[key] = content.get(key, []) + value
            elif isinstance(value, str):
                content[key] = value
            else:
                content[key] = content.get(key, {}) | value
    return content


def test_what_recipes_add_to_a_study_fits_a_study(tmp_path):
    shown = [it.body for it in blocks(ROOT / "docs" / "recipes.md") if it.language == "toml"]
    parsed = [tomllib.loads(body) for body in shown]
    fragments = [it for it in parsed if set(it) <= set(Study.model_fields)]
    vehicles = [it for it in parsed if it not in fragments]
    content = merged_study(fragments)
    for name in ("areas.geojson", "clients.csv", "visits.csv"):
        (tmp_path / name).touch()
    assert shape_faults("study", content) == []
    assert agreement_faults(tmp_path / "study.toml", content) == []
    load_parameters(content["parameters"])
    fields = set(load_parameters().vehicles["ebike"].__dataclass_fields__) - {"name"}
    assert [set(table) for it in vehicles for table in it.values()] == [fields]


def test_the_clients_and_visits_of_the_recipe_are_read(tmp_path):
    shown = [it.body for it in blocks(ROOT / "docs" / "recipes.md") if it.language == "csv"]
    files = [tmp_path / "clients.csv", tmp_path / "visits.csv"]
    for file, body in zip(files, shown, strict=True):
        file.write_text(body)
    people = read_clients(*files, toy_map(), load_parameters(), seed=1, index=0)
    assert len(people.clients.client) == len(shown[0].splitlines()) - 1
    assert len(people.visits.visit) == len(shown[1].splitlines()) - 1
