"""An endpoint for a graph: SPARQL 1.1 Protocol, causal questions as JSON, the page with a query editor.

::

    protocol   SPARQL requests → operations; formats; the service description
    api        causal questions as JSON, and the OpenAPI document that says so
    site       the page and the editor
    writer     an update, in a process of its own
    app        all of it as an ASGI application, with its limits

Reading is for everybody who may connect; writing needs ``--write`` and a token.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LOOPBACK", "Limits", "Settings"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""The names of this machine."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take.

    ``seconds`` of evaluation for a query; bytes of a result and of a request's body; requests that
    are worked on at a time, and that wait.
    """

    seconds: float = 30.0
    result: int = 50_000_000
    body: int = 1_000_000
    concurrency: int = 8
    waiting: int = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """Who may do what: ``token`` is asked of everybody, ``write_token`` of those who change the graph.

    None means that nothing is asked, or that nobody may. ``origins`` may read from other sites (CORS).
    ``local``: only addresses that name this machine are answered.
    """

    token: str | None = None
    write_token: str | None = None
    origins: tuple[str, ...] = ()
    limits: Limits = Limits()
    local: bool = False
