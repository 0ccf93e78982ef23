"""English constructions that hold a sentence together: the more …, the more …; so … that; shaken by C, E.

No single word of them tells a cause; their halves stand at fixed places of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extractors.rules.english_checks import EnglishChecks
from kg.extractors.rules.reading import Bounds, trim
from kg.extractors.rules.sentence import Candidate
from kg.model import Modality, Polarity

_MODAL = r"(?:would|could|will|may|might|cannot|can|(?:is|are) (?:un)?likely)\b"
# What a sentence says at its end of who says so: …, the agency reckons.
_SOURCE = re.compile(
    r",\s(?:(?:but|though)\s)?(?:[\w'’.&-]+\s){1,8}?(?:says?|said|reckons?|reckoned|warns?|warned|argues?|argued|estimates?|estimated|projected|noted?|wrote|writes|claimed|concede[sd]?|insist(?:s|ed)|admit(?:s|ted))\b[^,]{0,40}$"
)
_COMPARATIVE = "(?:more|less|fewer|longer|shorter|higher|lower|bigger|larger|smaller|greater|stronger|weaker|faster|slower|sooner|later|harder|easier|cheaper|dearer|deeper|wider|tighter|looser|richer|poorer|older|younger|closer|further|better|worse)"
_THE_MORE = re.compile(
    rf"(?P<cause>(?P<cue>The) {_COMPARATIVE}\b[^,;]{{3,90}}), (?P<effect>the {_COMPARATIVE}\b.{{3,120}})"
)
_SO_THAT = re.compile(
    r"(?:(?P<cue>Such) (?:is|was|has been) (?P<such>.{3,90}?)|(?P<so>(?:[^,;:]{5,90}\s)?(?<!\bnot )(?<!\bnever )(?<!\bdo )(?<!\bdid )(?<!\bdoing )(?P<degree>[Ss]o) (?!that\b|far\b|called\b|on\b|\w+ing\b)\w+(?:\s[^,;]{3,80})?)) that (?P<effect>.{8,})"
)
_PART = re.compile(
    r"(?:Part of the|One|Another|The (?:main|chief|biggest|real|simple|other)|The) (?P<cue>reason) (?:why |that |is that )?(?!for\b|is\b|was\b)(?P<effect>.{5,90}?) (?:is|was) (?:that |because )?(?P<cause>.{5,})"
)
_WITHOUT = re.compile(
    rf"(?P<cue>Without|Absent|But for|In the absence of|Were it not for|Had it not been for|If (?:it were|it was|it had)? ?not (?:been )?for|If it (?:weren['’]t|wasn['’]t|hadn['’]t been) for) (?P<cause>[^,]{{3,90}}), (?P<effect>[^,]{{2,60}}?\b{_MODAL}.{{3,}})"
)
_INVERTED = re.compile(
    rf"(?P<cue>Should|Were|Had) (?!it not)(?P<cause>[^,]{{5,90}}), (?P<effect>[^,]{{1,60}}?\b{_MODAL}.{{3,}})"
)
_NOT_FROM = re.compile(
    r"(?P<effect>.{3,90}?) (?P<cue>(?:stem|result|arise|come|derive|spring)(?:s|med|ed)?) not from (?P<denied>.{3,80}?),? but from (?P<cause>.{3,})"
)
_NO_CHOICE = re.compile(
    r"(?:(?:That|This|It|The move|Which)|(?P<before>.{8,}?),?) (?P<cue>(?:has |have |had )?(?:left|leaves|leaving)) [\w'’&. -]{2,40}? (?:with )?(?:no|little) (?:other )?(?:option|choice|alternative)s? but to (?P<effect>.{4,})"
)
_COLON = re.compile(
    r"(?:The|One|Its|Their) (?:main |chief |big |biggest |official |simple |likely |obvious )?(?P<cue>reason|cause|culprit|explanation|trigger)\s?[:?]\s(?P<cause>.{5,})",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"(?P<cause>.{8,}?)(?:; |, and |, so |, some of which |, many of which )(?P<effect>[^;]{8,}?),? (?P<cue>as a (?:result|consequence)|accordingly|in consequence|in response|(?:because of|owing to|due to|thanks to|on account of) (?:it|this|that|them))"
)
_OWES = re.compile(
    r"(?P<whose>.{3,80}?) (?P<cue>owe[sd]?) (?:much of )?(?P<effect>(?:its|their|his|her) [\w-]+) (?:largely |mostly |partly )?to (?P<cause>.{3,})"
)
# Drought is why the ferries stopped. It was because of C that E.
_IS_WHY = re.compile(
    r"(?!(?:That|This|Which|It|Here|What|All|My|Our|Your|His|Her)\b)(?![^,;]*\b(?:question|mystery|puzzle|issue|problem|point|theory|theories|know|asks?|wonder)\b)(?P<cause>[^,;]{3,80}?) (?P<cue>(?:is|was|are|were) (?:partly |largely |mainly |exactly |precisely |also |one reason |the reason |part of the reason )?why) (?P<effect>.{4,})"
)
_IS_BECAUSE = re.compile(
    r"It (?:is|was|has been) (?:only |partly |mainly |largely |precisely |just )?(?P<cue>because of|due to|thanks to|because|owing to) (?P<cause>[^;]{3,90}) that (?P<effect>.{6,})"
)
_TO_RESULT = re.compile(
    r"(?P<cause>(?:(?!\bnot\b|n[’']t\b)[^;]){6,}?),? (?P<cue>with the result that|to such an extent that|to such a degree that|so much so that) (?P<effect>.{6,})"
)
_BUT_NOT = re.compile(
    r"(?P<effect>[^;]{6,90}?),? (?:but|though|and) (?P<cue>not (?:because of|due to|because|as a result of|thanks to)) (?P<cause>[^;,]{3,80})"
)
_IN_VAIN = re.compile(
    r"(?P<cause>.{3,90}?) (?P<cue>(?:does|did|do|has done|have done|had done|will do) (?:nothing|little|not much) to|(?:(?:has|have|had) )?fail(?:s|ed)? to) (?P<verb>[a-z]+) (?P<effect>.{3,})"
)
_CLEFT = re.compile(
    r"It (?:was|is|has been) (?:not (?P<other>[^,]{3,70}?),? but )?(?P<no>not )?(?P<cause>[^,]{3,90}?)(?:, (?:not|rather than) (?P<denied>[^,]{3,70}),)? that (?P<rest>.{6,})"
)
_INSTEAD = re.compile(
    r"(?P<cause>[^,]{3,90}), (?P<cue>not|rather than|and not) (?P<denied>[^,]{3,70}), (?P<rest>[^,]{6,})"
)
_WHY = re.compile(
    r"(?:Q: )?(?:So |But |And )?[Ww]hy (?:did|do|does|are|is|has|have|was|were) (?P<effect>[^?]{6,})\?"
)
_ANSWERS = re.compile(
    r'(?:A: )?"?(?:(?:Mostly|Largely|Partly|Mainly|Simply|In part),? )?(?P<blame>(?:Blame|Thank|Credit) (?!it\b|that\b))?'
)
_NO_ANSWER = re.compile(
    r"(?:because|due to|owing to|there (?:are|is)|it depends|that|this|here|to answer|let|we|i|you|he|she|one (?:reason|answer)|the (?:short )?(?:answer|reason))\b",
    re.IGNORECASE,
)
# Revenue grew 31%, reflecting strong demand: behind a figure it says why.
_REFLECTING = re.compile(
    r"(?P<effect>[^;\d]*\d[^;]*), (?:largely |partly |mainly |mostly )?(?P<cue>reflecting) (?P<cause>[^;]{4,})"
)
# With rates rising, E; unable to borrow, E: how things stood, and what came of it.
_STANDING = re.compile(
    r"(?:(?P<cue>With) (?!this\b|that\b|these\b|it\b|the (?:exception|help|aim|goal|intention|view|hope|benefit)\b)(?P<with>[^,;:]{2,60}? (?!including\b|according\b|during\b|nothing\b|anything\b)(?:\w{2,}ing|\w{3,}ed|down|up|higher|lower|short|scarce|low|high|weak|tight|unable to|set to|due to|in|under|at|on|still|already|now|so|gone|over|back|out|closed|empty|flat) ?[^,;]{0,70}|(?:higher|lower|rising|falling|soaring|weaker|stronger|fewer|dearer|cheaper|tighter|slower|faster) [^,;]{3,60}|little [^,;]{4,60}|no [^,;]{4,60}|so (?:much|many|few|little) [^,;]{4,60})"
    r"|(?:(?:perhaps|apparently|already|increasingly|clearly|still) )?(?P<had>Having|Unable|Wary of|Fearful of|Fearing|Worried (?:by|about|that)|Alarmed (?:by|at)|Tired of|Frustrated (?:by|with)|Concerned (?:about|by|that)|Mindful of|Confident (?:that|of)|Anxious (?:about|to)|Desperate (?:to|for)|Eager to|Keen to|Reluctant to|Lacking|Short of|Starved of|Hungry for|Convinced (?:that|of)) (?P<state>[^,;]{4,90})), (?P<effect>(?!(?:and|or|but|due|because|given|as|which|who|including|such|while|although)\b)[^;]{8,})",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:(?:Lurking|Lying) )?(?P<cue>Behind|Underneath|Underlying|Underpinning|Beneath|At the (?:root|heart|core|bottom) of|Driving|Fuelling|Fueling) (?P<effect>[^,;]{4,90}?) (?:lies?|lay|is|are|was|were|has been|stands?|sits?) (?P<cause>(?!not\b)[^;]{4,})"
)
# What did for the shop was an onerous lease.
_WHAT = re.compile(
    r"What (?:(?:really|ultimately|finally|most|has|have|had) )*(?P<cue>[a-z]+(?: (?:to|for|off|back|up|down|out))?) (?P<effect>[^,;]{3,70}?) (?:is|was|are|were) (?P<cause>(?!\w+ed by\b|\w+ing\b)[^;]{4,})"
)
_WONDER = re.compile(
    r"(?P<cue>(?:Little|Small|No) wonder)(?:,? then)?,? (?:that |if )?(?P<effect>[^:;]{6,}?)(?:[:;] (?P<cause>.{6,}))?"
)
_RESULT = re.compile(
    r"(?:The|One|Its|Their) (?:net |end |likely |inevitable |predictable |immediate |upshot )?(?P<cue>result|upshot|outcome|consequence|consequences|effect|results)(?:\s?[:?—–]| -| (?:is|are|was|were|has been|have been)(?: that)?) (?P<effect>.{5,})"
)
_WHICH = re.compile(
    r"(?:(?:And|But|So) )?[Tt]he (?:main |chief |big |biggest |likely |obvious )?(?P<cue>reason|cause|culprit|explanation|trigger|result|upshot|outcome|consequence)\?"
)
# When, not why: Between 2010 and 2015, From January.
_DATED = r"(?:early |mid-|late |the )?(?:(?:19|20)\d\d|Jan|Feb|Mar|Apr|May\b|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Q[1-4]\b|(?:first|second|third|fourth) (?:quarter|half)|[A-Z][a-z]+day\b|\d+\b)"
# Between soaring rents and a dearer loan, E.
_BETWEEN = re.compile(
    rf"(?P<cause>(?P<cue>Between|What with) (?!{_DATED})[^,;]{{3,60}} and [^,;]{{3,60}}), (?P<effect>[^;]{{8,}})"
)
_SO_STEEP = re.compile(
    r"(?P<effect>.{8,}), (?P<cue>so) (?P<cause>\w+ (?:is|was|are|were|has been|had been) (?:the|its|their|his|our|these|those) [^,;]{4,})"
)
# Higher deposit costs were the main reason, of what was said before.
_WAS_REASON = re.compile(
    r"(?P<cause>[^,;]{4,90}?) (?:is|was|are|were|has been|have been|remains?) (?:(?:the|a|an|one|another|also|partly|largely|mainly|mostly|main|chief|biggest|big|key|primary|major|other|real|likely|obvious) )*(?P<cue>reasons?|causes?|culprits?|drivers?|factors?|triggers?|explanations?|to blame|at fault|at (?:its|the) root|responsible)",
    re.IGNORECASE,
)
_HAD_TO = re.compile(
    r"(?P<cause>.{12,}?),(?: and| so)? (?P<effect>[\w'’& -]{2,40}? (?P<cue>(?:has |have )?had to|(?:was|were|is|are|has been|have been) (?:forced|compelled|obliged) to) [^;]{4,})"
)
# Sold at a loss with fewer buyers about: what stood beside it.
_BESIDE = re.compile(
    r"(?P<effect>.{12,}?),? (?P<cue>with) (?P<cause>(?:rising|growing|falling|declining|soaring|increasing|mounting|weaker|stronger|fewer|slowing|shrinking|surging|dwindling|tighter|looser) [^,;]{4,80})"
)
# Toyota put its rise in sales down to strong results.
_PUT_DOWN = re.compile(
    r".*?\b(?P<cue>puts?|putting) (?P<effect>(?:the|its|their|this|his|her) [^,;]{3,60}?) down to (?P<cause>[^;]{4,})"
)
_NOR_BY = re.compile(
    r",? (?:and )?(?:(?:not|rather than) (?:by|from|because of|due to)|rather than) (?P<denied>[^,;.]{3,70})"
)
_OUT_OF = re.compile(
    rf"(?P<cue>Out of|From) (?!{_DATED})(?P<cause>[^,;]{{4,70}}?) (?:came|grew|sprang|arose|emerged) (?!to\b)(?P<effect>[^;]{{4,}})"
)
# Two people were killed in clashes: what harmed them.
_HARMED = re.compile(
    r"(?:[^;]{0,120}?(?:, | that | said |: ))??(?P<effect>[^,;]{3,110}?\b(?P<cue>killed|died|injured|hurt|wounded|damaged|destroyed|displaced|stranded|burnt|burned|torched|hospitali[sz]ed)(?: (?:and|or) [^,;]{3,50}?)?) (?:in|during) (?P<cause>[^,;]{0,60}?\b(?:clash(?:es)?|violence|protests?|unrest|riots?|rioting|(?:bomb |grenade |twin |serial )?(?:blasts?|explosions?|bombings?|attacks?)|accidents?|collisions?|crash|shoot-?outs?|shootings?|firing|crossfire|stampede|floods?|flooding|fire|blaze|collapse|storm|earthquake|landslide|strike|raid|fighting|battles?|war)\b(?!-)[^,;]{0,90})(?:[,;].*)?",
)
_NOBODY = re.compile(r"(?:no|nobody|none|no one|few)\b", re.IGNORECASE)
# In 1999 after a war; in the war museum: when and where, not by what.
_NO_HARM = re.compile(
    r"^(?:\d|.*\b(?:after|before|since)\b)|\b(?:war|battle|trading|fire|storm|strike) (?:museum|memorial|chest|room|station|brigade|department|for)\b|\b(?:had|has|was|were)\b"
)
_HARM = (
    "killed ",
    "died ",
    "injured ",
    "hurt ",
    "wounded ",
    "damaged ",
    "destroyed ",
    "displaced ",
    "stranded ",
    "burnt ",
    "burned ",
    "torched ",
    "hospitali",
)
_STRENGTH = 0.75
_SHORTEST = 2  # tokens of a cause
_PLAIN = frozenset(("make", "bring", "help", "produce", "keep", "put", "give", "win", "raise", "draw"))  # fmt: skip
_TO_VERB = 3  # tokens from an insertion to the verb behind it
_NEAR = 4  # tokens between "that" and its verb


class EnglishPairs(EnglishChecks):
    """Constructions of a whole sentence."""

    _here: tuple[str, int, int]  # the sentence without what ends it
    _said = ""

    def pairs(self) -> Iterator[Candidate]:
        """The links that the sentence tells by how it is built."""
        start, end = self.sentence.start, self.sentence.end
        while end > start and self.text[end - 1] in '.!" ':
            end -= 1
        if source := _SOURCE.search(self.text, start, end):
            end = source.start()
        here = self._here = self.text, start, end
        self._said = self.text[start:end]
        if one := self._built(_THE_MORE, "The "):
            yield self._link(one, "more", one.span("cause"), one.span("effect"))
        if one := self._built(_SO_THAT, " that "):
            cause = one.span("such" if one["such"] else "so")
            yield self._link(one, "so", cause, one.span("effect"))
        if one := self._built(_OWES, " owe"):
            lives = one["effect"].endswith(("existence", "survival", "life"))
            yield self._link(
                one, "owes", one.span("cause"), one.span("whose" if lives else "effect")
            )
        for rule, one in (
            ("reason", self._built(_PART, " reason ")),
            ("why", self._built(_IS_WHY, " why ")),
            ("cleft", self._built(_IS_BECAUSE, "It ")),
            ("result", self._built(_TO_RESULT, " that ")),
            (
                "at_end",
                self._built(
                    _AT_END,
                    " as a ",
                    " accordingly",
                    " in consequence",
                    " in response",
                    " it",
                    " this",
                    " that",
                    " them",
                ),
            ),
        ):
            if one:
                yield self._link(one, rule, one.span("cause"), one.span("effect"))
        if one := self._built(self.words.struck, " by ", " with ", " of "):
            yield self._link(one, "struck", one.span("cause"), one.span("effect"))
        one = self._built(self.words.struck_inside, " by ", " with ")
        verb = self._index(one.start("effect")) if one else 0
        if one and self._verb_between(verb, verb + _TO_VERB):
            yield self._link(one, "struck", one.span("cause"), one.span("effect"))
        elif one := self._built(self.words.struck_behind, " by ", " with "):
            effect = self._left(self._index(one.end("effect")), clause=True)
            if effect:
                yield self._link(one, "struck", one.span("cause"), effect)
        yield from self._stood(here)
        yield from self._supposed(here)
        yield from self._contrasted(here)
        yield from self._answered(here)
        yield from self._pointed_at(here)
        if one := self._built(_REFLECTING, " reflecting "):
            moved = self._left(self._index(one.end("effect")), clause=True)
            if moved:
                yield self._link(one, "reflecting", one.span("cause"), moved)
        one = self._built(_PUT_DOWN, " down to ")
        if one and self._eventish(one.span("effect")):
            yield self._link(one, "put_down", one.span("cause"), one.span("effect"))
        if one := self._built(_NOT_FROM, " not from "):
            came, denied = one.span("effect"), Modality.DENIED
            yield self._link(one, "not_from", one.span("denied"), came, modality=denied)
            yield self._link(one, "not_from", one.span("cause"), came)
        if one := self._built(_BUT_NOT, " not "):
            spans = one.span("cause"), one.span("effect")
            yield self._link(one, "but_not", *spans, modality=Modality.DENIED)
        one = self._built(_HARMED, *_HARM)
        nobody = one and _NOBODY.match(one["effect"])
        if one and not nobody and not _NO_HARM.search(one["cause"]):
            yield self._link(one, "harmed", one.span("cause"), one.span("effect"))
        before = self._previous()
        if one := self._built(_NO_CHOICE, " but to "):
            stated = (
                self._left(self._index(one.end("before")), clause=True) if one["before"] else before
            )
            if stated:
                yield self._link(one, "no_choice", stated, one.span("effect"))

    def _built(self, pattern: re.Pattern[str], *marks: str) -> re.Match[str] | None:
        """The sentence as ``pattern`` has it; one that holds none of ``marks`` cannot be."""
        if any(mark in self._said for mark in marks):
            return pattern.fullmatch(*self._here)
        return None

    def nor(self) -> Iterator[Candidate]:
        """What is said not to be a cause behind one that is: killed by debt, not by rivals."""
        for told in list(self.found):
            if told.cue and told.cause[0] >= told.cue[1] and told.modality is None:
                other = _NOR_BY.match(self.text, told.cause[1], self.sentence.end)
                if other:
                    yield replace(told, cause=other.span("denied"), modality=Modality.DENIED)

    def _stood(self, here: tuple[str, int, int]) -> Iterator[Candidate]:
        """How things stood, before or behind what came of it."""
        if one := _STANDING.fullmatch(*here):
            stood = one.span("with" if one["cue"] else "state")
            acts = one["had"] and self._index(one.end("effect")) - self._index(one.start("effect"))
            cue = one.span("cue" if one["cue"] else "had")
            if one["had"] and not acts:
                return
            if (
                one["had"]
                and one["had"] != "Having"
                and not one["had"].endswith(
                    (" of", " by", " that", " at", " about", " with", " for")
                )
            ):
                stood = one.start("had"), stood[1]  # unable to borrow
            if self._verb_between(self._index(one.start("effect")), self._index(one.end("effect"))):
                yield Candidate(
                    stood, one.span("effect"), cue, "en.pair.standing", Polarity.PROMOTE, 0.6
                )
        if one := self._built(_BESIDE, " with "):
            moved = self._left(self._index(one.end("effect")), clause=True)
            if moved and self._verb_between(self._index(moved[0]), self._index(moved[1])):
                yield self._link(one, "beside", one.span("cause"), moved)
        if one := _BEHIND.fullmatch(*here) or _OUT_OF.fullmatch(*here):
            pointer = one["effect"].lower() in self.sets["pointing"] | {"it", "all this"}
            effect = self._previous() if pointer else one.span("effect")
            happens = pointer or any(self._eventish(one.span(n)) for n in ("cause", "effect"))
            if effect and happens:
                yield self._link(one, "behind", one.span("cause"), effect)
        for rule, one in (
            ("between", self._built(_BETWEEN, "Between ", "What with ")),
            ("so", self._built(_SO_STEEP, ", so ")),
        ):
            if one:
                yield self._link(one, rule, one.span("cause"), one.span("effect"))
        if one := self._built(_WHAT, "What "):
            frame = self.reading.lexicon.cues.get(one["cue"])
            undone = one["cue"] in ("did for", "sank", "broke", "doomed", "killed")
            if undone or (frame and frame.order == "cause-effect"):
                polarity = Polarity.PREVENT if undone or not frame else Polarity(frame.polarity)
                yield self._link(one, "what", one.span("cause"), one.span("effect"), polarity)

    def _pointed_at(self, here: tuple[str, int, int]) -> Iterator[Candidate]:
        """What the sentence before came of, or led to: The culprit: C. Little wonder E."""
        before = self._previous()
        if one := self._built(_WONDER, " wonder"):
            cause = one.span("cause") if one["cause"] else before
            if cause:
                yield self._link(one, "wonder", cause, one.span("effect"))
        if before and (one := _COLON.fullmatch(*here)):
            yield self._link(one, "reason", one.span("cause"), before)
        if before and (
            one := self._built(
                _WAS_REASON,
                "reason",
                "cause",
                "culprit",
                "driver",
                "factor",
                "trigger",
                "explanation",
                "lame",
                "fault",
                "root",
                "responsible",
            )
        ):
            yield self._link(one, "reason", one.span("cause"), before)
        if one := self._built(_HAD_TO, " had to ", " forced to ", " compelled to ", " obliged to "):
            stated = self._left(self._index(one.end("cause")), clause=True)
            if stated and self._verb_between(self._index(stated[0]), self._index(stated[1])):
                yield self._link(one, "had_to", stated, one.span("effect"))
        if before and (one := _RESULT.fullmatch(*here)):
            yield self._link(one, "result", before, one.span("effect"))
        if self.index < 2:
            return
        told, asked = self.reading.sentences[self.index - 2 : self.index]
        one = _WHICH.fullmatch(self.text, asked.start, asked.end)
        if one and told.block == asked.block == self.sentence.block:
            stated, said = trim(self.text, told.start, told.end), (here[1], here[2])
            follows = one["cue"] in ("result", "upshot", "outcome", "consequence")
            yield self._link(one, "reason", *((stated, said) if follows else (said, stated)))

    def _contrasted(self, here: tuple[str, int, int]) -> Iterator[Candidate]:
        """It was C, not D, that led to E: the verb is a cue of its own."""
        one = self._built(_CLEFT, " that ") or self._built(
            _INSTEAD, ", not ", ", rather than ", ", and not "
        )
        if one is None or (
            one.re is _INSTEAD and self._verb_between(0, self._index(one.end("cause")))
        ):
            return
        hits = self.reading.hits(one.start("rest"), one.end("rest"))
        hit = next((h for h in hits if h.frame and h.frame.order == "cause-effect"), None)
        first = self._index(one.start("rest"))
        short = self._index(one.end("cause")) - self._index(one.start("cause")) < _SHORTEST
        if hit is None or not hit.frame or short or self._index(hit.start) - first > _NEAR:
            return
        effect = self._right(self._index(hit.end))
        rule, polarity = "en.pair.contrast", Polarity(hit.frame.polarity)
        cue = hit.start, hit.end
        for name in ("denied", "other"):
            if one.groupdict().get(name):
                denied = Modality.DENIED
                yield Candidate(
                    one.span(name), effect, cue, rule, polarity, _STRENGTH, False, denied
                )
        stated = Candidate(one.span("cause"), effect, cue, rule, polarity, _STRENGTH)
        negated = one.re is _CLEFT and one["no"]
        yield replace(stated, modality=Modality.DENIED) if negated else stated

    def _answered(self, here: tuple[str, int, int]) -> Iterator[Candidate]:
        """Why are prices falling? Sellers flood the market."""
        if not self.index:
            return
        asked = self.reading.sentences[self.index - 1]
        if asked.block != self.sentence.block:
            return
        why = _WHY.fullmatch(self.text, asked.start, asked.end)
        opens = _ANSWERS.match(*here)
        start = opens.end() if opens else here[1]
        if why is None or _NO_ANSWER.match(self.text, start) or not self.clauses:
            return
        answer = self._right(self._index(start), clause=True)
        blamed = opens and opens["blame"]
        if blamed or self._verb_between(self._index(answer[0]), self._index(answer[1])):
            cue = why.start(), why.start("effect")
            yield Candidate(
                answer, why.span("effect"), cue, "en.pair.answer", Polarity.PROMOTE, 0.6
            )

    def _supposed(self, here: tuple[str, int, int]) -> Iterator[Candidate]:
        """What would be, and what did not come about for all that was done."""
        supposed = Modality.CONDITIONAL
        if one := self._built(
            _WITHOUT, "Without ", "Absent ", "But for ", "In the absence", " for "
        ):
            spans = one.span("cause"), one.span("effect")
            yield self._link(one, "without", *spans, Polarity.PREVENT, supposed)
        if one := self._built(_INVERTED, "Should ", "Were ", "Had "):
            yield self._link(one, "if", one.span("cause"), one.span("effect"), modality=supposed)
        one = self._built(_IN_VAIN, " to ")
        frame = self.reading.lexicon.cues.get(one["verb"]) if one else None
        if one and frame and frame.order == "cause-effect" and one["verb"] not in _PLAIN:
            spans = one.span("cause"), one.span("effect")
            yield self._link(one, "in_vain", *spans, Polarity(frame.polarity), Modality.DENIED)

    def _link(
        self,
        found: re.Match[str],
        rule: str,
        cause: Bounds,
        effect: Bounds,
        polarity: Polarity = Polarity.PROMOTE,
        modality: Modality | None = None,
    ) -> Candidate:
        cue = found.span("cue" if found["cue"] else "degree")
        return Candidate(
            cause, effect, cue, f"en.pair.{rule}", polarity, _STRENGTH, False, modality
        )
