"""HTTP to a SPARQL store: where its endpoints are, credentials, timeouts, retries, errors to act on."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from kg.errors import QueryError, QueryTimeout, StoreError, UsageError, needs

Form = list[tuple[str, str]]

_LOCAL = ("localhost", "127.0.0.1", "::1")
_CONNECT = 10.0
_BUSY = (429, 502, 503, 504)
_TRIES = 4
_LONGEST_WAIT = 30

# By the shape of the query endpoint's path: where updates go. To add a store, add a line.
_SHAPES = (
    (r"(/repositories/[^/]+)$", r"\1/statements"),  # GraphDB, RDF4J
    (r"/query$", "/update"),  # Oxigraph, Fuseki, Stardog
)


@dataclass(slots=True)
class Places:
    """The addresses of a store: queries, updates, and the graph store if it is needed."""

    query: str
    update: str
    graphs: str | None = None


def places(address: str) -> Places:
    """The endpoints of the store at ``address``; KG_STORE_UPDATE and KG_STORE_GRAPHS overrule.

    Raises `UsageError` for an address with credentials in it, or that is none.
    """
    parts = _parts(str(address).strip())
    path = parts.path if parts.path not in ("", "/") else "/query"
    query = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    for shape, place in _SHAPES:
        path = re.sub(shape, place, path)
    update = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    return Places(query, _told("KG_STORE_UPDATE") or update, _told("KG_STORE_GRAPHS"))


def _told(variable: str) -> str | None:
    """The address in an environment variable, if there is one."""
    if not (given := os.environ.get(variable, "").strip()):
        return None
    return urlunsplit(_parts(given, f"{variable}="))


def _parts(address: str, where: str = "") -> SplitResult:
    """The parts of an address that can be sent to."""
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise UsageError(f"{where}{address}: no address of a SPARQL endpoint ({error})") from None
    if not known:
        raise UsageError(f"{where}{address}: give the address of a SPARQL endpoint, http(s)://…")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"{where}credentials do not belong into an address, which others can read; put them "
            "into KG_STORE_USER and KG_STORE_PASSWORD, KG_STORE_TOKEN, or a netrc file"
        )
    return parts


class Failed(StoreError):
    """The store says that it could not do what it was asked."""


class Body:
    """The body of an answer as a file, read as it arrives; ends with an error at the deadline."""

    def __init__(
        self, response: Any, address: str, deadline: float | None, given: float | None
    ) -> None:
        self.headers = response.headers
        self._raw = response.raw
        self._response = response
        self._address = address
        self._deadline = deadline
        self._given = given

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; empty at the end."""
        from urllib3.exceptions import HTTPError

        try:
            if self._deadline is not None:
                left = self._deadline - time.monotonic()
                if left <= 0:
                    self.close()
                    raise late(self._given)
                sock = getattr(self._raw.connection, "sock", None)
                if sock is not None:
                    sock.settimeout(left)
            data = self._raw.read(size if size and size > 0 else 1 << 16, decode_content=True)
            return bytes(data)
        except (HTTPError, OSError) as error:
            self.close()
            if self._deadline is not None and time.monotonic() >= self._deadline - 0.05:
                raise late(self._given) from None
            raise StoreError(
                f"{self._address}: the answer broke off ({error}); ask again"
            ) from error

    def close(self) -> None:
        """Let go of the connection; nothing more is read."""
        self._response.close()

    def rest(self) -> bytes:
        """Everything until the end."""
        return b"".join(iter(self.read, b""))


class Client:
    """Requests to one store: authenticated, verified, retried where a repetition can do no harm."""

    def __init__(self) -> None:
        with needs("requests", "remote"):
            import requests
        from requests.adapters import HTTPAdapter
        from urllib3 import Retry

        self._patient = requests.Session()
        retry = Retry(
            total=_TRIES,
            status_forcelist=_BUSY,
            allowed_methods=None,
            backoff_factor=0.5,
            retry_after_max=_LONGEST_WAIT,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self._patient.mount(scheme, HTTPAdapter(max_retries=retry))
        self._once = requests.Session()
        for session in (self._patient, self._once):
            session.headers["User-Agent"] = "kg"
        token = os.environ.get("KG_STORE_TOKEN")
        user, password = os.environ.get("KG_STORE_USER"), os.environ.get("KG_STORE_PASSWORD")
        self._token = token
        self._given = (user, password or "") if user else None

    def send(
        self,
        address: str,
        data: Form | bytes,
        *,
        accept: str = "*/*",
        media: str | None = None,
        params: dict[str, str] | None = None,
        timeout: float | None = None,
        again: bool = False,
    ) -> Body:
        """The answer of the store; ``again`` says that a repetition does no harm.

        Raises `StoreError` for a store that can't be reached or that refuses, `QueryError` for what
        it does not understand (400), `QueryTimeout` after ``timeout`` seconds.
        """
        import requests

        deadline = None if timeout is None else time.monotonic() + timeout
        session = self._patient if again and timeout is None else self._once
        headers = {"Accept": accept, **({"Content-Type": media} if media else {})}
        if self._token:
            _confidential(address, "a token")
            # As an authentication, so that no netrc entry takes its place.
            session.auth = self._bear
        # What the store says of its own accord is waited for, but not for ever.
        waits = (_CONNECT, timeout if timeout is not None else _patience())
        try:
            for attempt in (1, 2):
                response = session.request(
                    "POST", address, data=data, params=params, headers=headers,
                    timeout=waits, stream=True, allow_redirects=False,
                )  # fmt: skip
                if response.status_code != 401 or attempt == 2 or self._token:
                    break
                if not self._identify(
                    session, address, response.headers.get("www-authenticate", "")
                ):
                    break
                response.close()
        except requests.Timeout as error:
            if timeout is not None:
                raise late(timeout) from error
            raise StoreError(
                f"{address}: no answer within {waits[1]:g} s; KG_STORE_TIMEOUT sets how long to wait"
            ) from error
        except (ValueError, requests.exceptions.InvalidURL) as error:
            raise UsageError(
                f"{address}: this address, or the credentials for it, can't be sent ({error})"
            ) from None
        except requests.RequestException as error:
            raise StoreError(f"{address}: can't be reached ({_reason(error)})") from error
        if response.status_code >= 300:
            self._refused(response, address)
        return Body(response, address, deadline, timeout)

    def _bear(self, request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def _identify(self, session: Any, address: str, asked: str) -> bool:
        """Answer a 401 in the way that the store asks for, if credentials are known."""
        import requests

        known = self._given or requests.utils.get_netrc_auth(address)
        if known is None:
            return False
        if "digest" in asked.lower():
            session.auth = requests.auth.HTTPDigestAuth(*known)
        else:
            _confidential(address, "a password")
            # As RFC 7617 recommends; requests would write Latin-1.
            session.auth = requests.auth.HTTPBasicAuth(*(word.encode() for word in known))
        return True

    def _refused(self, response: Any, address: str) -> None:
        code = response.status_code
        said = _said(response)
        response.close()
        if code < 400:
            where = response.headers.get("location", "elsewhere")
            raise StoreError(f"{address}: the store is at {where}; name that address")
        if code in (401, 403):
            raise StoreError(
                f"{address}: access refused ({code}); give KG_STORE_USER and KG_STORE_PASSWORD, "
                "KG_STORE_TOKEN, or a netrc entry"
            )
        if code == 400:
            raise QueryError(f"{address}: the store does not understand this: {said}")
        if code == 404:
            raise StoreError(f"{address}: nothing is here (404); name the store's query endpoint")
        raise Failed(f"{address}: the store failed ({code}): {said}")


def _patience() -> float:
    said = os.environ.get("KG_STORE_TIMEOUT") or "300"
    try:
        seconds = float(said)
    except ValueError:
        seconds = 0
    if not 0 < seconds < 1e6:
        raise UsageError(f"KG_STORE_TIMEOUT={said}: give seconds")
    return seconds


def _confidential(address: str, what: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise UsageError(f"{address}: {what} would travel unencrypted; use https")


def late(given: float | None) -> QueryTimeout:
    """The error of a query that had ``given`` seconds."""
    return QueryTimeout(
        f"the query was stopped after {given:g} s; narrow it, or give it more time with --timeout"
    )


def _said(response: Any) -> str:
    """The first words of an error's body."""
    from urllib3.exceptions import HTTPError

    try:
        text = response.raw.read(4000, decode_content=True).decode("utf-8", "replace")
    except (HTTPError, OSError):
        text = ""  # it broke off; the status still says what happened
    text = (
        re.sub(r"<[^>]*>", " ", text)
        if "html" in response.headers.get("content-type", "")
        else text
    )
    return " ".join(text.split())[:300] or "without a word"


def _reason(error: Exception) -> str:
    """The innermost cause of a failed connection, without the addresses that wrap it."""
    found = re.search(r"\[Errno [^\]]*\] [^')\"]*|certificate verify failed[^')(]*", str(error))
    return found[0].strip() if found else type(error).__name__
