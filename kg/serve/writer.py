"""An update in a process of its own: it ends when its time is over, and takes nothing with it.

A publication that is killed leaves the graph as it was (`kg.publish`), and its lock goes with the
process, so neither a hard update nor a failed one is in the way of the next.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading

from kg.child import leave_with, places
from kg.errors import KgError, QueryTimeout, StoreError, UsageError

_REFUSED, _BUSY = 65, 75


def update(graph: str, sparql: str, seconds: float) -> None:
    """Change the graph in a folder by a SPARQL update.

    Raises `UsageError` if the update does not fit, `QueryTimeout` when its time is over, `StoreError`
    if the graph can't be written now; the graph then stays as it was.
    """
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "kg.serve.writer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places())},
    ) as process:
        assert process.stdin and process.stderr
        # The pipe stays open: when it closes, this process is gone, and the writer goes too.
        pickle.dump((graph, sparql), process.stdin)
        process.stdin.flush()
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise QueryTimeout(f"the update was stopped after {seconds:g} s") from error
        finally:
            process.kill()
        told = process.stderr.read().decode("utf-8", "replace").strip()
    if code == _REFUSED:
        raise UsageError(told)
    if code:
        raise StoreError(told if code == _BUSY else "the graph could not be written")


def main() -> int:
    """The writer: reads one request, changes the graph."""
    from kg.store import open_graph

    graph, sparql = pickle.load(sys.stdin.buffer)
    threading.Thread(target=leave_with, args=[sys.stdin.buffer], daemon=True).start()
    try:
        open_graph(graph).update(sparql)
    except (UsageError, StoreError) as error:
        # Short enough for a pipe that nobody reads before this process ends.
        os.write(2, str(error)[:4000].encode("utf-8", "replace"))
        return _REFUSED if isinstance(error, UsageError) else _BUSY
    except KgError:
        return 1
    return 0


if __name__ == "__main__":
    # The thread that watches the pipe would be waited for.
    os._exit(main())
