"""The text of queries: tokens, bound parameters, limits, terms."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError, UsageError
from kg.namespaces import Namespaces
from kg.sparql import bind, limited, parameters, term, tokens
from kg.store import open_files

NS = Namespaces()
X = ox.NamedNode("https://example.org/x")
FIXED = settings(max_examples=200, deadline=None, derandomize=True, database=None)


@FIXED
@given(st.text(alphabet="{}()<>?$'\"\\#\n :aSELCT19粒._@^|", max_size=60))
def test_tokens_leave_nothing_out(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("SELECT ?a { ?a ?b '?c' }", ["?a", "?a", "?b"]),
        ('ASK { ?a ?b """x "?c" y""" , \'\'\'?d\'\'\' }', ["?a", "?b"]),
        ("ASK { <http://a/?b> ?c ?d # ?e\n}", ["?c", "?d"]),
        ("ASK { ?a kg:causes?/kg:b+ $b }", ["?a", "$b"]),
        ("ASK { FILTER(?a<?b && ?c > 2) }", ["?a", "?b", "?c"]),
        ("ASK { ?粒粒贷 product:a\\?b ?x }", ["?粒粒贷", "?x"]),
    ],
)
def test_variables_are_told_from_text(text: str, variables: list[str]) -> None:
    assert [t.text for t in tokens(text) if t.kind == "variable"] == variables


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ASK { ?x ?p ?o }", "ASK { <T> ?p ?o }"),
        ("SELECT ?x ?y { ?y ?p ?x }", "SELECT (<T> AS ?x) ?y { ?y ?p <T> }"),
        ("SELECT (STR(?x) AS ?s) { }", "SELECT (STR(<T>) AS ?s) { }"),
        ("SELECT ?y { ?y ?p $x } GROUP BY ?y ?x ORDER BY DESC(?x) ?x", "SELECT ?y { ?y ?p <T> } GROUP BY ?y (<T>) ORDER BY DESC(<T>) (<T>)"),
        ("SELECT ?y { { SELECT ?x ?y { ?y ?p ?x } ORDER BY ?x } ?y ?q ?x }", "SELECT ?y { { SELECT (<T> AS ?x) ?y { ?y ?p <T> } ORDER BY (<T>) } ?y ?q <T> }"),
        ("CONSTRUCT { ?x ?p ?xx } WHERE { ?x ?p ?xx FILTER(?xx != ?x) }", "CONSTRUCT { <T> ?p ?xx } WHERE { <T> ?p ?xx FILTER(?xx != <T>) }"),
        ("DESCRIBE ?x", "DESCRIBE <T>"),
        ("ASK { ?s ?p '?x' } # ?x\nVALUES ?s { ?x }", "ASK { ?s ?p '?x' } # ?x\nVALUES ?s { <T> }"),
        ("INSERT { ?s ?p ?x } WHERE { ?s ?p ?o FILTER(?o = ?x) }", "INSERT { ?s ?p <T> } WHERE { ?s ?p ?o FILTER(?o = <T>) }"),
    ],
)  # fmt: skip
def test_a_parameter_becomes_a_term_everywhere(before: str, after: str) -> None:
    assert bind(before, {"x": X}) == after.replace("<T>", str(X))


@pytest.mark.parametrize(
    "sparql",
    ["SELECT ?y { BIND(1 AS ?x) }", "SELECT (1 AS ?x) { }", "ASK { VALUES ?x { 1 } }", "ASK { VALUES (?y ?x) { (1 2) } }"],
)  # fmt: skip
def test_what_the_query_binds_itself_can_not_be_bound(sparql: str) -> None:
    with pytest.raises(QueryError, match=r"the query gives \?x a value of its own"):
        bind(sparql, {"x": X})


def test_a_parameter_that_the_query_lacks() -> None:
    with pytest.raises(UsageError, match=r"no variable \?z; it has: a, b"):
        bind("ASK { ?a ?a ?b }", {"z": X})


@FIXED
@given(st.text(max_size=40))
def test_no_value_escapes_its_literal(value: str) -> None:
    value = value.encode("utf-8", "ignore").decode()
    graph = open_files([])
    rows = list(graph.select("SELECT ?x ?y { VALUES ?y { 1 } }", parameters={"x": value}))
    assert [(row["x"].value, row["y"].value) for row in rows] == [(value, "1")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o }\nLIMIT 3"),
        ("SELECT * { ?s ?p ?o } # LIMIT 9", "SELECT * { ?s ?p ?o } # LIMIT 9\nLIMIT 3"),
        ("SELECT * { ?s ?p ?o } LIMIT 9", "SELECT * { ?s ?p ?o } LIMIT 3"),
        ("SELECT * { ?s ?p ?o } LIMIT 2", "SELECT * { ?s ?p ?o } LIMIT 2"),
        ("SELECT * { ?s ?p ?o } OFFSET 1 limit 9", "SELECT * { ?s ?p ?o } OFFSET 1 limit 3"),
        ("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 9 } }", "SELECT * { { SELECT * { ?s ?p ?o } LIMIT 9 } }\nLIMIT 3"),
        ("SELECT * { ?s ?p ?o } VALUES ?s { 1 2 }", "SELECT * { ?s ?p ?o } LIMIT 3\nVALUES ?s { 1 2 }"),
        ("SELECT * { VALUES ?s { 1 2 } }", "SELECT * { VALUES ?s { 1 2 } }\nLIMIT 3"),
        ("DESCRIBE <http://a>", "DESCRIBE <http://a>\nLIMIT 3"),
    ],
)  # fmt: skip
def test_limits(before: str, after: str) -> None:
    assert limited(before, 3) == after
    assert open_files([]).query(limited(before, 3)) is not None  # it still parses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("product:粒粒贷", "<https://w3id.org/causal-kg/product/粒粒贷>"),
        ("metric:M1+逾期率", "<https://w3id.org/causal-kg/metric/M1+逾期率>"),
        ("kg:Claim", "<https://w3id.org/causal-kg/ontology#Claim>"),
        ("<https://example.org/a>", "<https://example.org/a>"),
        ("nothing:known", '"nothing:known"'),
        ("product: x", '"product: x"'),
        ("粒粒贷", '"粒粒贷"'),
        ('"新规"@zh', '"新规"@zh'),
        ('"a \\"b\\"\\n"', '"a \\"b\\"\\n"'),
        ('"4"^^xsd:decimal', '"4"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("12", '"12"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("-0.5", '"-0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("1e3", '"1e3"^^<http://www.w3.org/2001/XMLSchema#double>'),
        ("2020-07-01", '"2020-07-01"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("} ; DROP ALL", '"} ; DROP ALL"'),
        ("", '""'),
    ],
)
def test_terms_as_people_type_them(text: str, found: str) -> None:
    assert str(term(text, NS)) == found


@pytest.mark.parametrize("text", ["<not an iri>", "<>", "<a b>"])
def test_what_looks_like_an_iri_must_be_one(text: str) -> None:
    with pytest.raises(UsageError, match="not an IRI"):
        term(text, NS)


def test_pairs() -> None:
    assert parameters(["a=1", "?b=x=y", " c = "]) == {"a": "1", "b": "x=y", "c": " "}
    with pytest.raises(UsageError, match="a: given twice"):
        parameters(["a=1", "?a=2"])
    for wrong in ("a", "=1", "a b=1", "a-b=1"):
        with pytest.raises(UsageError, match="write it as name=value"):
            parameters([wrong])


def test_a_sign_between_variables_is_no_iri() -> None:
    # FILTER(?a<?x&&?b>1): the engine reads two comparisons, where the grammar's tokens have an IRI.
    query = "SELECT ?a { VALUES ?a { 1 5 9 } FILTER(?a<?x&&?a>2) }"
    assert bind(query, {"x": ox.Literal(9)}).count("?x") == 0
    assert limited("ASK { ?a ?b ?c FILTER((?a<?b)&&?c>1) } LIMIT 9", 2).endswith("} LIMIT 2")
    relative = "ASK { ?s <?p=1> ?o }"
    assert "<?p=1>" in [token.text for token in tokens(relative)]
