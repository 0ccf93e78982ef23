"""What becomes of the candidates of an English sentence: repaired, refused, and how they are meant."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

from kg.extractors.rules.english_arguments import COMMA
from kg.extractors.rules.english_lists import EnglishLists
from kg.extractors.rules.reading import Bounds, Hit
from kg.extractors.rules.sentence import Candidate
from kg.model import Modality, Polarity

_DENIED = re.compile(
    r"(?:\b(?:not|never|no|cannot|without|nor|yet to|unlikely|hardly|barely|scarcely)\b|n't)(?:\W+\w+){0,2}\W*$",
    re.IGNORECASE,
)
_WHEN_IT = re.compile(
    r"(?:(?:last|this|next|earlier this) \w+|on \w+day) (?:it|they|he|she|we)", re.I
)
# Critics fear|the levy will cut sales; analysts expect|the levy to cut sales.
_FEARS_THAT = re.compile(
    r"(?:[\w'’.&-]+ ){1,6}?(?:fears?|hopes?|expects?|expected|forecasts?|predicts?) (?:that )?(?=(?:the|an?|its|their|this|these|higher|rising|lower|new)\b)"
)
_SAYING = re.compile(r"(?:saying|adding|noting|arguing|warning|claiming)(?: that)? (?=\w)")
_SAID = re.compile(
    r"(?:which )?(?:he|she|it|they|the [\w' -]{2,30}|[A-Z][\w'.-]+(?: [A-Z][\w'.-]+){0,6}) (?:said|says|added|adds|noted|told \w+|warned|argued|explained|estimated|reported)(?: (?:in|at|on|during) [\w ,'-]{2,40})?"
)
# …, as C, dealers say; the European Court of Auditors found
_SAYS = re.compile(
    r"(?:[\w'’.&-]+ ){1,8}(?:says?|said|found|finds|notes?|noted|reckons?|reckoned|argues?|argued|wrote|writes|insists?|insisted|concedes?|conceded|admits?|admitted|claims?|claimed|estimates?|estimated|allege[sd]?|stressed|calculated)"
)
_DEFINES = re.compile(r"\b(?:refers? to|(?:is|are) defined as|denotes?)\b")
# studying how robots|affect wages: a question, no answer.
_STUDIED = re.compile(
    r"\b(?:investigat|examin|stud(?:y|ies|ied)|assess|explor|ask|research|analys|analyz|test|consider|discuss|debat|wonder|measur)\w*\s(?:\w+\s){0,2}?(?:whether|how|if)\b",
    re.IGNORECASE,
)
_DUE_TO = re.compile(
    r"(?:due to|because of|owing to|as a result of|thanks to) (?=\w)", re.IGNORECASE
)
_NEAR_CUE = 24  # characters
# As quickly as it had hoped, as bad for airlines, as a country where …: likened, no reason.
_LIKE_WHAT = re.compile(
    r"(?:soon|quickly|well|bad|good|far|long|often|high|low|needed|expected|possible|usual|before|always|monthly|yearly|a (?:result|matter|way|means|sign|share|percentage))\b|an? [a-z]+ (?:where|that|which|who|with|in which)\b|(?:the|this|that|it) (?:\w+ )?(?:is|was|are|were) (?:nicknamed|called|known|dubbed|named|termed)\b"
)
_AS_MANY = re.compile(r"(?:much|many|few|little)\b")
_SUCH = re.compile(r"\b(?:such|same|so)\b[^,;.]*$", re.IGNORECASE)
_ONLY_WHEN = re.compile(
    r"(?:\b(?:only|clear|unclear|know|knows|knew|known|decide|remember|even|except|until|where|and|or|than|as|exactly)|[-–—])\s*$",
    re.IGNORECASE,
)
_FIRMS = frozenset(("Company", "Bank", "Platform", "Organization", "Product", "Person"))
_THAT_IS_WHEN = re.compile(
    r"(?:that(?:'s| is) what happens|(?:this|that|it) (?:is|was|isn't|wasn't|is not|was not) \w+|(?:you|we|one) can see|this goes back.*)",
    re.IGNORECASE,
)
_NOTHING_MUCH = frozenset(("matters", "things", "much", "anything", "nothing"))
_IS_THAT = re.compile(
    r"(?:The [^,]{3,60}? |It )?(?:is|was|are|were)(?: \w+ly)? that |It[’']?s (?:not |un)?clear (?:whether|if|that) |There (?:is|was|are|were) (?:still |as yet )?(?:no|little|scant) (?:[a-z]+ )?(?:evidence|proof|signs?)(?: to suggest| to show)?(?: that)? "
)
_ON_SALES = re.compile(r"(?:net |total )?(?:sales|revenues?|volume) of [$£€]?\d", re.IGNORECASE)
_ONLY_ADVERB = re.compile(r"(?:\w+ly|then|now|previously|before)", re.IGNORECASE)
_SAYS_ONLY = re.compile(r"(?:it |he |she |they )?(?:said|says|reported|announced)", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SINCE_WHEN = re.compile(
    rf"since\s(?:[\w'’-]+\s){{1,5}}(?:began|started|opened|launched|resumed|debuted|took (?:office|effect|over|power))\b|since tak(?:ing|es?) (?:office|effect|over|power|charge)\b|(?:since|after|as of)\s(?:(?:long|then)\b|(?:(?:early|late|mid|the|last|this)[\s-])*(?:(?:19|20)\d\d|{_MONTHS}|Christmas|Easter|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:(?:nearly|more than |over |about )?(?:\w+fold|tenfold)\b|(?:(?:nearly|about|around|almost|over|roughly|some|up to|more than|at least|as much as)\s)?[$£€]?\d[\d.,]*\s?(?:%|percent\b|per cent\b|basis points|bps\b|percentage points|points\b|cents\b|million\b|billion\b)(?! (?:of|worth) )(?! in (?!the\b|a\b|january|february|march|april|may|june|july|august|september|october|november|december|\d|early|late|fiscal)))",
    re.IGNORECASE,
)
_WHETHER_REACH = 20  # characters
_WHETHER = re.compile(
    r"\b(?:say|said|disclose|discuss|decide|unclear|uncertain|know|knows|see|ask|asked|wonder|wondered|doubt|determine|check|tell|question|questioning)\s(?:if|whether)\s$"
)
# up 9% after dropping 24%: the one before the other.
_FALLING = re.compile(
    r"(?:dropp|fall|crash|slump|plung|slid|los|declin|tumbl|sink|dipp|shedd)ing\b"
)
_RISING = re.compile(r"(?:ris|climb|surg|soar|gain|rally|jump|recover|rebound|advanc|hitt)ing\b")
_ROSE = re.compile(r"\b(?:up|rose|risen|climbed|recovered|rebounded|gained|rallied|jumped)\b")
_FELL = re.compile(
    r"\b(?:down|fell|fallen|dropped|slumped|slid|lost|declined|tumbled|eased|slipped)\b"
)
_SERIES = re.compile(
    rf"(?:an? |the )?(?:(?:upwardly |downwardly )?revised )?[\d.]+(?:%| per ?cent| percent| percentage points?) (?:rise|gain|increase|jump|drop|fall|decline|decrease|dip|growth|slide)(?:$|[.,;]| (?:in|the|a) (?:{_MONTHS}|previous|prior|month|quarter|year|week|preceding))"
)
# Nothing that moves by itself: what follows it only comes after it.
_SCHEDULED = re.compile(
    r"(?:the |a |an |its |their )?(?:[\w’'-]+ ){0,3}(?:meetings?|vote|summit|talks|debate|break|holidays?|close|search|conference|briefing|interview|hearing|ceremony|renovation|closure|weekend|deadline)(?: (?:of|in|on|with|at) [^,;]{2,40})?"
)
_WAS_THEN = re.compile(r"\b(?:was|were) (?:an? |the |\w+ing\b|chief|chairman|president|head )")
_STATUS = re.compile(
    r"(?:it|them|him|her|(?:the |its )?[\w-]+) (?:the |one of the |[\w’'-]+['’]s )(?:[\w-]+ )?(?:largest|biggest|first|second|third|fourth|fifth|only|best|oldest|smallest|highest|lowest|youngest|\d+th)\b|[\w’' -]{2,40}? with (?:a stake|(?:two|three|four|five|six|\d+) (?:board |council )?(?:members|seats|directors))",
    re.IGNORECASE,
)
_TO_TELL = re.compile(
    r"(?:better )?(?:understand|see|explain|illustrate|answer|grasp|appreciate)\b"
)
_NO_LONGER = re.compile(r"\sno longer\b")
_CAN_BE = re.compile(r"\bcan be\s*$")
_DAY = re.compile(r"\s\d")
_WHY_IT = re.compile(r"\bwhy (?:it|they|he|she|we|you)$")
_NO_SUBJECT = frozenset(("given", "including", "driving", "such", "of", "resulting", "to", "could", "would", "has", "have", "had", "been", "is", "was", "were", "are"))  # fmt: skip
_WHOM = frozenset(("them", "it", "him", "her", "us", "me"))
_WAS = re.compile(
    r"\s(?:is|was|are|were|(?:may|might|could|can|must|would|will)(?: (?:well|also))?)(?:\s\w+ly)?$"
)
_WHETHER_IT = re.compile(r"(?:^|\s)whether\s(?!or not)(?:\S+\s?){1,5}$")
_A_DIRECT = re.compile(
    r"\s(?:is|was|are|were)(?P<no>\snot)?(?:\s(?:partly|largely|mainly|clearly))?\s(?:an?|the)(?:\s[\w-]+){1,2}$"
)
_CAME = re.compile(
    r"(?<=\w\w\w)(?:(?P<no>\s(?:did|do|does|has|have) not)?\s(?:came|come|comes|happened|occurred|took place)(?: about)?|,?\s(?:possibly|probably|perhaps|maybe|likely|apparently|reportedly|presumably))$"
)
_SUCCEEDED = re.compile(
    r"\s(?:(?:has\s|have\s|had\s)?succeed(?:s|ed)?|(?:is|was|are|were)(?:\s\w+ly)?\swhat)$"
)
_NO_OBJECT = frozenset(("since", "during", "against", "over", "amid", "after", "before", "while", "as", "despite", "without", "again", "of", "in", "into", "around", "back", "from", "by", "with", "at", "were", "was"))  # fmt: skip
_KNOWN_AS = re.compile(
    r"(?:the |it|he|she|they)[\w ]{0,20}? (?:is|are|was|were) (?:also |better |otherwise )?(?:known|called|named)",
    re.IGNORECASE,
)
_WHEN_ONLY = re.compile(
    rf"(?:in|on|at|by|during) (?:the )?(?:(?:early|late|mid)[ -])?(?:(?:{_MONTHS})(?: \d{{1,2}},?)?(?: \d{{4}})?|\d{{4}}|\w+day)|(?:last|this) (?:[\w-]+ )?(?:week|month|year|quarter|season|summer|winter)",
    re.IGNORECASE,
)
_AFFECTS = re.compile(r"(?:affect|impact)(?:s|ed|ing)?$", re.IGNORECASE)
_UNEXPECTED = re.compile(
    r"(?:\b(?:nobody|no one|none|not|never|few)|n[’']t)\s(?:\w+\s){0,2}(?:expect|fear|predict|believe|think|forecast)(?:s|ed)?\b",
    re.IGNORECASE,
)
_PERHAPS = re.compile(r"(?:perhaps|maybe|possibly|probably|reportedly)\b", re.IGNORECASE)
_DOUBTFUL = re.compile(
    r"\bit(?: is|'s| was| remains) (?:not (?:yet )?clear|unclear|doubtful)\b", re.I
)
_WORRIES = re.compile(
    r"\b(?:hopes?|hoped|worr(?:y|ies|ied)|fear(?:s|ed)?|concerns? that|doubt(?:s|ed)?|suspect(?:s|ed)?|expect(?:s|ed)?|forecasts?|predict(?:s|ed)?|project(?:s|ed)|anticipate[sd]?)(?: that)?\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"(?:[\w'’.&-]+ ){1,6}?(?:suspects?|sa(?:id|ys?)|believes?|expects?|predicts?|anticipates?|thinks?|argue[sd]?|noted|warn(?:s|ed)|announced|reported)(?: (?:last|this|earlier this) (?:week|month|year))?(?: (?:on )?[A-Z][a-z]+day,?)?(?: that)? (?=[\w'’$£€-]+ \w)(?!to\b|in\b|on\b|at\b|by\b|about\b|of\b)"
)
_IT_IS = re.compile(
    r"it (?:is|was|has been) (?:\w+ly )?(?:(?P<doubt>expected|feared|hoped|thought|believed|possible|likely|estimated)|reported|clear|known|said|obvious) that ",
    re.IGNORECASE,
)
_SAID_WHO = re.compile(
    r"(?:said|says|added|adds|noted|notes|warned|warns|argued|wrote) (?P<who>(?!(?:to|off|of|that|in|on|by|for|about|up|down|nobody|no|none|it|they|he|she|we|i)\b)(?:the |a |an )?[\w.'’&-]+(?: [\w.'’&-]+){0,9}?)(?: (?:on|in|at|late|last|this|earlier) .*)?"
)
_SAID_BY = re.compile(
    r"(?:said|says|added|adds|noted|wrote) (?:(?:the )?[A-Z][\w.'’-]+ ){0,3}(?:[a-z]+ )?(?:[A-Z][\w.'’-]+ ?){1,4}"
)
_UNCLEAR = re.compile(
    r"it (?:is|was|remains) (?:not )?(?:yet )?(?:unclear|clear|uncertain|unknown)\b", re.IGNORECASE
)
_WE_SEE = re.compile(
    r"(?:we|they|you|i) (?:are|have been|were) (?:now )?(?:seeing|witnessing|watching|facing|feeling)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\bnot\b|n't")
_NO_EVIDENCE = re.compile(
    r"\b(?:no|little|scant|(?:a )?lack of) (?:\w+ )?(?:evidence|proof|sign)|\b(?:do(?:es)?n't|do(?:es)? not|did(?:n't| not)) (?:agree|accept|buy)\b[\w ]{0,30}\b(?:notion|idea|view|claim|theory|argument|that)\b|\bnot the same as saying\b|n't the same as saying\b|\bden(?:y|ies|ied)\b|\bwrong to say\b|\b(?:reject|dismiss|disput|refut|rebut)(?:s|es|ed|ing)? (?:the |any )?(?:claim|suggestion|idea|notion|view|report|allegation|argument|assertion)s? that\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:neither|none of|nothing|nobody|no one)\b", re.IGNORECASE)
_NOT_ONLY = re.compile(r"\b(?:not (?:only|least|just)|no (?:small|doubt))\b", re.IGNORECASE)


# Who it is: a month after|the firm; …, the EIA. Gasoline had been …
_WHO = re.compile(
    r"(?:(?<=\bafter )|(?<=\bbefore )|(?<=\bsince )|(?<=\buntil )|^)(?!.*\b(?:after|before|since|until) \w)(?:(?!\. [A-Z]).)+$"
)
_SAID_WHEN = re.compile(
    r"^(?:(?:last|this|earlier this|next) \w+|on \w+day|yesterday),? (?=\w)", re.I
)
# The ministry|rejected claims that …
_DENIES = re.compile(r" (?:(?:has|have|had) )?(?:reject|dismiss|disput|refut|rebut)(?:s|es|ed)$")
_NOBODY = re.compile(
    r"(?:[Ff]ew|[Nn]obody|[Nn]o one|[Nn]one|(?:[Nn]o|[Ll]ittle|[Ss]cant|[Aa] lack of) (?:\w+ )?(?:evidence|proof|signs?|data))\b|to \w+|it (?:has|had|was|is)\b|(?:in|on|at|by|with|for) an?$|[a-z]+ing \w+$"
)


# What stands before and behind the name of a speaker, and what no name ends or begins in.
_BEFORE_NAME = re.compile(
    r"^(?:and|but|yet|that means|so far|while|although|like) (?=\w)", re.IGNORECASE
)
_BEHIND_NAME = re.compile(
    r"[, ]+(?:also|both|previously|recently|repeatedly|earlier|once|further|later|often|already|now|has|have|had"
    r"|goes? on to|released|published|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:has|have|had) (?:both|previously|also))$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:please|also|but|changed|don't|i don't)\b|.*\b(?:and|or|of|to|in|an?|the|new|short|that|which|with|for|appears|was|were|is|are|called)(?: \d+)?$|(?:failure|refusal|ability|decision) to\b",
    re.IGNORECASE,
)


def _named(speaker: str) -> str | None:
    """The name in what stands before a verb of saying, or None if it names nobody."""
    told = ""
    while told != speaker:
        told = speaker
        speaker = _BEHIND_NAME.sub("", _BEFORE_NAME.sub("", speaker))
    return None if not speaker or _NOBODY.match(speaker) or _NO_NAME.match(speaker) else speaker


_THIS_TEXT = re.compile(r"this (?:article|report|story|column|piece|post)", re.IGNORECASE)
_COMMENT = re.compile(
    r"\b(?:requests? for (?:a )?(?:\w+ ){0,3}comments?|(?:media|press|e-?mail(?:ed)?) (?:inquir(?:y|ies)|queries|questions?)|questions? (?:from|by) (?:reporters|the media|journalists))\b",
    re.IGNORECASE,
)
# in 2021 during|the frenzy fuelled by C; reflecting|a decline partly offset by C
_WHEN_FIRST = re.compile(
    r"(?:in (?:19|20)\d\d )?(?:during|amid) (?=(?:the|an?|its|their)\b)|(?:reflecting|including|representing) (?=(?:the|an?|its|their)\b)"
)
_BEFORE_MONTH = (" in ", " since ", " until ", " by ", " from ", " of ", " early ", " late ", " last ", " this ")  # fmt: skip


class _Hedge:
    """Words of doubt; May 1 and last May are dates, and what can no longer be is not doubted."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> bool:
        return any(
            not (
                m.group() == "May"
                and (_DAY.match(text, m.end()) or text.endswith(_BEFORE_MONTH, 0, m.start()))
            )
            and not (m.group().lower() == "can" and _NO_LONGER.match(text, m.end()))
            for m in self.pattern.finditer(text, start, end)
        )


class EnglishChecks(EnglishLists):
    """Candidates of one English sentence, looked at again."""

    def _claimant(self, candidate: Candidate) -> str | None:
        if self.clauses and (
            behind := _SAID_WHO.fullmatch(self.text, self.clauses[-1].start, self.clauses[-1].end)
        ):
            return self.reading.document.text[slice(*behind.span("who"))]  # …, said the minister
        named = super()._claimant(candidate)
        named = _DENIES.sub("", _SAID_WHEN.sub("", named)) if named else None
        if named and (who := _WHO.search(named)) and (name := _named(who.group())):
            return name
        # Analysts said the merger led to …: the verb stands in the same clause.
        first = self._index(min(candidate.cause[0], candidate.effect[0]))
        verb = first - 1 - (self._word(first - 1) == "that")
        if self._word(verb) not in self.sets["attribution_verb"]:
            return None
        start = verb
        while start > 0 and verb - start < 8 and not self._ends(start - 1):
            start -= 1
        span = self._span(start, verb)
        if span and self._word(self._index(span[0])) in ("despite", "although", "though"):
            return None
        speaker = _DENIES.sub("", self.reading.document.text[span[0] : span[1]]) if span else ""
        return _named(speaker)

    def _make(
        self,
        cause: Bounds,
        effect: Bounds,
        hit: Hit,
        rule: str,
        polarity: Polarity,
        strength: float = 0.0,
        implicit: bool = False,
        modality: Modality | None = None,
    ) -> Candidate:
        strength = strength or (hit.frame.strength if hit.frame else 0.7)
        if _AFFECTS.match(hit.word) and self.text[slice(*effect)].lower().endswith(
            tuple(self.sets["wanted"])
        ):
            polarity = Polarity.PREVENT  # sales were affected by the strike
        cue = (hit.start, hit.end)
        return Candidate(cause, effect, cue, rule, polarity, strength, implicit, modality)

    def _add(self, candidate: Candidate) -> bool:
        """Keep a candidate, trimmed, if it tells a cause and an effect."""
        trimmed = self._trimmed(candidate)
        if trimmed is None or self._tells_nothing(trimmed) or self._no_argument(trimmed):
            return False
        self.found.append(trimmed)
        return True

    def _trimmed(self, candidate: Candidate) -> Candidate | None:
        """The candidate without what stands around its arguments; None if nothing is left."""
        candidate = self._trimmed_at_verb(candidate)
        for told in (_FEARS_THAT, _SAYING, _TELLS):
            if said := told.match(self.text, *candidate.cause):
                candidate = replace(candidate, cause=(said.end(), candidate.cause[1]))
        joins = candidate.rule.startswith("en.conn.")
        if (
            _SAID.fullmatch(self.text, *candidate.effect)
            or _SAID_BY.fullmatch(self.text, *candidate.effect)
            or (joins and _SAYS.fullmatch(self.text, *candidate.effect))
        ):
            # …, he said, as C: what was said stands before.
            stated = self._clause_before(candidate.effect[0])
            if stated is None:
                return None
            candidate = replace(candidate, effect=stated)
        for lead in (*((_TELLS,) if joins else ()), _DUE_TO, _WHEN_FIRST):
            # recalled due to fires as a result of defects: the fires are
            if opened := lead.match(self.text, *candidate.effect):
                candidate = replace(candidate, effect=(opened.end(), candidate.effect[1]))
        return candidate

    def _trimmed_at_verb(self, candidate: Candidate) -> Candidate:
        """Without the verbs that stand between an argument and the cue: the crash|was due to C."""
        if supposed := _IT_IS.match(self.text, *candidate.cause):
            # It was expected that the war would|cause …
            doubted = candidate.modality or (Modality.HEDGED if supposed["doubt"] else None)
            candidate = replace(
                candidate, cause=(supposed.end(), candidate.cause[1]), modality=doubted
            )
        if named := _IS_THAT.match(self.text, *candidate.cause):
            candidate = replace(candidate, cause=(named.end(), candidate.cause[1]))
        if candidate.rule in ("en.conn.because", "en.noun.stem") and (
            was := _WAS.search(self.text, *candidate.effect)
        ):
            candidate = replace(
                candidate, effect=(candidate.effect[0], was.start())
            )  # success|is solely due to
        # The crash|was a direct result of C; the closures|came as a result of C
        empty = _A_DIRECT if candidate.rule == "en.noun.stem" else _CAME
        if (
            candidate.rule.startswith(("en.noun.stem", "en.conn."))
            and candidate.effect[1] <= candidate.cause[0]
            and (was := empty.search(self.text, *candidate.effect))
        ):
            denied = Modality.DENIED if was.groupdict().get("no") else candidate.modality
            moved = candidate.effect[0], was.start()
            candidate = replace(candidate, effect=moved, modality=denied)
        if did := _SUCCEEDED.search(self.text, *candidate.cause):
            # The policy|succeeded in spurring exports.
            candidate = replace(candidate, cause=(candidate.cause[0], did.start()))
        return candidate

    def _tells_nothing(self, candidate: Candidate) -> bool:
        """Whether the words around tell no link: they date, define, ask, study, or say it twice."""
        cause, effect = (self.text, *candidate.cause), (self.text, *candidate.effect)
        verb = candidate.rule.startswith("en.verb.")
        if _WHEN_IT.fullmatch(*cause) or _WHEN_ONLY.fullmatch(*effect):
            return True  # said|last week it will cut output
        if verb and _WHETHER_IT.search(*cause):
            return True  # unable to say whether the change|affected sales
        if _DEFINES.search(*effect):
            return True  # market risk refers to losses arising from …
        if candidate.cue and (
            _STUDIED.search(self.text, self.sentence.start, candidate.cue[0])
            or _SINCE_WHEN.match(self.text, candidate.cue[0])
        ):
            return True  # since 2016
        if any(
            (one.cause, one.effect) == (candidate.cause, candidate.effect) for one in self.found
        ):
            return True  # thanks to A and due to B: B once
        if _KNOWN_AS.fullmatch(*cause):
            return True  # the group, as it is known
        if candidate.rule == "en.conn.as" and (
            self._turns_back(candidate) or self._only_dates(candidate) or self._compares(candidate)
        ):
            return True
        if candidate.rule.startswith("en.verb.render") and _STATUS.match(*effect):
            return True  # making it the third largest
        start = candidate.cause[0]
        if _WHETHER.search(self.text, max(0, start - _WHETHER_REACH), start):
            return True  # it is unclear if …
        if _SAYS_ONLY.fullmatch(*effect):
            return True  # it said after markets closed that …: when it said so
        if candidate.rule == "en.conn.market" and _ON_SALES.match(*cause):
            return True  # a loss of 16 cents on sales of $1.28 billion
        if candidate.rule == "en.conn.purpose" and _TO_TELL.match(*cause):
            return True  # in order to understand why, we look at …
        return verb and (
            self._broken(candidate)
            or _WHY_IT.search(*cause) is not None
            or self._says_itself(candidate.cause)
        )

    def _no_argument(self, candidate: Candidate) -> bool:
        """Whether the cause or the effect is none: an adverb, an amount, a pronoun, a view."""
        cause, effect = (self.text, *candidate.cause), (self.text, *candidate.effect)
        opening = self.text[slice(*candidate.cause)].lower()
        if " " in opening and opening in self.sets["lead"]:
            return True  # in fact, producing more
        if self.text[slice(*candidate.effect)].lower() in _NOTHING_MUCH:
            return True
        if _THIS_TEXT.fullmatch(*effect) or _COMMENT.search(*cause):
            return True  # contributed to this article; in response to a request for comment
        if _AMOUNT.match(*effect):
            return True  # margins improved 70 basis points: how far
        if _ONLY_ADVERB.fullmatch(*effect):
            return True  # reduced drastically
        if _UNCLEAR.match(*effect) or _WE_SEE.fullmatch(*effect):
            return True
        if opening in ("it", "them") and candidate.rule == "en.conn.because":
            return True  # because of it: told by how the sentence is built
        for span in (candidate.cause, candidate.effect):
            words = self.text[span[0] : span[1]]
            if words.lower() != "it" and span[1] - span[0] < 3:
                return True
            if not re.search(r"[A-Za-z]{2}", words) or words.lower() in self.sets["no_argument"]:
                return True
        return candidate.cause[0] < candidate.effect[1] and candidate.effect[0] < candidate.cause[1]

    def _compares(self, candidate: Candidate) -> bool:
        """Whether as, when or after joins no reason: as quickly as …; SVB, as a bank that …; only when."""
        if candidate.cue is None:
            return False
        before = self.text, max(0, candidate.cue[0] - _NEAR_CUE), candidate.cue[0]
        word = self.text[slice(*candidate.cue)].lower()
        if word == "as":
            if _AS_MANY.match(self.text, *candidate.cause) and not self._verbal(candidate.cause):
                return True
            return bool(_LIKE_WHAT.match(self.text, *candidate.cause) or _SUCH.search(*before))
        if word in ("after", "following"):
            # the latest chain, after McDonald's and others, to cut prices
            return any(
                name.type in _FIRMS
                and name.start == candidate.cause[0]
                and (name.end == candidate.cause[1] or self.text[name.end] == ",")
                for name in self.reading.mentions_in(*candidate.cause)
            )
        if word == "when":
            return bool(
                _ONLY_WHEN.search(*before) or _THAT_IS_WHEN.fullmatch(self.text, *candidate.effect)
            )
        return False

    def _broken(self, candidate: Candidate) -> bool:
        """Whether an argument of a verb is none: [have thus far] compelled, sent [back over …]."""
        first = self._index(candidate.cause[0])
        last = self._index(candidate.cause[1])
        opens = self._word(first)
        verb = opens in _NO_SUBJECT
        alone = last - first == 1 and opens.endswith(("ed", "ing")) and self._finite(first)
        opened = self._word(first - 1) == COMMA and opens.endswith("ing")
        alone = alone or (opened and last - first == 1 and first in self.causatives)
        told = opens.endswith("ing") and self._word(first + 1) in _WHOM
        what = self._index(candidate.effect[0])
        active = not candidate.rule.endswith(".passive")
        word = self._word(what)
        adverb = word.endswith("ly") and word not in self.sets["not_adverb"]
        # improved|immensely, decreased|temporarily in May
        where = self._ends(what + 1) or self._word(what + 1) in _NO_OBJECT
        none = word in _NO_OBJECT or (adverb and where)
        into = active and none and not self._word(what + 1)[:1].isdigit()
        return verb or alone or told or into

    def _says_itself(self, cause: Bounds) -> bool:
        """Whether who speaks is meant: the firm said|it was delaying the sale."""
        pronoun = self.text[slice(*cause)].lower() in ("it", "they", "he", "she", "we")
        at = self._index(cause[0])
        said = self._word(at - 1)
        plans = self._word(at + 1) in self.sets["be"] or self._word(at + 1) in ("will", "would")
        return pronoun and plans and (said in self.sets["attribution_verb"] or said == "that")

    def _turns_back(self, candidate: Candidate) -> bool:
        """Whether a rise or fall only follows its opposite: up 9% after dropping 24%."""
        if _SERIES.match(self.text, candidate.cause[0]):
            return True  # fell 2% in May after|a 3% rise in April
        return any(
            before.match(self.text, candidate.cause[0])
            and after.search(self.text, *candidate.effect)
            for before, after in ((_FALLING, _ROSE), (_RISING, _FELL))
        )

    def _only_dates(self, candidate: Candidate) -> bool:
        """Whether after, following or when tells no more than the time of what nothing moved."""
        cue = self.text[slice(*candidate.cue)].lower() if candidate.cue else ""
        if cue == "when":
            return _WAS_THEN.search(self.text, *candidate.effect) is not None
        if cue not in ("after", "following"):
            return False
        trends = self.reading.lexicon.trends
        still = not any(word in trends for word in self._words(candidate.effect))
        to_come = " will " in self.text[slice(*candidate.effect)]
        return still and (
            _SCHEDULED.fullmatch(self.text, *candidate.cause) is not None
            or (to_come and not self._verbal(candidate.cause))
        )

    def _clause_before(self, offset: int) -> Bounds | None:
        """The clause before the one that ``offset`` lies in."""
        earlier = [c for c in self.clauses if c.end < offset and c.closed == ","]
        return (earlier[-1].start, earlier[-1].end) if earlier else None

    def _under_condition(self, candidate: Candidate) -> bool:
        """Whether what is told happens only if something else does: if A, B, causing C."""
        spans = [
            span
            for other in self.found
            if other.modality is Modality.CONDITIONAL and other.cue != candidate.cue
            for span in (other.cause, other.effect)
        ]
        return any(
            start <= argument[0] < end
            for start, end in spans
            for argument in (candidate.cause, candidate.effect)
        )

    def _modality(self, candidate: Candidate) -> Modality:
        cue = candidate.cue or candidate.effect
        clause = self._clause_at(cue[0])
        if clause is None:
            return Modality.ASSERTED
        opening = self._clause_at(candidate.cause[0]) or clause
        if any(
            self.words.conditional.match(self.text, c.start, c.end) for c in (opening, clause)
        ) or self._under_condition(candidate):
            return Modality.CONDITIONAL
        first = candidate.cause if candidate.cause[1] <= cue[0] else candidate.effect
        start = first[1] if clause.start <= first[1] <= cue[0] else clause.start
        between = self.text[start : cue[0]]
        if candidate.rule.startswith("en.noun.stem"):
            between = _CAN_BE.sub("", between)  # the jump can be|traced to C: it is
        if candidate.cue and _NOT.search(self.text, *candidate.cue):
            return Modality.DENIED  # were not behind
        said = self.text[clause.start : min(candidate.cause[0], candidate.effect[0])]
        if candidate.rule.startswith("en.verb.") and _NOTHING.match(self.text, candidate.cause[0]):
            return Modality.DENIED  # neither A nor B has solved E
        if _NO_EVIDENCE.search(said):
            return Modality.DENIED
        if _UNEXPECTED.search(said):
            return Modality.DENIED
        if _WORRIES.search(said) or _PERHAPS.match(said) or _DOUBTFUL.search(said):
            return Modality.HEDGED
        if _DENIED.search(between) and not _NOT_ONLY.search(between):
            return Modality.DENIED
        hedge = _Hedge(self.words.hedge)
        behind = min(cue[1] + 12, max(cue[1], candidate.effect[0]))
        if hedge.search(between) or hedge.search(self.text, cue[1], behind):
            return Modality.HEDGED
        # A conjunction links two statements: a hedge inside what follows hedges the link.
        if candidate.rule.startswith("en.conn.") and hedge.search(self.text, *candidate.effect):
            return Modality.HEDGED
        return Modality.ASSERTED
