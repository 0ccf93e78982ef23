"""The errors the library raises: one tree, so that one ``except`` is enough.

::

    KgError
    ├── UsageError            the call itself is wrong (exit code 2)
    │   ├── SourceError       a source can't be read: missing, empty, binary, undecodable, too large
    │   ├── QueryError        a SPARQL query that does not parse or may not run
    │   ├── OntologyError     a file in ontology/ is missing or malformed
    │   └── AmbiguousName     a name that fits several entities
    ├── NotFound              the question is fine and its answer is "nothing" (exit code 1)
    ├── ValidationError       the graph breaks a shape, or a quote differs from its text (exit code 1)
    ├── ToolError             a program that was asked for is missing or failed (exit code 3)
    └── StoreError            the store can't be opened, written or reached (exit code 3)
        └── QueryTimeout      a query that was stopped when its time was over

Every message says what went wrong, where, and what to do about it. ``exit_code`` is what the
command line returns for it.
"""

from __future__ import annotations


class KgError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = 2


class UsageError(KgError):
    """The arguments do not make sense together or name something unknown."""


class SourceError(UsageError):
    """A source could not be turned into a document."""


class QueryError(UsageError):
    """A SPARQL query that does not parse, or that may not run here."""


class OntologyError(UsageError):
    """A file of the ontology is missing or malformed."""


class AmbiguousName(UsageError):
    """A name that fits several entities; the message lists them."""


class NotFound(KgError):
    """Nothing in the graph answers the question."""

    exit_code = 1


class Nothing(NotFound):
    """A question about all of a graph, as which sources contradict each other, has an empty answer."""


class ValidationError(KgError):
    """The graph breaks a shape, or a quote is not what its document says."""

    exit_code = 1


class ToolError(KgError):
    """A program that this needs is not installed, or failed."""

    exit_code = 3


class StoreError(KgError):
    """The store can't be opened, is being written by somebody else, or failed."""

    exit_code = 3


class QueryTimeout(StoreError):
    """A query was stopped because its time was over."""


class needs:
    """A context that turns a missing package into one line: ``with needs("pandas", "pandas"): …``

    Raises `UsageError` naming the ``extra`` of kg to install.
    """

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None and issubclass(kind, ImportError):
            raise UsageError(
                f"this needs {self.package}; install it with: pip install 'kg[{self.extra}]'"
            ) from None
