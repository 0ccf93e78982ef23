"""Apache Jena's command line from Debian's package libapache-jena-java, which brings jars and no commands."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

JARS = Path("/usr/share/java")
# Logging bridges that lead to each other, and jars that only slow the start down.
_LEFT_OUT = ("log4j", "jcl", "jdk14", "jul", "migrator", "simple", "maven", "guice")
_INSIDE = "org/apache/jena/ext/xerces/"


def jena(program: str, folder: Path) -> list[str] | None:
    """The command that runs ``arq.arq`` or ``riotcmd.riot``; None if Jena or Java is not installed.

    ``folder`` is for a few files: Debian's Jena looks for those of Xerces where its own build had them.
    """
    jars = sorted(p for p in JARS.glob("*.jar") if not any(name in p.name for name in _LEFT_OUT))
    core = next((jar for jar in jars if "jena-core" in jar.name), None)
    if core is None or not shutil.which("java"):
        return None
    place = folder / "jena"
    with zipfile.ZipFile(core) as archive:
        for name in archive.namelist():
            if name.startswith(_INSIDE) and not name.endswith((".class", "/")):
                path = place / "xerces" / name.removeprefix(_INSIDE)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name))
    return ["java", "-cp", ":".join([str(place), *map(str, jars)]), program]
