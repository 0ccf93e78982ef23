"""The text of a query, read as tokens: parameters bound, rows limited, ways to the network found.

The engine binds variables of the outermost pattern only, and only those that a query returns; so
parameters are bound here, in the text, token by token: a variable becomes a term written as
N-Triples, never a piece of text. Tokens follow the SPARQL 1.1 grammar, section 19.8.
"""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox

from kg.errors import QueryError, UsageError
from kg.namespaces import VOCABULARIES, Namespaces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    Term: TypeAlias = ox.NamedNode | ox.Literal
    Results: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]

_NUMBER = r"[+-]?(?:\d+|\d*\.\d+|(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+)"
_QUOTED = r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(\S+))?'


@cache
def _token() -> re.Pattern[str]:
    # Compiled when needed: that takes longer than a small query.
    return re.compile(
        r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
      | (?P<string>"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
              | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w[\w\u00b7\u203f\u2040]*)
      | (?P<name>(?:[^\W\d_][\w.\-\u00b7]*)?:(?:[\w:.\-\u00b7]|\\[_~.\-!$&'()*+,;=/?\#@%]|%[0-9A-Fa-f]{2})*)
      | (?P<word>[^\W\d_]\w*)
      | (?P<number>\d[\w.]*)
      | (?P<space>\s+)
      | (?P<sign>.)""",
        re.VERBOSE | re.DOTALL,
    )


# What is no IRI between < and > in an expression: conditions, and variables behind the first.
_COMPARES = re.compile(r"&&|[^<][?$]\w")


class Token:
    """A token: its kind (a group of the pattern above), its text, and its depth in ``{`` and ``(``."""

    __slots__ = ("braces", "kind", "parens", "text")

    def __init__(self, kind: str, text: str, braces: int, parens: int) -> None:
        self.kind = kind
        self.text = text
        self.braces = braces
        self.parens = parens

    @property
    def word(self) -> str:
        """The keyword, in capitals; empty for anything else."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(sparql: str) -> Iterator[Token]:
    """The tokens of a query or update, white space and comments included: joined, they are the text.

    >>> [t.text for t in tokens("ASK { ?s ?p '}' }") if t.kind != "space"]
    ['ASK', '{', '?s', '?p', "'}'", '}']
    """
    braces = parens = at = 0
    operand = False  # whether the last token is one that "less than" may follow
    while match := _token().match(sparql, at):
        kind, text = str(match.lastgroup), match[0]
        if kind == "iri" and operand and parens and _COMPARES.search(text):
            kind, text = "sign", "<"  # FILTER(?a<?high&&?a>?low), as the engine reads it
        at += len(text)
        if kind not in ("space", "comment"):
            operand = kind in ("variable", "number", "string") or text == ")"
        if text in ")}" and kind == "sign":
            braces -= text == "}"
            parens -= text == ")"
        yield Token(kind, text, braces, parens)
        if text in "({" and kind == "sign":
            braces += text == "{"
            parens += text == "("


def bind(sparql: str, parameters: Mapping[str, Term | str | float]) -> str:
    """The query with its ``parameters`` (variable names without ``?``) replaced by terms.

    Python strings and numbers become literals. Where a query returns a parameter, the column stays.
    Raises `UsageError` if the query has no such
    variable, `QueryError` if it gives the variable a value of its own.

    >>> bind("SELECT ?x ?y { ?x kg:causes ?y }", {"x": ox.NamedNode("https://example.org/a")})
    'SELECT (<https://example.org/a> AS ?x) ?y { <https://example.org/a> kg:causes ?y }'
    """
    out: list[str] = []
    unused = set(parameters)
    mode, level = "", 0  # what the last clause word was, and how deep in parentheses it stood
    before = ""  # the last token that is no space
    for token in tokens(sparql):
        text = token.text
        if token.kind in ("space", "comment"):
            out.append(text)
            continue
        if token.word in ("SELECT", "BY", "VALUES"):
            mode, level = token.word, token.parens
        elif text in ("{", "}") or token.word in (
            "WHERE",
            "FROM",
            "HAVING",
            "LIMIT",
            "OFFSET",
            "ORDER",
        ):
            mode = ""
        elif token.kind == "variable" and text[1:] in parameters:
            name = text[1:]
            unused.discard(name)
            if before == "AS" or mode == "VALUES":
                raise QueryError(f"parameter {name}: the query gives ?{name} a value of its own")
            value = parameters[name]
            made = value if isinstance(value, (ox.NamedNode, ox.Literal)) else ox.Literal(value)
            text = str(made)
            if mode == "SELECT" and token.parens == level:
                text = f"({text} AS ?{name})"
            elif mode == "BY" and token.parens == level:
                text = f"({text})"
        out.append(text)
        before = token.word or text
    if unused:
        names = ", ".join(sorted(unused))
        known = sorted({t.text[1:] for t in tokens(sparql) if t.kind == "variable"})
        raise UsageError(
            f"the query has no variable ?{names}; it has: {', '.join(known) or 'none'}"
        )
    return "".join(out)


def limited(sparql: str, most: int) -> str:
    """The query with at most ``most`` solutions: its own LIMIT lowered, or one added.

    >>> limited("SELECT * { ?s ?p ?o } LIMIT 9 OFFSET 2", 5)
    'SELECT * { ?s ?p ?o } LIMIT 5 OFFSET 2'
    """
    out: list[str] = []
    place: int | None = None  # where a LIMIT may stand: before VALUES after the pattern
    limit = closed = False
    for token in tokens(sparql):
        text = token.text
        if limit and token.kind == "number":
            text = str(min(int(text), most)) if text.isdigit() else text
            limit, place = False, -1
        if token.braces == token.parens == 0:
            closed = closed or text == "}"
            limit = limit or token.word == "LIMIT"
            if token.word == "VALUES" and closed and place is None:
                place = len(out)
        out.append(text)
    if place is None:
        out.append(f"\nLIMIT {most}")
    elif place >= 0:
        out.insert(place, f"LIMIT {most}\n")
    return "".join(out)


def term(text: str, ns: Namespaces) -> Term:
    """A term as people type it: an IRI, a CURIE, a number, a date, ``true``; else a string.

    ``"quotes"`` make a string of anything and may carry a language or datatype (``"新规"@zh``).
    Raises `UsageError` for an IRI that is none.

    >>> str(term("2020-07-01", Namespaces())), str(term("粒粒贷", Namespaces()))
    ('"2020-07-01"^^<http://www.w3.org/2001/XMLSchema#date>', '"粒粒贷"')
    """
    if not encodable(text):
        raise UsageError(f"{text}: not a text in UTF-8")
    try:
        if text.startswith("<") and text.endswith(">"):
            return ox.NamedNode(text[1:-1])
        if quoted := re.fullmatch(_QUOTED, text, re.DOTALL):
            value = re.sub(r"\\(.)", _unescaped, quoted[1], flags=re.DOTALL)
            if quoted[2]:
                return ox.Literal(value, language=quoted[2].lower())
            if quoted[3]:
                return ox.Literal(value, datatype=ns.iri(quoted[3].strip("<>")))
            return ox.Literal(value)
        prefix, colon, local = text.partition(":")
        if colon and prefix in ns.prefixes and not any(c.isspace() for c in text):
            from kg.text import local_name

            return ox.NamedNode(
                ns.prefixes[prefix] + (local if prefix in VOCABULARIES else local_name(local))
            )
    except ValueError as error:
        raise UsageError(f"{text}: not an IRI ({error})") from error
    if re.fullmatch(_NUMBER, text):
        kind = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", text) and _is_day(text):
        kind = "date"
    elif text in ("true", "false"):
        kind = "boolean"
    else:
        return ox.Literal(text)
    return ox.Literal(text, datatype=ox.NamedNode(VOCABULARIES["xsd"] + kind))


def _is_day(text: str) -> bool:
    from kg.text import period_bounds

    return period_bounds(text) is not None


def encodable(text: str) -> bool:
    """Whether a text is one: bytes of the command line that are no UTF-8 come as surrogates."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(match[1], match[1])


def parameters(pairs: Iterable[str]) -> dict[str, str]:
    """``key=value`` pairs as a table; raises `UsageError` for anything else."""
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip().lstrip("?$")
        if not equals or not re.fullmatch(r"[^\W_]\w*", name):
            raise UsageError(f"--param {pair}: write it as name=value")
        if name in found:
            raise UsageError(f"--param {name}: given twice")
        found[name] = value
    return found


QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def first_word(sparql: str) -> str:
    """The word that a query or an update begins with, prefixes apart."""
    words = (
        t.word for t in tokens(sparql) if t.kind == "word" and t.word not in ("PREFIX", "BASE")
    )
    return next(words, "")


def is_update(sparql: str) -> bool:
    """Whether a text begins as an update does, prefixes apart."""
    return first_word(sparql) in ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")  # fmt: skip


def refuse_network(
    sparql: str, ns: Namespaces, *, update: bool = False, base_iri: str | None = None
) -> None:
    """Raise `QueryError` if the query uses the keyword SERVICE, or the update LOAD.

    The engine has no switch for them, and telling a keyword from a string, comment or name by our
    own reading would differ from the engine's somewhere. So its own parser decides: with every
    "service" spelled "servi_ce", names, strings and comments still parse, and the keyword does not.
    """
    folded = sparql.lower()
    if "\\u00" not in folded and "service" not in folded and "load" not in folded:
        return
    spelled = re.sub(r"\\u00([0-7][0-9a-f])", _ascii, sparql, flags=re.IGNORECASE)
    changed = re.sub("servi(?=ce)|lo(?=ad)", r"\g<0>_", spelled, flags=re.IGNORECASE)
    if changed == spelled:
        return
    try:
        # On an empty store, where nothing takes long and, without LOAD, nothing reaches out.
        scratch = ox.Store()
        if update:
            scratch.update(changed, base_iri=base_iri, prefixes=dict(ns.prefixes))
        else:
            scratch.query(changed, base_iri=base_iri, prefixes=dict(ns.prefixes))
    except SyntaxError:
        raise QueryError(
            f"{'SERVICE or LOAD' if update else 'SERVICE'} would reach the network, or does not "
            "parse; kg answers from this graph alone unless --allow-network is given"
        ) from None
    except (ValueError, OSError, RuntimeError):
        return


def _ascii(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter.isalpha() else match[0]
