"""Links and entities as a property graph, for tools that know no RDF.

The nodes of causal links become nodes with label, class, aliases, trend and date; the links become
edges with polarity, belief, modality, claims for and against, and the best quote. Values are plain
text and numbers; where a tool can take colours and widths, it gets those of the page.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.errors import NotFound, UsageError
from kg.model import CausalLink, Claim, Entity, Modality, Polarity, Snapshot
from kg.text import one_line

_COLOURS = {
    "Policy": "#1c5a9e",
    "Product": "#85388f",
    "Technology": "#85388f",
    "BusinessModel": "#85388f",
    "Organization": "#4a545f",
    "Person": "#4a545f",
    "Market": "#4a545f",
    "Segment": "#4a545f",
    "Place": "#4a545f",
    "Metric": "#0a6e50",
    "Factor": "#8f5200",
}
_OTHER = "#4a545f"
_POLARITY = {Polarity.PROMOTE: "#b3282d", Polarity.PREVENT: "#1c5a9e"}


def to_networkx(snapshot: Snapshot) -> nx.MultiDiGraph:
    """The links of a snapshot as a MultiDiGraph: nodes by CURIE, edges keyed by link CURIE."""
    graph = nx.MultiDiGraph()
    links = [link for _, link in sorted(snapshot.links.items())]
    for name in sorted({end for link in links for end in (link.cause, link.effect)}):
        entity = snapshot.entities.get(name) or Entity(name, (), name.partition(":")[2], "")
        graph.add_node(name, **_node(entity))
    for link in links:
        graph.add_edge(link.cause, link.effect, key=link.id, **_edge(link, snapshot))
    return graph


def _node(entity: Entity) -> dict[str, Any]:
    return {
        "label": one_line(entity.label) or entity.id,
        "kind": entity.types[0] if entity.types else "Entity",
        "aliases": one_line("; ".join(entity.aliases)),
        "trend": entity.trend.value if entity.trend else "",
        "issued": one_line(entity.issued or ""),
        "language": entity.language,
    }


def _edge(link: CausalLink, snapshot: Snapshot) -> dict[str, Any]:
    support = [snapshot.claims[n] for n in link.supported_by if n in snapshot.claims]
    best = min(support, key=_rank, default=None)
    quote = best.evidence[0] if best is not None and best.evidence else None
    return {
        "polarity": link.polarity.value,
        "belief": link.belief,
        "modality": best.modality.value if best is not None else "",
        "plain": link.plain,
        "claims_for": len(link.supported_by),
        "claims_against": len(link.opposed_by),
        "quote": one_line(quote.quote) if quote else "",
        "document": quote.document if quote else "",
        "quote_start": quote.start if quote else -1,
        "quote_end": quote.end if quote else -1,
    }


_SURE = (
    Modality.ASSERTED,
    Modality.HEDGED,
    Modality.PLANNED,
    Modality.CONDITIONAL,
    Modality.DENIED,
)


def _rank(claim: Claim) -> tuple[int, bool, float, str]:
    return _SURE.index(claim.modality), claim.implicit, -claim.confidence, claim.id


# -- XML ---------------------------------------------------------------------------------------------


def graphml(snapshot: Snapshot) -> Iterator[str]:
    """GraphML (http://graphml.graphdrawing.org), for Cytoscape, yEd, Gephi, igraph, networkx."""
    graph = to_networkx(snapshot)
    for name, data in graph.nodes(data=True):
        data["colour"] = _colour(snapshot, name)
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer, named_key_ids=True)
    yield buffer.getvalue().decode("utf-8") + "\n"


def gexf(snapshot: Snapshot) -> Iterator[str]:
    """GEXF 1.2 with colours and widths (https://gexf.net), for Gephi."""
    graph = to_networkx(snapshot)
    for name, data in graph.nodes(data=True):
        data["viz"] = {"color": _rgb(_colour(snapshot, name))}
    for _, _, data in graph.edges(data=True):
        colour = _rgb(_POLARITY[Polarity(data["polarity"])])
        data["viz"] = {"color": colour, "thickness": round(0.5 + 3 * data["belief"], 2)}
        data["weight"] = data["belief"]
        data["label"] = "−" if data["polarity"] == "prevent" else "+"
    buffer = io.BytesIO()
    nx.write_gexf(graph, buffer)
    text = buffer.getvalue().decode("utf-8")
    # networkx notes the day; equal graphs must give equal files.
    yield re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1) + "\n"


def _colour(snapshot: Snapshot, name: str) -> str:
    entity = snapshot.entities.get(name)
    return next((_COLOURS[t] for t in (entity.types if entity else ()) if t in _COLOURS), _OTHER)


def _rgb(colour: str) -> dict[str, Any]:
    return {
        **{c: int(colour[i : i + 2], 16) for c, i in zip("rgb", (1, 3, 5), strict=True)},
        "a": 1.0,
    }


# -- JSON --------------------------------------------------------------------------------------------


def node_link(snapshot: Snapshot) -> Iterator[str]:
    """networkx's node-link JSON (`networkx.node_link_graph` reads it; so does d3)."""
    data = nx.node_link_data(to_networkx(snapshot), edges="links")
    yield json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


# -- Neo4j -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """A file of a pair."""

    name: str
    text: str


def neo4j(snapshot: Snapshot) -> tuple[Table, Table]:
    """Nodes and relationships as CSV for ``neo4j-admin database import`` (headers typed)."""
    graph = to_networkx(snapshot)
    nodes, links = io.StringIO(), io.StringIO()
    rows = csv.writer(nodes, lineterminator="\n")
    rows.writerow(["curie:ID", "label", "aliases", "trend", "issued", "language", ":LABEL"])
    for name, data in graph.nodes(data=True):
        values = [data[key] for key in ("label", "aliases", "trend", "issued", "language")]
        rows.writerow([_cell(value) for value in (name, *values)] + [f"Entity;{data['kind']}"])
    rows = csv.writer(links, lineterminator="\n")
    rows.writerow(
        [":START_ID", ":END_ID", "link", "belief:double", "modality", "plain:boolean",
         "claimsFor:int", "claimsAgainst:int", "quote", "document", "quoteStart:int", "quoteEnd:int", ":TYPE"]
    )  # fmt: skip
    for cause, effect, key, data in graph.edges(keys=True, data=True):
        values = [
            cause, effect, key, data["belief"], data["modality"], str(data["plain"]).lower(),
            data["claims_for"], data["claims_against"], data["quote"], data["document"],
            data["quote_start"], data["quote_end"],
        ]  # fmt: skip
        rows.writerow([_cell(value) for value in values] + [_type(data)])
    return Table("nodes.csv", nodes.getvalue()), Table("relationships.csv", links.getvalue())


def _cell(value: object) -> object:
    """A text that a spreadsheet won't take for a formula (OWASP, CSV injection)."""
    return "'" + value if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def cypher(snapshot: Snapshot) -> Iterator[str]:
    """A Cypher script that merges the graph into Neo4j or Memgraph; run again, it changes nothing."""
    graph = to_networkx(snapshot)
    yield "CREATE CONSTRAINT entity_curie IF NOT EXISTS FOR (n:Entity) REQUIRE n.curie IS UNIQUE;\n"
    for name, data in graph.nodes(data=True):
        values = {key: data[key] for key in ("label", "aliases", "trend", "issued", "language")}
        yield (
            f"MERGE (n:Entity {{curie: {_literal(name)}}}) "
            f"SET n:{_name(data['kind'])}, n += {_map(values)};\n"
        )
    for cause, effect, key, data in graph.edges(keys=True, data=True):
        values = {k: v for k, v in data.items() if k != "polarity"}
        yield (
            f"MATCH (a:Entity {{curie: {_literal(cause)}}}), (b:Entity {{curie: {_literal(effect)}}}) "
            f"MERGE (a)-[r:{_type(data)} {{link: {_literal(key)}}}]->(b) SET r += {_map(values)};\n"
        )


def _type(data: dict[str, Any]) -> str:
    return "PREVENTS" if data["polarity"] == "prevent" else "PROMOTES"


def _name(text: str) -> str:
    return "`" + text.replace("`", "``") + "`"


def _map(values: dict[str, Any]) -> str:
    return (
        "{" + ", ".join(f"{_name(key)}: {_literal(value)}" for key, value in values.items()) + "}"
    )


def _literal(value: object) -> str:
    """A Cypher literal; texts are single-quoted, with what could end them escaped."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


# -- causal inference --------------------------------------------------------------------------------


def dagitty(snapshot: Snapshot, outcome: str) -> Iterator[str]:
    """DAGitty's model code (http://dagitty.net): the causes of an outcome, which is marked."""
    graph = _dag(snapshot, outcome)
    yield "dag {\n"
    for name in graph:
        mark = " [outcome]" if name == graph.graph["outcome"] else ""
        yield f"{_variable(name)}{mark}\n"
    for cause, effect in graph.edges():
        yield f"{_variable(cause)} -> {_variable(effect)}\n"
    yield "}\n"


def gml(snapshot: Snapshot, outcome: str) -> Iterator[str]:
    """The causes of an outcome as GML, as DoWhy's ``CausalModel(graph=…)`` takes it."""
    graph = _dag(snapshot, outcome)
    del graph.graph["outcome"]
    for line in nx.generate_gml(graph):
        yield line + "\n"


def _variable(label: str) -> str:
    return '"' + label.replace('"', "'").replace("\\", "/") + '"'


def _dag(snapshot: Snapshot, outcome: str) -> nx.DiGraph:
    """The plain links that lead to an outcome; raises `UsageError` for cycles, naming one."""
    whole = nx.DiGraph()
    labels: dict[str, str] = {}
    for link in (link for _, link in sorted(snapshot.links.items())):
        if link.plain:
            whole.add_edge(link.cause, link.effect)
    if outcome not in whole or not whole.in_degree(outcome):
        raise NotFound(f"{outcome}: no causes stated here, so there is no graph to adjust for")
    part = whole.subgraph({outcome, *nx.ancestors(whole, outcome)})
    # Variables are called by their labels, as columns of data are; equal ones are told apart.
    for name in sorted(part):
        entity = snapshot.entities.get(name)
        label = one_line(entity.label) if entity else name
        labels[name] = label if label not in labels.values() else f"{label} ({name})"
    graph = nx.DiGraph(outcome=labels[outcome])
    graph.add_nodes_from(labels.values())
    graph.add_edges_from((labels[cause], labels[effect]) for cause, effect in sorted(part.edges()))
    if not nx.is_directed_acyclic_graph(graph):
        loop = [edge[0] for edge in nx.find_cycle(graph)]
        raise UsageError(
            f"a causal model has no cycles, and there is one here: {' → '.join((*loop, loop[0]))}; "
            "leave links out, by --min-belief or --source"
        )
    return graph
