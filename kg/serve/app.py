"""The endpoint as an ASGI application (Starlette), with its limits and its errors.

Every request that works on the graph runs in a thread, at most so many at a time. A query, and a
causal question, runs in a process beside this one, which is ended when its time is over; nothing it
does can take the server along.
"""

from __future__ import annotations

import hmac
import io
import json
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import results
from kg.child import call
from kg.errors import KgError, QueryError, QueryTimeout, StoreError, UsageError
from kg.publish import place_of, version_of
from kg.query import evaluate
from kg.serve import LOOPBACK, Settings, api, site
from kg.serve.protocol import (
    GRAPHS,
    ROWS,
    Operation,
    Refused,
    description,
    negotiated,
    operation,
)
from kg.serve.writer import update
from kg.store import Graph, open_graph

Handler = Callable[[Request], Awaitable[Response]]

_SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def application(graph: Path | str, settings: Settings | None = None) -> Starlette:
    """The endpoint of the graph in a folder, of an RDF file, or of the graph in a store elsewhere.

    A build that publishes a new generation shows with the next request. Raises `StoreError` if there
    is no graph.
    """
    server = _Server(place_of(graph), settings or Settings())
    routes = [
        Route("/sparql", server.handles(server.sparql), methods=["GET", "POST"]),
        Route("/api/{name}", server.handles(server.question), methods=["GET"]),
        Route("/openapi.json", server.handles(server.openapi), methods=["GET"]),
        Route("/page", server.handles(server.page), methods=["GET"]),
        Route("/editor.json", server.handles(server.editor), methods=["GET"]),
        Route("/{name}", server.handles(server.file), methods=["GET"]),
        Route("/", server.handles(server.file), methods=["GET"]),
    ]
    origins = list(server.settings.origins)
    cors = [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
        )
    ]
    return Starlette(routes=routes, middleware=cors if origins else [])


@dataclass(frozen=True)
class _Served:
    """What is published: a generation, and what was drawn of it."""

    graph: Graph
    pages: dict[str, bytes] = field(default_factory=dict)


class _Server:
    def __init__(self, path: Path | str, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self.limits = settings.limits
        self._lock = threading.Lock()
        self._served = _Served(open_graph(path))
        self._limiter: anyio.CapacityLimiter | None = None
        self._waiting = 0

    # -- the graph ------------------------------------------------------------------------------

    def served(self) -> _Served:
        """The generation that is published now."""
        if self._served.graph.version is None:
            return self._served
        with self._lock:
            if version_of(self.path) != self._served.graph.version:
                self._served = _Served(open_graph(self.path))
            return self._served

    def graph(self) -> Graph:
        """The graph of the generation that is published now."""
        return self.served().graph

    # -- every request --------------------------------------------------------------------------

    def handles(self, answer: Handler) -> Handler:
        """``answer`` behind the token, within the limits, its errors as short texts."""

        async def handle(request: Request) -> Response:
            try:
                self._admit(request)
                return await answer(request)
            except Refused as refused:
                return self._refusal(request, refused)

        return handle

    def _refusal(self, request: Request, refused: Refused) -> Response:
        headers = {**_SAFE, **refused.headers}
        if request.url.path.startswith("/api/"):
            body = json.dumps({"error": refused.message}, ensure_ascii=False)
            return Response(body, refused.status, headers, "application/json")
        return Response(
            refused.message + "\n", refused.status, headers, "text/plain; charset=utf-8"
        )

    def _admit(self, request: Request) -> None:
        settings = self.settings
        # A site can give this machine's address to a name of its own, and then passes for us.
        if settings.local and request.url.hostname not in LOOPBACK:
            raise Refused(403, "this endpoint answers to this machine's own names only")
        origin = request.headers.get("origin")
        # By host alone: behind a proxy that ends TLS, our own page is https and we are asked by http.
        own = origin is None or _host(origin) == request.url.netloc
        if not own and origin not in settings.origins:
            raise Refused(403, "scripts of other sites may not ask; --origin names those that may")
        # Who may write may read.
        tokens = [t for t in (settings.token, settings.write_token) if t is not None]
        if settings.token is not None and not any(_bears(request, token) for token in tokens):
            raise Refused(401, "this endpoint asks for a token: Authorization: Bearer …", _BEARER)

    async def _work(self, task: Callable[[], Any]) -> Any:
        """Run ``task`` in a thread; `KgError` becomes an answer, anything else says nothing."""
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self.limits.concurrency)
        if self._waiting >= self.limits.waiting:
            raise Refused(503, "too many requests wait already; try again", {"Retry-After": "2"})
        self._waiting += 1
        try:
            return await to_thread.run_sync(
                lambda: _alone(task), limiter=self._limiter, abandon_on_cancel=True
            )
        except Refused:
            raise
        except QueryTimeout as error:
            raise Refused(503, f"stopped after {self.limits.seconds:g} seconds") from error
        except (QueryError, UsageError) as error:
            raise Refused(400, str(error)) from error
        except KgError as error:
            raise Refused(500, "the graph could not be read or written") from error
        except Exception as error:
            # What went wrong inside is no business of a client's.
            raise Refused(500, "an error inside the server") from error
        finally:
            self._waiting -= 1

    async def _body(self, request: Request) -> bytes:
        most = self.limits.body
        parts = bytearray()
        async for part in request.stream():
            parts += part
            if len(parts) > most:
                raise Refused(413, f"the body is larger than {most:,} bytes")
        return bytes(parts)

    # -- SPARQL ---------------------------------------------------------------------------------

    async def sparql(self, request: Request) -> Response:
        """The SPARQL 1.1 Protocol."""
        body = await self._body(request) if request.method == "POST" else b""
        fields = parse_qsl(request.url.query, keep_blank_values=True)
        method = "GET" if request.method == "HEAD" else request.method
        asked = operation(method, request.headers.get("content-type", ""), fields, body)
        accept = request.headers.get("accept", "")
        if asked is None:
            media, form = negotiated(accept, GRAPHS)
            address = str(request.url.replace(query=""))
            data = await self._work(lambda: self._described(address, form))
            return Response(data, 200, _SAFE, _with_charset(media))
        if asked.update:
            self._may_write(request)
            await self._work(lambda: self._update(asked))
            return Response(status_code=204, headers=_SAFE)
        data, media = await self._work(lambda: self._query(asked, accept))
        return Response(data, 200, {**_SAFE, "Vary": "Accept"}, _with_charset(media))

    def _described(self, address: str, form: str) -> bytes:
        import pyoxigraph as ox

        graph = self.graph()
        writable = self.settings.write_token is not None
        names = [g for g in graph.store.named_graphs() if isinstance(g, ox.NamedNode)]
        triples = description(address, names, writable=writable)
        formats = {
            "ttl": ox.RdfFormat.TURTLE,
            "nt": ox.RdfFormat.N_TRIPLES,
            "jsonld": ox.RdfFormat.JSON_LD,
            "rdf": ox.RdfFormat.RDF_XML,
        }
        return ox.serialize(triples, format=formats[form]) or b""

    def _query(self, asked: Operation, accept: str) -> tuple[bytes, str]:
        graph = self.graph()
        # A request that names graphs names all of its dataset (section 2.1.4 of the protocol).
        told = bool(asked.default_graphs or asked.named_graphs)
        found = evaluate(
            graph,
            asked.text,
            documents=asked.default_graphs,
            named=asked.named_graphs if told else None,
            timeout=self.limits.seconds,
        )
        rows = hasattr(found, "serialize")
        media, form = negotiated(accept, ROWS if rows else GRAPHS)
        output = _Bounded(self.limits.result)
        results.write(found, output, form, graph)
        return output.getvalue(), media

    def _may_write(self, request: Request) -> None:
        token = self.settings.write_token
        if token is None:
            raise Refused(
                403, "this endpoint only reads; start it with --write to change the graph"
            )
        if not _bears(request, token):
            raise Refused(401, "changing the graph asks for the write token", _BEARER)

    def _update(self, asked: Operation) -> None:
        if asked.default_graphs or asked.named_graphs:
            raise Refused(400, "name graphs in the update (USING) instead of in the request")
        if self._served.graph.path is None:
            raise Refused(403, "RDF files are only read; serve the folder of a graph to change it")
        try:
            update(str(self.path), asked.text, self.limits.seconds)
        except QueryTimeout:
            raise
        except StoreError as error:
            raise Refused(503, f"not now: {error}", {"Retry-After": "2"}) from error

    # -- the rest -------------------------------------------------------------------------------

    async def question(self, request: Request) -> Response:
        """A causal question, as JSON."""
        name = request.path_params["name"]
        question = next((q for q in api.QUESTIONS if q.name == name), None)
        if question is None:
            raise Refused(
                404,
                f"no question of this name; there are: {', '.join(q.name for q in api.QUESTIONS)}",
            )
        fields = parse_qsl(request.url.query, keep_blank_values=True)

        answer = await self._work(lambda: self._answer(question.name, fields))
        return Response(answer, 200, _SAFE, "application/json")

    def _answer(self, name: str, fields: list[tuple[str, str]]) -> bytes:
        graph, asked = self.graph(), (name, fields)
        # A store elsewhere has limits of its own, and a child would have to read all of it.
        pieces = (
            iter([api.told(graph, asked)])
            if graph.remote
            else call(graph, api.TASK, asked, self.limits.seconds)
        )
        answer = bytearray()
        for piece in pieces:
            answer += piece
            if len(answer) > self.limits.result:
                raise Refused(
                    400, f"the answer is larger than {self.limits.result:,} bytes; ask for less"
                )
        if answer[:3] != b"200":
            raise Refused(int(answer[:3]), answer[3:].decode())
        return bytes(answer[3:])

    async def openapi(self, request: Request) -> Response:
        """The OpenAPI document."""
        return Response(json.dumps(api.openapi(), indent=1), 200, _SAFE, "application/json")

    async def page(self, request: Request) -> Response:
        """The page of the graph."""
        language = request.query_params.get("lang", "zh")

        def draw() -> bytes:
            served = self.served()
            if language not in served.pages:
                served.pages[language] = site.page(served.graph, language)
            return served.pages[language]

        return Response(await self._work(draw), 200, _SAFE, "text/html; charset=utf-8")

    async def editor(self, request: Request) -> Response:
        """What the editor knows."""
        data = await self._work(lambda: site.known(self.graph()))
        return Response(data, 200, _SAFE, "application/json")

    async def file(self, request: Request) -> Response:
        """A file of the editor."""
        data, media = site.file(request.path_params.get("name", ""))
        return Response(data, 200, {**_SAFE, "Content-Security-Policy": site.POLICY}, media)


def _alone(task: Callable[[], Any]) -> Any:
    try:
        return task()
    except (Refused, KgError) as error:
        # Where it came from holds rows of the engine, which must end in the thread that began them.
        error.__context__ = None
        raise error.with_traceback(None) from None


_BEARER = {"WWW-Authenticate": 'Bearer realm="kg"'}


def _bears(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(
        given.strip().encode(), token.encode()
    )


def _with_charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


class _Bounded(io.BytesIO):
    """A result that may not grow beyond a limit: half an answer would pass for a whole one."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > self._most:
            raise Refused(400, f"the result is larger than {self._most:,} bytes; add a LIMIT")
        return super().write(data)


def _host(origin: str) -> str | None:
    """The host and port that an Origin header names; None if it is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
