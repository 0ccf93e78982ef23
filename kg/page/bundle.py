"""Our script modules as one script, style sheets, and the policy that admits exactly these.

Modules are written as modules, so that they can be tested one by one; a page that opens from a file
can't load them as such. `linked` gives each a scope of its own and hands over what is exported. That
takes no parser as long as each import and each export stands at the beginning of a line.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Container, Iterable
from typing import Any

import rcssmin
import rjsmin

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const) (\w+))", re.MULTILINE)


def linked(
    main: str, source: Callable[[str], str], *, without: Container[str] = frozenset()
) -> str:
    """The module called ``main`` and all it imports, as one script, but for modules ``without``.

    >>> files = {"a": 'import { two } from "./b.js";\\ntwo();\\n', "b": "export const two = () => 2;\\n"}
    >>> linked("a", files.__getitem__)
    '"use strict";const $b=(()=>{const two=()=>2;return{two};})();(()=>{const{two}=$b;two();})();'
    """
    done: dict[str, str] = {}

    def add(name: str) -> None:
        if name in done:
            return
        done[name] = ""
        if name in without:
            done[name] = f"const ${name} = {{}};\n"
            return
        code = source(name)
        for _, other in _IMPORT.findall(code):
            add(other)
        names = _EXPORT.findall(code)
        code = _IMPORT.sub(lambda found: f"const {{{found[1]}}} = ${found[2]};\n", code)
        code = _EXPORT.sub("", code)
        given = f"return {{ {', '.join(names)} }};\n" if names else ""
        opening = "(() => {\n" if name == main else f"const ${name} = (() => {{\n"
        # Whoever imports comes after what it imports.
        done[name] = done.pop(name) + f"{opening}{code}{given}}})();\n"

    add(main)
    return str(rjsmin.jsmin('"use strict";\n' + "".join(done.values())))


def style_sheet(source: str) -> str:
    """A style sheet of ours, without comments and spare blanks."""
    return str(rcssmin.cssmin(source))


def vis_script(source: str) -> str:
    """vis-network without the pointer to a source map, which a browser would try to fetch."""
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", source)


def vis_style(source: str) -> str:
    """vis-network's styles without those of its toolbars: 200 KB of icons we never show."""
    unused = ("url(", "vis-configuration", "vis-color-picker", "vis-manipulation", "vis-edit-mode")
    rules = re.findall(r"[^{}]+\{[^{}]*\}", source)
    return "\n".join(rule for rule in rules if not any(word in rule for word in unused))


def asset(path: Any) -> str:
    """A text file with line ends as the browser's parser will see them, since they are hashed."""
    content: str = path.read_text(encoding="utf-8")
    return content.replace("\r\n", "\n").replace("\r", "\n")


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """A Content-Security-Policy that admits these scripts and styles, and no request at all."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_admitted(scripts)}",
            f"style-src {_admitted(styles)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _admitted(sources: Iterable[str]) -> str:
    digests = [hashlib.sha256(source.encode("utf-8")).digest() for source in sources]
    encoded = [base64.b64encode(digest).decode("ascii") for digest in digests]
    return " ".join(f"'sha256-{code}'" for code in encoded) or "'none'"
