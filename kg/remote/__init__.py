"""A graph in a SPARQL 1.1 store on another machine, read and written over HTTP.

Every store gets the same named graphs, so that the same queries have the same answers:

- each document's graph, `kg:links` and `kg:edits`, as in a folder;
- `kg:union` with every triple of these once, which queries see as the default graph (stores differ in
  what theirs is, and those that unite graphs count a triple as often as it is told);
- `kg:manifest` with what the graphs were made from, and a version that publications compare;
- `kg:texts` with the documents' texts.

`Remote` has the face of a pyoxigraph store as far as this package looks at one. What a store is known
to get wrong is answered here, from the triples that the query needs.
"""

from kg.remote.publishing import publish
from kg.remote.store import Remote, open_remote

__all__ = ["Remote", "open_remote", "publish"]
