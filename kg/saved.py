"""Saved queries: files ``NAME.rq`` in ``ontology/queries`` and in a folder of the user's own.

The comments at a file's top say what it answers and what it asks for::

    # Causes of an outcome, most believed first.
    # param effect entity: what happened
    # param least number = 0: leave out links believed less

A parameter is an ``entity`` (a name as people type it, or a CURIE), a ``number``, a ``date`` or a
``text``; one without ``= default`` must be given.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import NotFound, OntologyError, UsageError
from kg.namespaces import VOCABULARIES
from kg.ontology import locate
from kg.sparql import term
from kg.text import near, period_bounds

if TYPE_CHECKING:
    from kg.sparql import Term
    from kg.store import Graph

KINDS = ("entity", "number", "date", "text")
_PARAM = re.compile(
    r"#\s*param\s+(?P<name>\w+)\s+(?P<kind>\w+)\s*(?:=\s*(?P<default>.*?)\s*)?:(?:\s+(?P<about>.*))?"
)
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a saved query asks for; ``default`` is None if it must be given."""

    name: str
    kind: str
    about: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with a name: its one-line comment, its parameters and its text."""

    name: str
    about: str
    parameters: tuple[Parameter, ...]
    text: str
    path: Path


def own_folder() -> Path:
    """The user's own queries: ``$KG_QUERIES``, else ``queries`` in kg's configuration folder."""
    if folder := os.environ.get("KG_QUERIES"):
        return Path(folder)
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "kg" / "queries"


def saved_queries() -> dict[str, SavedQuery]:
    """All saved queries by name, sorted; the user's own go before ours of the same name.

    Raises `OntologyError` for a file that can't be read, with its line.
    """
    found: dict[str, SavedQuery] = {}
    for folder in (locate() / "queries", own_folder()):
        for path in sorted(folder.glob("*.rq")) if folder.is_dir() else ():
            if path.is_file():
                found[path.stem] = read_saved(path)
    return {name: found[name] for name in sorted(found)}


def saved_query(name: str) -> SavedQuery:
    """The saved query of this name; raises `UsageError` with the nearest names."""
    known = saved_queries()
    if name not in known:
        raise UsageError(f"no saved query called {name}{near(name, known)}; see kg query --list")
    return known[name]


def read_saved(path: Path) -> SavedQuery:
    """A saved query from its file; raises `OntologyError` with the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    about: list[str] = []
    parameters: list[Parameter] = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line and not line.startswith("#"):
            break
        if match := _PARAM.fullmatch(line):
            if match["kind"] not in KINDS:
                raise OntologyError(
                    f"{path}:{number}: no kind of parameter called {match['kind']}; "
                    f"there are: {', '.join(KINDS)}"
                )
            parameters.append(
                Parameter(match["name"], match["kind"], match["about"] or "", match["default"])
            )
        elif re.match(r"#\s*param\b", line):
            raise OntologyError(
                f"{path}:{number}: write it as: # param NAME KIND [= DEFAULT]: what it is"
            )
        elif line and not parameters:
            about.append(line.lstrip("# ").rstrip())
    return SavedQuery(path.stem, " ".join(about), tuple(parameters), text, path)


def values(query: SavedQuery, given: Mapping[str, str], graph: Graph) -> dict[str, Term]:
    """The terms for a saved query's parameters, defaults included.

    Raises `UsageError` for a missing, unknown or unfit one; `NotFound` and `AmbiguousName` for a
    name of an entity.
    """
    known = {p.name: p for p in query.parameters}
    for name in given:
        if name not in known:
            asked = ", ".join(known) or "none"
            raise UsageError(f"{query.name}: no parameter called {name}; there are: {asked}")
    terms: dict[str, Term] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            raise UsageError(
                f"{query.name} needs --param {parameter.name}=… ({parameter.about}); see kg query --list"
            )
        terms[parameter.name] = _value(parameter, value, graph)
    return terms


def _value(parameter: Parameter, text: str, graph: Graph) -> Term:
    if parameter.kind == "entity":
        try:
            return graph.ns.iri(graph.network().find(text).id)
        except NotFound:
            made = term(text, graph.ns)
            if isinstance(made, ox.NamedNode):
                return made  # a node that is no entity: a document, a claim
            raise
    if parameter.kind == "text":
        return ox.Literal(text)
    if parameter.kind == "date":
        if not _DATE.fullmatch(text) or period_bounds(text) is None:
            raise UsageError(f"{parameter.name}: {text!r} is no date; write 2020, 2020-07 or 2020-07-01")  # fmt: skip
        day = text + "-01" * (2 - text.count("-"))
        return ox.Literal(day, datatype=ox.NamedNode(VOCABULARIES["xsd"] + "date"))
    made = term(text, graph.ns)
    numeric = ("integer", "decimal", "double")
    if not (isinstance(made, ox.Literal) and made.datatype.value.endswith(numeric)):
        raise UsageError(f"{parameter.name}: {text!r} is no number")
    return made
