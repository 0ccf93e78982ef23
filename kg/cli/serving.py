"""The command that serves a graph."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from typing import Annotated, Optional

import typer

from kg.cli.asking import Graph


def serve(
    graph: Graph = "graph",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8765,
    write: Annotated[
        bool,
        typer.Option("--write", help="Allow SPARQL UPDATE with the token of KG_WRITE_TOKEN."),
    ] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Listen beyond this machine without a token.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=3600, help="Seconds a query may take.")
    ] = 30.0,
    origin: Annotated[
        Optional[list[str]],
        typer.Option(help="Web site whose scripts may ask (CORS); repeatable."),
    ] = None,
) -> None:
    """Serve the graph: SPARQL endpoint, JSON questions, and the page with a query editor.

    KG_TOKEN, if set, is asked of every request (Authorization: Bearer); without it only this
    machine may connect, unless --public is given.
    """
    from kg.errors import UsageError, needs
    from kg.serve import LOOPBACK, Limits, Settings
    from kg.store import is_address

    token, write_token = (
        os.environ.get("KG_TOKEN") or None,
        os.environ.get("KG_WRITE_TOKEN") or None,
    )
    if host not in LOOPBACK and token is None and not public:
        raise UsageError(
            f"--host {host} lets other machines connect: set KG_TOKEN to a secret, or say --public"
        )
    for site in origin or ():
        if not re.fullmatch(r"https?://[\w.\-\[\]:]+", site):
            raise UsageError(f"--origin {site}: give a site as browsers do, https://example.org")
    if write and is_address(graph):
        raise UsageError(
            "--write changes a graph in a folder; a store has an update endpoint of its own"
        )
    if write and write_token is None:
        raise UsageError(
            "--write asks for a secret in KG_WRITE_TOKEN, which clients send as a token"
        )
    with needs("starlette and uvicorn", "serve"):
        import uvicorn

        from kg.serve.app import application

    settings = Settings(
        token=token,
        write_token=write_token if write else None,
        origins=tuple(origin or ()),
        limits=Limits(seconds=timeout),
        local=token is None and not public,
    )
    config = uvicorn.Config(
        application(graph, settings),
        host=host,
        port=port,
        # Clients hear of what fails; requests that Ctrl-C cuts off are no faults.
        log_level="critical",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    try:
        socket = config.bind_socket()
    except SystemExit:  # uvicorn's way to say that the address is taken
        raise UsageError(f"{host}:{port}: can't listen there; choose another by --port") from None
    socket.listen(config.backlog)  # who reads the address below may connect at once
    bound = socket.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    print(f"http://{shown}:{bound}/ serves {graph}; Ctrl-C ends it", file=sys.stderr, flush=True)
    with suppress(KeyboardInterrupt):  # uvicorn raises it again when it has closed
        server.run(sockets=[socket])
    # A query that still runs in a thread would be waited for; its process ends with this one.
    sys.stderr.flush()
    os._exit(0)
