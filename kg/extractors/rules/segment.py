"""Chinese words with their parts of speech, from jieba's dictionary and model (rjieba).

rjieba is jieba rewritten in Rust: the same dictionary, forty times as fast (1.4 ms for a 2,400-character
article with tags). It is loaded when the first Chinese text is read. The words of our own ontology
are added to the dictionary, so that a word taught to the lexicon is also one word here.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from kg.ontology import Ontology

if TYPE_CHECKING:
    from rjieba import Jieba

# Adverbs that the dictionary joins to the verb behind them, and verbs that it joins to an object.
_OFTEN = 2_000
# Ends of nouns of measure, and verbs of a level, that the model of unknown words joins: 率高达.
_MEASURED = frozenset("率量额费价比")
_REACHES = frozenset(("高达", "达到", "低至", "仅为", "超过", "不足", "约为", "升至", "降至", "达", "为", "超", "仅"))  # fmt: skip
# Where what `_guessed` puts right can stand: most texts have none.
_SUSPECT = re.compile(f"中将|行使|[{''.join(sorted(_MEASURED))}](?:{'|'.join(sorted(_REACHES))})")
_COURSES = frozenset(("下", "运"))  # what 行 ends: 下行; 上|行使 and 发|行使 are as often two words
_JOINED = frozenset(("大大", "大幅", "直接", "严重", "明显", "显著", "有效", "极大", "不断", "逐步", "导致", "造成", "引发", "引起", "致使", "使得"))  # fmt: skip

# Nouns that a cue may be, behind what the dictionary joins to them.
_HEADS = frozenset(("原因", "因素", "结果", "后果"))


class Words:
    """The words of a text: ``starts``, ``ends`` (code points), ``tags`` (jieba's), in text order.

    ``verbal`` are words that are tagged as verbal nouns, whatever the dictionary says of them.
    """

    def __init__(self, text: str, jieba: Jieba, verbal: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.jieba = jieba
        # What the dictionary calls a noun, a place or a name, and what happens: 中断, 上市, 暴雷.
        found: Iterable[tuple[str, str]] = jieba.tag(text)
        if _SUSPECT.search(text):
            found = _guessed(found)
        pairs = [(word, "vn" if word in verbal else tag) for word, tag in found]
        self.texts: tuple[str, ...] = ()  # the words themselves
        self.tags: tuple[str, ...] = ()
        if pairs:
            self.texts, self.tags = zip(*pairs, strict=True)
        self.ends = list(itertools.accumulate(map(len, self.texts)))
        self.starts = [0, *self.ends[:-1]] if pairs else []
        self._edges = bytearray(len(text) + 1)  # one byte a character: a set takes forty
        for start in self.starts:
            self._edges[start] = 1

    def at(self, offset: int) -> int:
        """The index of the word that ``offset`` lies in."""
        return bisect_right(self.starts, offset) - 1

    def splits(self, start: int, end: int) -> bool:
        """Whether ``start``–``end`` cuts a known word: 致 in 一致, 避免 in 不可避免."""
        return not (self.edge(start) and self.edge(end))

    def edge(self, offset: int) -> bool:
        """Whether a word begins at ``offset``; a word only guessed from its characters has the
        edges that the dictionary sees in it."""
        if offset >= len(self.text) or self._edges[offset]:
            return True
        index = self.at(offset)
        start, word = self.starts[index], self.texts[index]
        if word[0] == "因" and offset == start + 1 and self.known(word[1:]):
            return True  # the dictionary has 因涉嫌 as one word
        if word[: offset - start] in _JOINED and self.known(word[offset - start :]):
            return True  # and 大大降低, 导致用户
        if self.known(word):
            return False
        for piece in self.jieba.cut(word, False):
            start += len(piece)
            if start >= offset:
                break
        return start == offset

    def heads(self, offset: int) -> bool:
        """Whether a noun of cause begins at ``offset``, in a word of its own or 间接|原因."""
        index = self.at(offset)
        return self.texts[index][offset - self.starts[index] :] in _HEADS

    def known(self, word: str) -> bool:
        """Whether a word is in the dictionary, rather than guessed from its characters."""
        return self.jieba.has_word(word)

    def often(self, word: str) -> int:
        """How often the dictionary's corpus of some 60 million words has ``word``."""
        return self.jieba.suggest_freq(word)


def _guessed(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The words and tags, with what the model of unknown words joins wrongly put right.

    取消|率高达 is 取消率|高达, and 试验|中将 is 试验|中|将 (the rank of an officer is rare here); 下|行使 is
    下行|使.
    """
    held: tuple[str, str] | None = None
    for word, tag in pairs:
        if word == "中将" and held and held[1].startswith(("v", "n")) and len(held[0]) > 1:
            yield held
            yield "中", "f"
            held = "将", "d"
        elif word == "行使" and held and held[0] in _COURSES:
            yield held[0] + "行", "v"
            held = "使", "v"
        elif held and word[0] in _MEASURED and word[1:] in _REACHES and len(held[0]) > 1:
            yield held[0] + word[0], "n"
            held = word[1:], "d" if word.endswith("仅") else "v"
        else:
            if held:
                yield held
            held = word, tag
    if held:
        yield held


def segmenter(ontology: Ontology) -> Jieba:
    """The segmenter that knows the ontology's words, loaded once."""
    if "rules.segmenter" not in ontology.memo:
        import rjieba

        jieba = rjieba.Jieba()
        for word, tag in _vocabulary(ontology).items():
            if not jieba.has_word(word):
                jieba.add_word(word, None, tag)
        for word in _measures(ontology):
            # What the dictionary lacks is often enough for 占比|达 to win over 占|比达.
            least = 0 if jieba.has_word(word) else _OFTEN
            jieba.add_word(word, max(least, jieba.suggest_freq(word)), "n")
        ontology.memo["rules.segmenter"] = jieba
    return cast("Jieba", ontology.memo["rules.segmenter"])


def _measures(ontology: Ontology) -> list[str]:
    """Nouns that are measured: words of their own even where the dictionary divides them (时|长)."""
    table = ontology.names["metric"]
    nouns = (*table["head"], *table["name_head"], *table["measured"])
    return sorted({w for w in nouns if len(w) > 1 and _han(w)})


def _vocabulary(ontology: Ontology) -> dict[str, str]:
    """Words of the ontology with the tag they get; of two tags the later one counts."""
    lexicon = ontology.lexicon("zh")
    words: dict[str, str] = {}
    for concept in ontology.concepts.values():
        happens = concept.kind == "Event"
        words |= dict.fromkeys(concept.labels.get("zh", ()), "vn" if happens else "n")
    words |= dict.fromkeys(lexicon.trends, "v")
    words |= dict.fromkeys(lexicon.cues, "v")
    for group in ("generic", "known"):
        for names in ontology.names[group].values():
            words |= dict.fromkeys(names, "nz")
    return {w: tag for w, tag in sorted(words.items()) if len(w) > 1 and _han(w)}


def _han(word: str) -> bool:
    return all("\u3400" <= c <= "\u9fff" for c in word)
