"""What the ontology knows of names: words, endings and what stands for them, compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import cast

from kg.ontology import Lexicon, Ontology, alternation

_LISTED = r"等(?:\d{{1,3}}家?|[一二三四五六七八九十两数]{{1,2}}[家大])?(?:头部|主流|传统|新兴|多家|众多|知名|大型|国内|国际|几家|一批|上市|保险|互联网|科技|信托|基金|证券|电商|房地产|支付)?(?P<head>{heads})"
_PRONOUN = re.compile(
    # 受|新规影响: the one named last needs no pointing.
    r"(?:该|这一|这款|此|上述|这项|这个|本|(?<=[受因着对据按照在后,。;:\n])(?=新[规政](?![《\"]|[\u3400-\u9fff]{0,2}《)))(?P<kind>产品|政策|办法|通知|规定|文件|新规|新政|条例|意见|法案|银行|行|公司|企业|集团|平台|系统|模式|业务)"
    r"|(?P<its>(?<![尤极何])其(?![中他实次它余间一二三四后及所])|它(?!们))"
)
_FIRMS = ("Company", "Bank", "Platform")
_KIND = {
    "产品": ("Product",),
    **dict.fromkeys(
        ("政策", "办法", "通知", "规定", "文件", "新规", "新政", "条例", "意见", "法案"),
        ("Policy",),
    ),
    **dict.fromkeys(("银行", "行"), ("Bank",)),
    **dict.fromkeys(("公司", "企业", "集团"), ("Company", "Bank", "Platform", "Organization")),
    "平台": ("Platform",),
    "模式": ("BusinessModel",),
    "业务": ("BusinessModel", "Product"),
}
SUBJECTS = frozenset(
    {
        "Product",
        "Bank",
        "Company",
        "Platform",
        "Organization",
        "Regulator",
        "BusinessModel",
        "Policy",
        "Market",
    }
)
_REMEMBERED = 50_000


class Names:
    """Expressions compiled once from the names and patterns of an ontology."""

    def __init__(self, ontology: Ontology, lexicon: Lexicon) -> None:
        self.table = ontology.names
        self.english = lexicon.language == "en"
        self.known: dict[str, str] = {}
        for group in ("generic", "known"):
            for kind, words in self.table[group].items():
                for word in words:
                    self.known[word] = kind
        self.alias: dict[str, str] = self.table["alias"]
        self.units = frozenset(ontology.units)
        self.cuts: dict[str, int] = {}  # of words that were asked for

    @cached_property
    def base(self) -> dict[str, tuple[str, str, tuple[str, ...]]]:
        """Known surface → class, name, roles."""
        return {w: (k, self.alias.get(w, w), ()) for w, k in self.known.items()}

    @cached_property
    def products(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Known products: surface → name, roles."""
        return {w: (name, roles) for w, (k, name, roles) in self.base.items() if k == "Product"}

    def divided(self, word: str) -> int:
        """Where a word of the dictionary divides into two known names, 韩国|三星; 0 if nowhere."""
        if word not in self.cuts:
            if len(self.cuts) > _REMEMBERED:
                self.cuts.clear()
            cuts = range(2, len(word) - 1)
            self.cuts[word] = next(
                (cut for cut in cuts if word[:cut] in self.base and word[cut:] in self.base), 0
            )
        return self.cuts[word]

    @cached_property
    def latin(self) -> re.Pattern[str]:
        """Known names in Latin letters, as whole words."""
        latin = [w for w in self.known if w.isascii()]
        return re.compile(rf"(?<![A-Za-z0-9]){alternation(latin)}(?![A-Za-z0-9])")

    @cached_property
    def mixed(self) -> re.Pattern[str]:
        """Known names in both scripts, which the segmenter divides: A股, 南玻A."""
        both = [w for w in self.known if not w.isascii() and any(map(latin, w))]
        return re.compile(alternation(both))

    @cached_property
    def suffixes(self) -> tuple[re.Pattern[str], dict[str, str]]:
        kinds = {
            w: kind
            for kind, words in self.table["suffix"].items()
            if kind != "Policy"
            for w in words
        }
        return re.compile(alternation(kinds)), kinds

    @cached_property
    def policy(self) -> re.Pattern[str]:
        return re.compile(alternation(self.table["suffix"]["Policy"]) + r"(?:\([^()]{1,12}\))?$")

    @cached_property
    def quoted(self) -> tuple[re.Pattern[str], dict[str, str]]:
        """A coinage in quotes, and what kind of thing it is: "双融担"模式."""
        heads = {w: kind for kind, words in self.table["quoted_head"].items() for w in words}
        name = r'"(?P<name>[^",.;:!?、\s]{2,12})"'
        return re.compile(f"{name}(?P<head>{alternation(heads)})"), heads

    @cached_property
    def pronouns(self) -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
        """What stands for a name, and the classes it can stand for."""
        if not self.english:
            return _PRONOUN, _KIND
        heads = {w: kind for kind, words in self.table["definite"].items() for w in words}
        stands_for = {w: _FIRMS if kind == "Company" else (kind,) for w, kind in heads.items()}
        described = r"(?:(?:[A-Z][\w-]+|[\w-]+-based) ){0,2}"
        return re.compile(
            rf"\b[Tt]he {described}(?P<kind>{alternation(heads)})\b(?P<its>(?!))?(?! (?:that|which|who|of|behind|and)\b)"
        ), stands_for

    @cached_property
    def listed(self) -> tuple[re.Pattern[str], dict[str, str]]:
        heads = {
            w: kind
            for kind, words in self.table["list_head"].items()
            if kind != "competitor"
            for w in words
        }
        for word in self.table["list_head"]["competitor"]:
            heads.setdefault(word, "Company")
        return re.compile(_LISTED.format(heads=alternation(heads))), heads


def names(ontology: Ontology, lexicon: Lexicon) -> Names:
    """The compiled names of ``ontology`` for the lexicon's language, built once."""
    key = f"rules.names.{lexicon.language}"
    if key not in ontology.memo:
        ontology.memo[key] = Names(ontology, lexicon)
    return cast(Names, ontology.memo[key])


def latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
