"""What a query asks for: which triples it can match, which graphs it names, who answers it rightly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

import pyoxigraph as ox

# Subject, predicate, object of the triples that a part of a query can match; None matches any.
Pattern = tuple[ox.NamedNode | None, ox.NamedNode | None, ox.NamedNode | None]
EVERYTHING: Pattern = (None, None, None)


class Study(NamedTuple):
    """What is known of a query without asking it.

    - ``patterns``: together they match every triple that the answer can depend on.
    - ``walks``: it follows paths of any length.
    - ``plain``: it joins, leaves out and counts, and computes no value.
    - ``default`` and ``named``: the graphs of FROM and FROM NAMED; None without either.
    """

    patterns: tuple[Pattern, ...] = (EVERYTHING,)
    walks: bool = True
    plain: bool = False
    default: tuple[ox.NamedNode, ...] | None = None
    named: tuple[ox.NamedNode, ...] | None = None


@lru_cache(maxsize=32)
def study(text: str) -> Study | None:
    """What a query asks for; None if rdflib, which knows less of SPARQL, can't read it."""
    # In a thread of its own: rdflib's parser keeps exceptions for later, these keep their frames,
    # and frames keep those that called them, with our results in them.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_study, text).result()


def _study(text: str) -> Study | None:
    from rdflib.paths import MulPath
    from rdflib.plugins.sparql import prepareQuery

    try:
        algebra = prepareQuery(text).algebra
    except Exception:
        return None  # it says so in many ways
    parts = list(_nodes(algebra))
    triples = [triple for part in parts for triple in _triples(part)]
    patterns = set(_matched(algebra, frozenset()))
    if algebra.name == "DescribeQuery":
        patterns |= {(_iri(term), None, None) for term in algebra.PV}
    default, named = _dataset(algebra)
    return Study(
        tuple(sorted(_widest(patterns), key=str)),
        any(isinstance(part, MulPath) or _named(part) == "PathElt" for part in parts),
        _is_plain(parts, triples),
        default,
        named,
    )


def _named(part: Any) -> str:
    from rdflib.plugins.sparql.parserutils import CompValue

    return part.name if isinstance(part, CompValue) else ""


def _triples(part: Any) -> list[Any]:
    """The triples of a basic graph pattern; the parser writes those with ``;`` in one row."""
    found = part.get("triples") if isinstance(part, dict) else None
    rows = found if isinstance(found, list) else []
    return [row[at : at + 3] for row in rows for at in range(0, len(row), 3)]


def _iri(term: Any) -> ox.NamedNode | None:
    from rdflib import URIRef

    return ox.NamedNode(str(term)) if isinstance(term, URIRef) else None


def _matched(node: Any, outer: frozenset[Any]) -> Iterator[Pattern]:
    """The patterns of a part of the algebra; ``outer`` are variables bound where it is joined."""
    if triples := _triples(node):
        bound = outer | _bound(node)
        for subject, predicate, target in triples:
            yield from _patterns(subject, predicate, target, bound)
        return
    name = _named(node)
    inside = outer
    if name in ("Project", "AggregateJoin") or name.startswith("Builtin_"):
        inside = frozenset()  # a scope of its own
    for key, child in node.items() if isinstance(node, dict) else ():
        if key == "_vars":
            continue
        joined = inside
        if name == "Join":
            joined |= _bound(node["p2" if key == "p1" else "p1"])
        elif name in ("LeftJoin", "Minus") and key == "p2":
            joined |= _bound(node["p1"])
        yield from _matched(child, joined)
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from _matched(child, inside)


def _bound(node: Any) -> frozenset[Any]:
    """The variables that every solution of a part of the algebra binds, as far as is plain."""
    from rdflib.paths import Path

    name = _named(node)
    if name in ("BGP", "TriplesBlock"):
        plain = (t for t in _triples(node) if not isinstance(t[1], Path))
        return frozenset(term for s, _, o in plain for term in (s, o))
    if name == "Join":
        return _bound(node["p1"]) | _bound(node["p2"])
    if name == "Union":
        return _bound(node["p1"]) & _bound(node["p2"])
    if name in ("LeftJoin", "Minus"):
        return _bound(node["p1"])
    if name in ("Filter", "Extend", "Graph"):
        return _bound(node["p"])
    return frozenset()


def _patterns(
    subject: Any, predicate: Any, target: Any, bound: frozenset[Any]
) -> Iterator[Pattern]:
    from rdflib import URIRef, Variable
    from rdflib.paths import MulPath, NegatedPath, Path

    if isinstance(predicate, (URIRef, Variable)):
        yield _iri(subject), _iri(predicate), _iri(target)
        return
    for step in _nodes(predicate):
        # A path of no length reaches every node, unless one end of it is known.
        if (
            isinstance(step, NegatedPath)
            or not isinstance(predicate, Path)
            or (
                isinstance(step, MulPath)
                and step.zero
                and not any(_iri(term) or term in bound for term in (subject, target))
            )
        ):
            yield EVERYTHING
        elif isinstance(step, URIRef):
            yield None, _iri(step), None


def _widest(patterns: set[Pattern]) -> Iterator[Pattern]:
    """The patterns that no other one includes."""
    for one in patterns:
        if not any(
            other != one and all(o is None or o == t for o, t in zip(other, one, strict=True))
            for other in patterns
        ):
            yield one


# What a query may be made of that computes no value: parts of the algebra, and functions. Others
# are looked at more closely below.
_ALGEBRA = "SelectQuery AskQuery ConstructQuery DatasetClause Project Distinct Reduced Slice ToMultiSet values BGP Join Union TrueFilter AggregateJoin GroupGraphPatternSub TriplesBlock"
# Asked of what an OPTIONAL may have left without a value, these are wrong there.
_ASKING = frozenset(
    ["RelationalExpression"]
    + ["Builtin_" + name for name in ("isIRI", "isURI", "isLITERAL", "LANG", "LANGMATCHES")]
)
_FUNCTIONS = "BOUND isIRI isURI isLITERAL LANG LANGMATCHES EXISTS NOTEXISTS"
_PLAIN = frozenset([*_ALGEBRA.split(), *("Builtin_" + name for name in _FUNCTIONS.split())])
_LOGIC = ("Filter", "LeftJoin", "ConditionalAndExpression", "ConditionalOrExpression", "UnaryNot")


def _is_plain(parts: list[Any], triples: list[Any]) -> bool:
    from rdflib import Literal, URIRef, Variable
    from rdflib.paths import InvPath, Path, SequencePath

    # What stands at the head of a triple is no value, so that it equals itself alone.
    nodes = {subject for subject, _, _ in triples if isinstance(subject, Variable)}
    places = [term for s, _, o in triples for term in (s, o) if isinstance(term, Variable)]
    optional = any(_named(part) == "LeftJoin" for part in parts)

    def plain(part: Any) -> bool:
        name = _named(part)
        if optional and name in _ASKING:
            return False  # of a variable without a value, Virtuoso says yes or no
        if name == "LeftJoin" and (
            _named(part.expr) not in ("", "TrueFilter")
            or any(_named(inner) == "LeftJoin" for inner in _nodes(part.p2))
        ):
            return False
        if name == "ToMultiSet" and _named(part.p) != "values":
            return False  # variables of a query inside are hidden, there they are not
        if name == "Slice" and part.length is None:
            return False
        if name == "ConstructQuery":
            heads = (term for s, p, _ in part.template or () for term in (s, p))
            if any(isinstance(term, Variable) and term not in nodes for term in heads):
                return False  # a text can be no subject, which is an error there
        if isinstance(part, Literal):
            return part.datatype is None
        if isinstance(part, Path):
            return isinstance(part, (InvPath, SequencePath))
        if name == "RelationalExpression":
            sides = (part.expr, part.other)
            language = any(_named(side) == "Builtin_LANG" for side in sides)
            known = any(
                isinstance(side, URIRef) or (isinstance(side, Variable) and side in nodes)
                for side in sides
            )
            return part.op in ("=", "!=") and (language or known)
        if name in _LOGIC:
            # Of a value, whether it is true is computed.
            sides = (part.expr, *(part.get("other") or []))
            return not any(isinstance(side, Variable) for side in sides)
        if name == "Group":
            return all(isinstance(term, Variable) for term in part.expr or [])
        if name == "Extend":
            return isinstance(part.expr, Variable)
        if name == "Graph":
            # In Virtuoso a constant reaches also the graphs that the query may not see.
            return isinstance(part.term, Variable) and any(map(_triples, _nodes(part)))
        if name in ("Aggregate_Count", "Aggregate_Sample"):
            return isinstance(part.vars, (Variable, str))
        return not name or name in _PLAIN

    # A variable twice in a triple counts there as two; values that are equal in two triples do too.
    twice = any(s == o or p in (s, o) for s, p, o in triples)
    values = any(places.count(term) > 1 for term in {*places} - nodes)
    return not twice and not values and all(map(plain, parts))


def _dataset(
    algebra: Any,
) -> tuple[tuple[ox.NamedNode, ...] | None, tuple[ox.NamedNode, ...] | None]:
    clauses = algebra.get("datasetClause") or []
    if not clauses:
        return None, None
    default = [ox.NamedNode(str(clause.default)) for clause in clauses if clause.default]
    named = [ox.NamedNode(str(clause.named)) for clause in clauses if clause.named]
    return tuple(default), tuple(named)


def _nodes(value: Any) -> Iterator[Any]:
    from rdflib.paths import Path

    yield value
    children: Iterable[Any] = ()
    if isinstance(value, dict):
        children = [child for key, child in value.items() if key != "_vars"]
    elif isinstance(value, (list, tuple, set)):
        children = value
    elif isinstance(value, Path):
        children = vars(value).values()
    for child in children:
        yield from _nodes(child)
