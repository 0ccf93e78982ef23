"""What stands for a name: 该产品, 这一政策, 其, the company."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from kg.extractors.rules.naming import SUBJECTS, Names
from kg.extractors.rules.reading import Reading
from kg.model import Mention

_MENTIONS_BACK = 200  # mentions among which a pronoun looks for its antecedent
_GOVERNS = tuple("对将把向给与被让")
_OPENS = 6  # characters before the name that a sentence opens with
_NEAR = 150  # characters within which an article's own subject stays the antecedent


def with_pronouns(reading: Reading, table: Names, mentions: list[Mention]) -> list[Mention]:
    """Add 该产品, 这一政策, 其, the company as mentions of the nearest fitting entity before them."""
    # Of 微信粒粒贷 and the 微信 in it, the longer name comes first: it is the subject.
    out = sorted(mentions, key=lambda m: (m.start, -m.end))
    starts = {m.start for m in mentions}
    firsts = [m.start for m in out]
    opened = [s.start for s in reading.sentences]
    added: list[Mention] = []
    title = next((b for b in reading.document.blocks if b.kind == "title"), None)
    titled = {m.name for m in mentions if title and title.start <= m.start < title.end}
    pattern, stands_for = table.pronouns
    for match in pattern.finditer(reading.text):
        if match.start() in starts:
            continue
        home = bisect_right(opened, match.start()) - 1
        if home < 0 or match.start() >= reading.sentences[home].end:
            continue
        sentence = reading.sentences[home]
        block = reading.document.blocks[sentence.block]
        last = bisect_left(firsts, match.start())
        before = out[max(0, last - _MENTIONS_BACK) : last]
        antecedent: Mention | None = None
        if match.group("its"):
            near = [
                m
                for m in before
                if m.start >= block.start
                and m.type in SUBJECTS
                and m.type not in ("Policy", "Regulator")
            ]
            # 其 takes the subject: the first name of its sentence, else of the sentence before, if
            # that one opens with it. Behind a preposition it takes what was named last.
            same = [m for m in near if m.start >= sentence.start]
            governed = reading.text[match.start() - 1 : match.start()] in _GOVERNS
            if same:
                antecedent = same[-1] if governed else same[0]
            elif near:
                begin = reading.sentences[bisect_right(opened, near[-1].start) - 1].start
                first = next(m for m in near if m.start >= begin)
                antecedent = first if first.start - begin <= _OPENS else None
        else:
            kinds = stands_for.get(match.group("kind").lower(), ())
            fitting = [m for m in before if m.type in kinds]
            if table.english:  # the company is a bank only if no company is near
                near = [m for m in fitting if match.start() - m.end < _NEAR and m.type == kinds[0]]
                fitting = near or fitting
            antecedent = fitting[-1] if fitting else None
            rivals = {m.name for m in fitting if m.start >= sentence.start}
            if table.english and len(rivals) > 1:
                antecedent = None  # A would only buy the company: A, or B?
            # In an article about one product, 该产品 is that product unless it is far away.
            about = [m for m in fitting if m.name in titled and match.start() - m.end < _NEAR]
            if about and (antecedent is None or antecedent.name not in titled):
                antecedent = about[-1]
        if antecedent:
            added.append(
                replace(
                    antecedent,
                    text=reading.document.text[match.start() : match.end()],
                    start=match.start(),
                    end=match.end(),
                    pronoun=True,
                )
            )
    return sorted([*mentions, *added], key=lambda m: (m.start, m.end))
