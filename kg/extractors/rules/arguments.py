"""Arguments of claims: where they stand around a cue, what is trimmed off them, how they are worded.

`Arguments` holds one sentence and what its earlier cues yielded; `kg.extractors.rules.claims` adds
the constructions that propose candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extractors.rules.patterns import patterns
from kg.extractors.rules.reading import Clause, Hit, Reading, trim
from kg.model import Argument, Claim, Cue, Document, Evidence, Modality, Polarity

Bounds = tuple[int, int]

_CONTEXT = 24
_LONGEST_ARGUMENT = 90
_REACH = 30  # how much of an argument's end is looked at for words to trim
_ACTORS = {"Bank", "Regulator", "Company", "Organization", "Person", "Place"}


@dataclass(frozen=True)
class Candidate:
    """A claim before its arguments are split, checked and worded."""

    cause: Bounds
    effect: Bounds
    cue: Bounds | None
    rule: str
    polarity: Polarity
    strength: float
    implicit: bool = False
    modality: Modality | None = None
    split_cause: bool = True


class Arguments:
    """One sentence, its neighbours, and the candidates found in it so far."""

    def __init__(self, reading: Reading, index: int) -> None:
        self.reading = reading
        self.text = reading.text
        self.index = index
        self.sentence = reading.sentences[index]
        self.clauses = self.sentence.clauses
        self.words = patterns(reading.ontology, reading.lexicon.language)
        self.english = self.words.english
        self.found: list[Candidate] = []
        self.unparsed: list[Cue] = []
        self.used: set[tuple[int, int]] = set()

    # -- where arguments stand ------------------------------------------------------------------

    def _left(self, number: int, clause: Clause, hit: Hit) -> tuple[Bounds | None, bool]:
        """The argument before a cue, and whether it was taken over from the clause before."""
        own = self._clean_cause(clause.start, hit.start)
        if own[1] - own[0] >= 2:
            return own, False
        between = self.text[clause.start : hit.start]
        connective = re.search(r"从而|进而|继而|最终|由此", between)
        if re.match(r"但|却|同时|也|还|并|且|而且|甚至", between) and not connective:
            # A 带来 B, 但也造成 C: the subject goes on.
            last = self._last_cause(number)
            if last is not None:
                return last, True
        if hit.frame and hit.frame.shared and not connective:
            last = self._last_cause(number)
            if last is not None:
                return last, True
        effect = self._last_effect(number)
        if effect is not None and (connective or not (hit.frame and hit.frame.shared)):
            return effect, True
        previous = self._previous(number)
        return previous, False

    def _last(self, number: int) -> Candidate | None:
        if not number or not self.found:
            return None
        previous = self.clauses[number - 1]
        last = self.found[-1]
        return last if last.effect[0] >= previous.start and last.effect[1] <= previous.end else None

    def _last_cause(self, number: int) -> Bounds | None:
        last = self._last(number)
        return last.cause if last else None

    def _last_effect(self, number: int) -> Bounds | None:
        last = self._last(number)
        if last is None:
            return None
        if last.polarity is Polarity.PREVENT and last.cue:
            # What follows from 压缩了利润 is the squeeze, not the profit.
            return (last.cue[0], last.effect[1])
        return last.effect

    def _previous(self, number: int, *, across: bool = False) -> Bounds | None:
        for index in range(number - 1, -1, -1):
            clause = self.clauses[index]
            if self._attribution(clause) or clause.closed == ";":
                return None
            body = self._clean_left(clause.start, clause.end)
            if body[1] - body[0] >= 3:
                return body
        if (across or not number) and self.index:
            other = self.reading.sentences[self.index - 1]
            if other.block == self.sentence.block and other.clauses:
                start, end = other.clauses[0].start, other.end
                if end - start > 45:
                    start = other.clauses[-1].start
                body = self._clean_left(start, end)
                if body[1] - body[0] >= 3:
                    return body
        return None

    def _next(self, number: int) -> Bounds | None:
        for clause in self.clauses[number + 1 :]:
            if self._attribution(clause):
                continue
            body = self._clean_left(clause.start, clause.end)
            return body if body[1] - body[0] >= 2 else None
        return None

    def _subject_before(self) -> Bounds | None:
        """The subject of the sentence before: what stands before its evidential verb."""
        if not self.index:
            return None
        other = self.reading.sentences[self.index - 1]
        verb = self.words.evidential.search(self.text, other.start, other.end)
        if other.block != self.sentence.block or not verb:
            return None
        start, end = self._clean_cause(other.start, verb.start())
        return (start, end) if end - start >= 3 else None

    def _members(self, number: int) -> list[Bounds]:
        """Clauses that open with 一是, 二是 …, up to three sentences on."""
        members: list[Bounds] = []
        for clause in self.clauses[number:]:
            marker = self.words.enumerator.match(self.text, clause.start, clause.end)
            if marker:
                members.append((marker.end(), clause.end))
        return members

    def _attribution(self, clause: Clause) -> bool:
        return self._claimant_of(clause) is not None

    def _claimant_of(self, clause: Clause) -> str | None:
        if clause.end - clause.start > (110 if self.english else 48):
            return None
        match = self.words.attribution.match(self.text[clause.start : clause.end])
        if not match:
            return None
        groups = match.groupdict()
        name = "who" if groups.get("who") else "whom"
        if not groups.get(name):
            return None
        start, end = trim(
            self.text, clause.start + match.start(name), clause.start + match.end(name)
        )
        return self.reading.document.text[start:end] or None

    def _relative_head(self, start: int, end: int) -> Bounds:
        """After "C 导致的": the noun phrase, without what a locative or verb adds behind it."""
        text = self.text[start:end]
        stop = re.search(
            r"(?:中|上|里|内|时|后|下)(?=$|比较|最|还|都|也|已|将)|(?:并|正|已|将|也|都|比较|没有|未|是|会|可|被|仍|为)",
            text[2:],
        )
        return (start, start + 2 + stop.start()) if stop else (start, end)

    def _is_lead(self, before: str) -> bool:
        stripped = before.strip(' ,"')
        if not stripped:
            return True
        match = self.words.lead.match(stripped)
        return bool(match and match.end() == len(stripped)) or len(stripped) <= (
            0 if not self.english else 3
        )

    # -- trimming -------------------------------------------------------------------------------

    def _clean_left(self, start: int, end: int) -> Bounds:
        start, end = trim(self.text, start, end)
        match = self.words.lead.match(self.text, start, end)
        if match and match.end() < end:
            start = match.end()
            if self.text[start] == "的":  # 今年的业绩
                start += 1
        elif match:
            return end, end
        return trim(self.text, start, end)

    def _clean_cause(self, start: int, end: int, *, adverbs: bool = True) -> Bounds:
        """Trim a cause; ``adverbs`` says that a cue follows, so what stands before it may go."""
        for _ in range(3):
            before = end
            low = max(start, end - _REACH)
            match = adverbs and self.words.adverbs_at_end.search(self.text[low:end])
            if match:
                end = low + match.start()
            low = max(start, end - _REACH)
            match = self.words.tail.search(self.text[low:end])
            if match and low + match.start() > start:
                end = low + match.start()
            if end == before:
                break
        start, end = self._clean_left(start, end)
        if not self.english:
            # 大家因为 C, 造成 E: only C is the cause.
            inner = re.match(r".{1,20}?(?:因为|由于)(?=.{3})", self.text[start:end])
            if inner:
                start += inner.end()
            opened = re.match(
                r"(?:.{0,16}?是由|是否因为|也因此|因此其?|由于|因为|因|由|随着|伴随着|这是|是|受|在|对于|以|以及|并|和|与|及)(?=.{2})",
                self.text[start:end],
            )
            if opened and not self.text.startswith(
                (
                    "以来",
                    "因素",
                    "因此",
                    "在线",
                    "和解",
                    "与会",
                    "并购",
                    "受益",
                    "由来",
                    "是否",
                    "因应",
                    "在建",
                    "在岸",
                    "以太",
                ),
                start,
            ):
                start += opened.end()
        return trim(self.text, start, end)

    def _clean_right(self, start: int, end: int) -> Bounds:
        if not self.english:
            match = re.match(
                r"(?:了|着(?![力手重陆火])|过(?![剩度高低期时程去热])|到(?![期来位岸账手])|出(?![口台现售资租货让版行境海清]))?了?(?:也|将|会|可能)?",
                self.text[start:end],
            )
            if (
                match
                and end - start - match.end() >= 2
                and not self.text.startswith(("这", "其实"), start)
            ):
                start += match.end()
        hedge = self.words.hedge_at_start.match(self.text, start, end)
        if hedge and hedge.end() < end:
            start = hedge.end()
        low = max(start, end - _REACH)
        tail = self.words.tail.search(self.text[low:end])
        if tail and low + tail.start() > start + 1:
            end = low + tail.start()
        return trim(self.text, start, end)

    def _eventish(self, span: Bounds, kind: str) -> bool:
        text = self.text[span[0] : span[1]]
        if kind == "change":
            trends = self.reading.lexicon.trends
            return any(word in text for word in trends) or text.startswith(("这", "此"))
        if self.words.event.search(text):
            return True
        mentions = self.reading.mentions_in(*span)
        if any(m.end == span[1] and m.type in _ACTORS for m in mentions):
            return False
        if any(m.type == "Policy" for m in mentions):
            return True
        return len(text) >= (24 if self.english else 7)

    # -- wording --------------------------------------------------------------------------------

    def _candidate(
        self,
        cause: Bounds,
        effect: Bounds,
        hit: Hit,
        rule: str,
        polarity: Polarity,
        strength: float,
    ) -> Candidate:
        return Candidate(cause, effect, (hit.start, hit.end), rule, polarity, strength)

    def _add(self, candidate: Candidate) -> bool:
        followed = candidate.cue is not None and candidate.cue[0] >= candidate.cause[1]
        cause = self._clean_cause(*candidate.cause, adverbs=followed)
        effect = self._clean_right(*self._clean_left(*candidate.effect))
        if cause[1] - cause[0] < 2 or effect[1] - effect[0] < 2:
            return False
        if cause[0] < effect[1] and effect[0] < cause[1]:
            return False
        if self.words.no_cause.match(self.text, *cause) and self.text[cause[0] : cause[1]] != "这":
            return False
        if self.text[effect[0] : effect[1]] in self.reading.lexicon.words["influence"]:
            return False  # 疫情的冲击影响: a noun of influence is no effect by itself
        limit = _LONGEST_ARGUMENT * (2 if self.english else 1)
        if cause[1] - cause[0] > limit or effect[1] - effect[0] > limit:
            return False
        if not re.search(r"\w\w", self.text[cause[0] : cause[1]]) or not re.search(
            r"\w\w", self.text[effect[0] : effect[1]]
        ):
            return False
        self.found.append(replace(candidate, cause=cause, effect=effect))
        return True

    def _worded(self, candidate: Candidate) -> Iterator[Claim]:
        modality = candidate.modality or self._modality(candidate)
        if modality is Modality.DENIED and self.words.generic_cause.search(
            self.text, *candidate.cause
        ):
            return
        causes = self._conjuncts(candidate.cause) if candidate.split_cause else [candidate.cause]
        effects = self._conjuncts(candidate.effect)
        document = self.reading.document
        claimant = self._claimant(candidate)
        points = [*candidate.cause, *candidate.effect, *(candidate.cue or ())]
        evidence = quote(document, *self._cover(min(points), max(points)))
        for cause in causes:
            for effect in effects:
                yield Claim(
                    document=document.id,
                    cause=argument(document, *cause),
                    effect=argument(document, *effect),
                    polarity=candidate.polarity,
                    modality=modality,
                    implicit=candidate.implicit,
                    rule=candidate.rule,
                    confidence=round(candidate.strength, 2),
                    evidence=(evidence,),
                    cue=cue(document, candidate.cue),
                    claimant=claimant,
                )

    def _cover(self, start: int, end: int) -> Bounds:
        """Whole clauses around the span, so that a quote reads as the author wrote it."""
        for sentence in self.reading.sentences[max(0, self.index - 1) : self.index + 1]:
            for clause in sentence.clauses:
                if clause.start <= start < clause.end:
                    start = clause.start
                if clause.start < end <= clause.end:
                    end = clause.end
        return start, end

    def _modality(self, candidate: Candidate) -> Modality:
        cue_span = candidate.cue or candidate.effect
        clause = next((c for c in self.clauses if c.start <= cue_span[0] < c.end), None)
        if clause is None:
            return Modality.ASSERTED
        between_start = (
            candidate.cause[1]
            if clause.start <= candidate.cause[1] <= cue_span[0]
            else clause.start
        )
        between = self.text[between_start : cue_span[0]]
        cause_clause = next(
            (c for c in self.clauses if c.start <= candidate.cause[0] < c.end), clause
        )
        if self.words.conditional.match(
            self.text, cause_clause.start, cause_clause.end
        ) or self.words.conditional.match(self.text, clause.start, clause.end):
            return Modality.CONDITIONAL
        if not self.english and self.words.then.search(between):
            return Modality.CONDITIONAL
        head = self.text[clause.start : cue_span[0]]
        if self.words.negation_at_end.search(between) or (
            not self.english
            and re.search(r"(?:并非|并不是|不是|绝非|并未|没有)(?:由|因|因为|由于|是|对)?", head)
            and "而是" not in head
            and "不是" not in self.text[cue_span[0] : cue_span[1]]
        ):
            return Modality.DENIED
        if self.english and re.search(
            r"\b(?:not|never|no)\b\s*(?:\w+\s*){0,2}$", head, re.IGNORECASE
        ):
            return Modality.DENIED
        after = self.text[cue_span[1] : candidate.effect[0]]
        if (
            self.words.hedge.search(between)
            or self.words.hedge.search(after)
            or (candidate.cue and self.words.hedge.search(self.text, *candidate.cue))
        ):
            return Modality.HEDGED
        return Modality.ASSERTED

    def _claimant(self, candidate: Candidate) -> str | None:
        first = min(candidate.cause[0], candidate.effect[0])
        for clause in self.clauses:
            if clause.start >= first:
                break
            name = self._claimant_of(clause)
            if name:
                return name
        if self.english and self.clauses:
            return self._claimant_of(self.clauses[-1])
        return None

    def _conjuncts(self, span: Bounds) -> list[Bounds]:
        """The members of a coordinated list, or the span itself.

        A list needs 、 or ",", or a conjunction between two phrases that both name an event; each
        member must be at least two characters long.
        """
        text = self.text[span[0] : span[1]]
        if self.english:
            return [span]
        if "、" not in text:
            return self._pair(span)
        if re.search(r"[《\"(].*、.*[》\")]", text) or "," in text:
            return [span]
        parts = [m.span() for m in re.finditer(r"[^、]+", text)]
        last = text[parts[-1][0] : parts[-1][1]]
        joint = re.search(r"(?<=.{2})(?:以及|及其|及|和|与)(?=.{2})", last)
        if joint:
            base = parts[-1][0]
            parts[-1:] = [(base, base + joint.start()), (base + joint.end(), len(text))]
        # 身份识别、反洗钱监测等合规模块建设 is one thing described by a list.
        lengths = [b - a for a, b in parts]
        if re.search(r"等.", text) or min(lengths) < 2:
            return [span]
        if not all(self.words.event.search(text[a:b]) for a, b in parts) and not (
            len(parts) > 2
            and sum(bool(self.words.event.search(text[a:b])) for a, b in parts) * 2 >= len(parts)
        ):
            return [span]
        return [self._clean_right(span[0] + a, span[0] + b) for a, b in parts]

    def _pair(self, span: Bounds) -> list[Bounds]:
        text = self.text[span[0] : span[1]]
        joint = re.fullmatch(r"(.{4,}?)(?:以及|及|和)(.{4,})", text)
        trends = self.reading.lexicon.trends
        if joint and all(any(g.endswith(w) for w in trends) for g in joint.groups()):
            return [(span[0], span[0] + joint.end(1)), (span[0] + joint.start(2), span[1])]
        return [span]


# -- shared with the structural rules -----------------------------------------------------------


def argument(document: Document, start: int, end: int) -> Argument:
    """The argument that stands at ``start``–``end``."""
    return Argument(document.text[start:end], start, end)


def cue(document: Document, span: Bounds | None) -> Cue | None:
    """The cue that stands at ``span``."""
    return Cue(document.text[span[0] : span[1]], *span) if span else None


def quote(document: Document, start: int, end: int) -> Evidence:
    """Evidence for the exact words at ``start``–``end``, with a little context."""
    text = document.text
    return Evidence(
        document=document.id,
        start=start,
        end=end,
        quote=text[start:end],
        prefix=text[max(0, start - _CONTEXT) : start],
        suffix=text[end : end + _CONTEXT],
    )


def overlap(a: Bounds, b: Bounds) -> float:
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / max(1, max(a[1], b[1]) - min(a[0], b[0]))
