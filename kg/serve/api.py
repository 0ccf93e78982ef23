"""Causal questions as JSON, and the OpenAPI 3.1 document that describes them.

A question is a line in `QUESTIONS`: its name, what it says, its parameters, and the method of
`kg.network.Network` that answers it. To add one, add a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import kg
from kg import records
from kg.errors import AmbiguousName, KgError, NotFound, Nothing, UsageError
from kg.network import Network
from kg.serve.protocol import Refused
from kg.store import Graph

_LONGEST = 1000  # characters of a name


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: ``kind`` is string, integer or number; ``many`` may be repeated."""

    name: str
    says: str
    kind: str = "string"
    required: bool = False
    many: bool = False
    low: float | None = None
    high: float | None = None

    def schema(self) -> dict[str, Any]:
        """Its JSON schema."""
        schema: dict[str, Any] = {"type": self.kind}
        if self.kind == "string":
            schema |= {"minLength": 1, "maxLength": _LONGEST}
        if self.low is not None:
            schema["minimum"] = self.low
        if self.high is not None:
            schema["maximum"] = self.high
        return (
            {"type": "array", "items": schema, "minItems": 1, "maxItems": 20}
            if self.many
            else schema
        )

    def read(self, values: Sequence[str]) -> Any:
        """Its value from what an address gives; raises `Refused`."""
        if not values:
            if self.required:
                raise Refused(400, f"{self.name} is missing: {self.says}")
            return None
        if len(values) > (20 if self.many else 1):
            raise Refused(400, f"{self.name} is given too often")
        found = [self._one(value) for value in values]
        return found if self.many else found[0]

    def _one(self, value: str) -> Any:
        if self.kind == "string":
            if not 0 < len(value) <= _LONGEST:
                raise Refused(400, f"{self.name}: give 1 to {_LONGEST} characters")
            return value
        try:
            number = int(value) if self.kind == "integer" else float(value)
        except ValueError as error:
            raise Refused(400, f"{self.name}: {value[:40]!r} is no {self.kind}") from error
        if (
            not (self.low if self.low is not None else number)
            <= number
            <= (self.high if self.high is not None else number)
        ):
            raise Refused(400, f"{self.name}: give {self.low:g} to {self.high:g}")
        return number


@dataclass(frozen=True, slots=True)
class Question:
    """A path below ``/api/``."""

    name: str
    says: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Network, dict[str, Any]], Any]


_ENTITY = Parameter("entity", "a label, an alias, part of one, or a CURIE", required=True)
_OUTCOME = Parameter("entity", "an outcome; without one, all of the graph")
_DEPTH = Parameter("depth", "hops to follow", "integer", low=1, high=10)
_BELIEF = Parameter("min_belief", "links believed at least so much", "number", low=0, high=1)
_PAIR = (
    Parameter("first", "one entity", required=True),
    Parameter("second", "another entity", required=True),
)


def _call(name: str, *positional: str) -> Callable[[Network, dict[str, Any]], Any]:
    def answer(network: Network, values: dict[str, Any]) -> Any:
        given = {key: value for key, value in values.items() if value is not None}
        first = [given.pop(key) for key in positional if key in given]
        return getattr(network, name)(*first, **given)

    return answer


QUESTIONS = (
    Question("why", "The causes of an entity", (_ENTITY, _DEPTH, _BELIEF), _call("why", "entity")),
    Question(
        "effects", "What an entity led to", (_ENTITY, _DEPTH, _BELIEF), _call("effects", "entity")
    ),
    Question(
        "path",
        "How one thing leads to another",
        (
            Parameter("cause", "where the path begins", required=True),
            Parameter("effect", "where it ends", required=True),
            Parameter("limit", "at most so many paths", "integer", low=1, high=20),
        ),
        _call("path", "cause", "effect"),
    ),
    Question("common", "Causes that two entities share", _PAIR, _call("common", "first", "second")),
    Question(
        "whatif",
        "What falls without some causes, and what stands",
        (Parameter("without", "a cause to leave out; repeatable", required=True, many=True),),
        _call("whatif", "without"),
    ),
    Question("loops", "What feeds or checks itself", (), _call("loops")),
    Question("roots", "Causes that nothing here causes", (_OUTCOME,), _call("roots", "entity")),
    Question(
        "bottlenecks", "What everything passes through", (_OUTCOME,), _call("bottlenecks", "entity")
    ),
    Question("conflicts", "Where sources contradict each other", (), _call("conflicts")),
    Question("compare", "The numbers of two entities", _PAIR, _call("compare", "first", "second")),
    Question(
        "timeline",
        "What is dated, in order",
        (
            Parameter("entity", "an entity; without one, all of the graph"),
            Parameter("since", "a period: 2020, 2020-Q4, 2020-07"),
            Parameter("until", "a period"),
        ),
        _call("timeline", "entity"),
    ),
    Question("show", "Everything about one entity", (_ENTITY,), _call("show", "entity")),
)


TASK = "kg.serve.api:told"
"""`told`, by name: what a process beside the server is asked to call."""


def told(graph: Graph, asked: tuple[str, Sequence[tuple[str, str]]]) -> bytes:
    """The answer to a question by its name: three digits of an HTTP status, and what goes with it."""
    name, fields = asked
    question = next(q for q in QUESTIONS if q.name == name)
    try:
        return b"200" + answered(question, _network(graph), fields).encode("utf-8", "replace")
    except Refused as refused:
        return f"{refused.status}{refused.message}".encode("utf-8", "replace")


@lru_cache(maxsize=1)
def _network(graph: Graph) -> Network:
    """The graph's questions, with what the last ones have read of it."""
    return graph.network()


def answered(question: Question, network: Network, fields: Sequence[tuple[str, str]]) -> str:
    """The JSON of an answer; raises `Refused` with the status that fits what went wrong."""
    known = {parameter.name for parameter in question.parameters}
    if unknown := sorted({name for name, _ in fields} - known):
        raise Refused(
            400,
            f"no parameter called {unknown[0][:40]}; there are: {', '.join(sorted(known)) or 'none'}",
        )
    values = {
        parameter.name: parameter.read([v for n, v in fields if n == parameter.name])
        for parameter in question.parameters
    }
    try:
        return records.as_json(network, question.answer(network, values))
    except Nothing:
        return "[]"
    except NotFound as error:
        raise Refused(404, str(error)) from error
    except AmbiguousName as error:
        raise Refused(409, str(error)) from error
    except UsageError as error:
        raise Refused(400, str(error)) from error
    except KgError as error:
        raise Refused(500, "the graph could not be read") from error


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document of ``/api/``."""
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    failures = {
        "400": {"description": "A parameter is missing or wrong", "content": error},
        "401": {"description": "A token is needed", "content": error},
        "404": {"description": "Nothing in the graph answers this", "content": error},
        "409": {
            "description": "The name fits several entities, which are listed",
            "content": error,
        },
        "503": {"description": "Too much is asked at once; try again", "content": error},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kg: causal questions",
            "version": kg.__version__,
            "description": "Answers come from one causal knowledge graph, each with quotes and offsets.",
        },
        "paths": {
            f"/api/{question.name}": {
                "get": {
                    "operationId": question.name,
                    "summary": question.says,
                    "parameters": [
                        {
                            "name": parameter.name,
                            "in": "query",
                            "description": parameter.says,
                            "required": parameter.required,
                            "schema": parameter.schema(),
                        }
                        for parameter in question.parameters
                    ],
                    "responses": {
                        "200": {
                            "description": question.says,
                            "content": {
                                "application/json": {"schema": {"type": ["object", "array"]}}
                            },
                        },
                        **failures,
                    },
                }
            }
            for question in QUESTIONS
        },
        "components": {
            "schemas": {
                "Error": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {"error": {"type": "string"}},
                }
            }
        },
    }
