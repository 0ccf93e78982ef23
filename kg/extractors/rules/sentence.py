"""What the sentence rules of every language share: candidates, and how they become claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extractors.rules.patterns import DATELINE, patterns
from kg.extractors.rules.reading import Bounds, Clause, Hit, Reading, trim
from kg.model import Argument, Claim, Cue, Document, Evidence, Modality, Polarity

_CONTEXT = 24
_LONGEST_ATTRIBUTION = {"zh": 48, "en": 110}


# What stands where a name would and is none ("We expect", said the bank; 因|担心…), and what no
# name ends in: 企业可能|预计, 王某不这么|认为.
_SPEAKERS = frozenset(("i", "we", "it", "they", "he", "she", "nobody", "no one", "none", "因", "因为", "由于", "出于", "主要"))  # fmt: skip
_NO_NAME = ("因", "因为", "由于", "的", "后", "前", "才", "将", "再", "即将", "尚未", "才能", "可能", "可以", "应该", "应当", "不能", "需要", "必须", "不", "没有", "未", "并未", "这么", "这样")  # fmt: skip


# Who says so, without where it was filed and whom they told: 路透北京9月7日 - |分析师, 李某|向路透社.
_TOLD = re.compile(
    rf"(?:{DATELINE})?\s*(?P<who>.{{2,}}?)(?:此前|会后|随后|日前|近日|稍早|稍后|早前)?(?:(?:在|于)?(?:接受[^,]{{0,16}}|受访时)|[向对][\u3400-\u9fffA-Za-z《》\"]{{2,14}})?$"
)


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


class SentenceRules:
    """One sentence, its neighbours, and the candidates found in it so far.

    Languages fill in `propose` (find candidates), `_modality` and `_conjuncts`.
    """

    before: SentenceRules | None = None
    """The rules of the sentence before, set by whoever walks over the sentences."""

    def __init__(self, reading: Reading, index: int) -> None:
        self.reading = reading
        self.text = reading.text
        self.index = index
        self.sentence = reading.sentences[index]
        self.clauses = self.sentence.clauses
        self.words = patterns(reading.ontology, reading.lexicon.language)
        self.claimants: dict[int, str | None] = {}  # by the start of the clause that names them
        self.found: list[Candidate] = []
        self.unparsed: list[Cue] = []
        self.expected: list[Bounds] = []  # what hedged claims say follows
        self.hedged: list[Bounds] = []  # the causes of hedged claims
        self.told: set[int] = set()  # where clauses begin that another one was read with

    def claims(self) -> list[Claim]:
        """Every claim of the sentence, in text order."""
        if self.clauses:
            self.propose()
        return [claim for candidate in self._unique() for claim in self._worded(candidate)]

    def propose(self) -> None:
        """Fill ``found`` with candidates and ``unparsed`` with the cues no rule understood."""
        raise NotImplementedError

    def _clause_at(self, offset: int) -> Clause | None:
        """The clause that ``offset`` lies in."""
        return next((c for c in self.clauses if c.start <= offset < c.end), None)

    def _modality(self, candidate: Candidate) -> Modality:
        raise NotImplementedError

    def _conjuncts(self, span: Bounds) -> list[Bounds]:
        """The members of a coordinated list, or the span itself."""
        raise NotImplementedError

    def _missed(self, hit: Hit) -> None:
        """Remember a cue that was seen and not understood."""
        self.unparsed.append(
            Cue(self.reading.document.text[hit.start : hit.end], hit.start, hit.end)
        )

    def _unique(self) -> Iterator[Candidate]:
        """Candidates without those that say again what an earlier one says."""
        taken: list[Candidate] = []
        for candidate in self.found:
            if any(
                overlap(candidate.cause, other.cause) > 0.5
                and overlap(candidate.effect, other.effect) > 0.5
                for other in taken
            ):
                continue
            taken.append(candidate)
            yield candidate

    def _worded(self, candidate: Candidate) -> Iterator[Claim]:
        modality = candidate.modality or self._modality(candidate)
        if modality is Modality.ASSERTED and any(
            overlap(candidate.cause, effect) > 0.5 for effect in self.expected
        ):
            modality = Modality.HEDGED  # may raise costs, and so cut profits: what may be leads on
        if modality is Modality.HEDGED:
            cue_start = candidate.cue[0] if candidate.cue else candidate.effect[0]
            self.expected += [candidate.effect, (cue_start, candidate.effect[1])]
            self.hedged.append(candidate.cause)
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
                if self._torn(cause) and self._torn(effect):
                    continue  # 未能逃出"越是龙头,|亏损越多"的规律: one quotation
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

    def _torn(self, span: Bounds) -> bool:
        """Whether a stretch has one half of a pair of quotation marks."""
        return self.text.count('"', *span) % 2 == 1

    def _cover(self, start: int, end: int) -> Bounds:
        """Whole clauses around the span, so that a quote reads as the author wrote it."""
        for sentence in self.reading.sentences[max(0, self.index - 1) : self.index + 1]:
            for clause in sentence.clauses:
                if clause.start <= start < clause.end:
                    start = clause.start
                if clause.start < end <= clause.end:
                    end = clause.end
        return start, end

    # -- who says so ----------------------------------------------------------------------------

    def _attribution(self, clause: Clause) -> bool:
        return self._claimant_of(clause) is not None

    def _claimant_of(self, clause: Clause) -> str | None:
        if clause.start not in self.claimants:
            self.claimants[clause.start] = self._find_claimant(clause)
        return self.claimants[clause.start]

    def _find_claimant(self, clause: Clause) -> str | None:
        if clause.end - clause.start > _LONGEST_ATTRIBUTION[self.reading.lexicon.language]:
            return None
        match = self.words.attributed(self.text[clause.start : clause.end])
        if not match:
            return None
        groups = match.groupdict()
        name = "who" if groups.get("who") else "whom"
        if not groups.get(name):
            return None
        start, end = trim(
            self.text, clause.start + match.start(name), clause.start + match.end(name)
        )
        told = _TOLD.match(self.text, start, end)
        cut = told.end("who") if told else end
        # 公司面向投资者表示: no preposition, a word's second half
        joined = self.reading.segmented and self.text.startswith(("向", "对"), cut)
        if told and not (joined and not self.reading.words.edge(cut)):
            start, end = told.span("who")
        if self.text[start:end] in self.reading.lexicon.sets.get("how_counted", ()):
            return None
        if self.text.endswith(_NO_NAME, start, end):
            return None
        start, end = self._speaker(start, end)
        return self.reading.document.text[start:end] or None

    def _speaker(self, start: int, end: int) -> Bounds:
        """The name in what stands before a verb of saying; empty if it names nobody."""
        return start, end

    def _claimant(self, candidate: Candidate) -> str | None:
        first = min(candidate.cause[0], candidate.effect[0])
        for clause in self.clauses:
            if clause.start >= first:
                break
            name = self._claimant_of(clause)
            if name:
                return name
            # 央行称|A 导致 B; but 居民担心断水, 纷纷囤水 is what they did
            if first < clause.end and candidate.rule != "zh.pair.fearing":
                said = Clause(*trim(self.text, clause.start, first), "")
                if (name := self._find_claimant(said)) and name.lower() not in _SPEAKERS:
                    return name
        if self.reading.lexicon.language == "en" and self.clauses:
            return self._claimant_of(self.clauses[-1])  # …, analysts said
        return self._said_behind()

    def _said_behind(self) -> str | None:
        """Who said what a sentence between quotes says, where the next one tells: "A。"张三表示。"""
        behind = self.reading.sentences[self.index + 1 : self.index + 2]
        if not behind or behind[0].block != self.sentence.block or not behind[0].clauses:
            return None
        said = self.reading.document.text[self.sentence.end - 1 : behind[0].start + 1]
        quoted = "”" in said or '"' in said[:-1]  # the last one may open what follows
        return self._claimant_of(behind[0].clauses[0]) if quoted else None


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
    """The share of the two spans' joint extent that both cover."""
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / max(1, max(a[1], b[1]) - min(a[0], b[0]))
