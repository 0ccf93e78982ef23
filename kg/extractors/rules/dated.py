"""Dated events: when a policy was issued, when a product, a firm or a rule began and ended.

银保监会于2020年7月发布《办法》, 该产品2021年3月下架, 成立于2012年: the date is the value, the verb what
it dates. Only dates with a year are told, and only of what the text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from kg.extractors.rules.naming import SUBJECTS
from kg.extractors.rules.periods import Dated
from kg.extractors.rules.reading import Bounds, Reading, Sentence
from kg.extractors.rules.sentence import argument, quote
from kg.extractors.rules.subjects import as_argument
from kg.model import Argument, Mention, Observation
from kg.ontology import alternation

_REACH = 60  # characters between a date and what it dates
_AFTER = 24  # characters behind a date or a name within which its verb stands
# What stands before a verb of what did not come, or was only meant, said or asked.
_UNREAL = "显示|表示|指出|认为|计划|预计|拟|有望|要求|如果|未|没|不|否认|考虑|准备|希望|传言|传闻|若|一旦|可能|打算|建议|呼吁|驳回|请求|阻止|继续|将会"
_NEVER = re.compile(r"(?!)")
_VERB_REACH = 40
_NO_EVENT = frozenset(("Market", "Segment", "Metric", "Place", "Person"))


class _Grammar(NamedTuple):
    """How one language puts together a name, a verb and a date."""

    issued: re.Pattern[str]  # verbs of which only a policy is the object
    planned: re.Pattern[str]  # before a date of what may not come: 计划于
    between: re.Pattern[str]  # between a name and the date behind it: 于
    then: re.Pattern[str]  # behind that date: 起正式|施行
    since: re.Pattern[str]  # between a name and the date, with the verb: 成立|于
    acted: re.Pattern[str]  # between a date and the name of what is acted upon: 央行|发布了
    ends: re.Pattern[str]  # behind a name that is the whole object: 推出|Temu,
    opens: re.Pattern[str]  # between a date and the name of what does: 2018年,
    does: re.Pattern[str]  # behind that name: 正式|上市
    goes_on: re.Pattern[str]  # between a date and the next one of the same name
    called: re.Pattern[str]  # a policy that has no name: 信用卡新规
    done: re.Pattern[str]  # before a name whose date follows: launched|the …
    behind: re.Pattern[str]  # between such a name and its date
    first: re.Pattern[str]  # the verb and the date before a name: Founded in|1983, …
    made: re.Pattern[str]  # one of them behind its date: 实行的|基金新规
    began: re.Pattern[str]  # a clause that says when something nobody knows began: X|成立于


def _chinese(table: dict[str, list[str]]) -> _Grammar:
    verbs = alternation([*table["issued"], *table["begins"], *table["ends"]])
    told = rf"(?P<verb>{verbs})(?=了?(?:$|[,;:。、)]|[后时]|以[来后]|之[后际]))"
    tail = r"(?:\([^()]{1,30}\))?[》\"]?(?:业务|产品|平台|项目|公司|系统)?"
    day = "(?:份|底|初|末|[中上下]旬|[日早晚午]间?|,)*"
    called = r"[\u3400-\u9fffA-Za-z0-9]{2,14}?(?:新规|新政|政策|办法|条例|规定|细则|措施|意见|通知|方案|指引|法案|禁令|制度)"
    how = r"(?:正式|便|就|要|已经?|将|才|再|又|也|最终|终于|成功|被迫|彻底|完全|全面|首次|率先|随即|宣布|宣告|赴[美港]|被|起|开始|,|在[^,;。]{2,8}?)*"
    return _Grammar(
        issued=re.compile(alternation(table["issued"])),
        planned=re.compile(
            "(?:计划|预计|有望|力争|争取|打算|拟|或|原定)[将会]?[于在]?$|(?:如果|假如|若|一旦|传言|传闻)[^,;。]{0,20}$"
        ),
        ends=re.compile(
            rf"》(?!的(?:请求|申请|诉求|提案|动议|计划))|{tail}(?:$|[,;:。、)]|了|的?(?:业务|产品|项目|平台|公司|功能|服务|版)|[后时]|以来)"
        ),
        between=re.compile(
            rf"{tail}(?:,|早|最早|此前|已|曾|便|就|也|将|会|又|正式|是|[于自在从])*(?:[今去当同]年)?"
        ),
        then=re.compile(rf"{day}{how}{told}"),
        since=re.compile(rf"{tail}(?:正式|最早)?(?P<verb>{verbs}|始|起源|起步)[于自]"),
        acted=re.compile(
            rf"{day}(?:(?!{verbs}|{_UNREAL})[^,;。]){{0,24}}?"
            rf"(?P<verb>{verbs})(?:实施|了|的|出|过)*(?:关于|新版|新的|修订后的|全新|自家|旗下|一款|名为|第[一二三四五]代)*[《\"]?"
        ),
        opens=re.compile(rf"起?{day}(?:新规|新政|文件)?[《\"]?"),
        does=re.compile(rf"{tail}{how}{told}"),
        goes_on=re.compile("[^,;。]{0,8}[,;]?(?:并|又|再|随后|后来|此后)?[于在]?"),
        done=_NEVER,
        behind=_NEVER,
        first=_NEVER,
        called=re.compile(rf"(?<![\u3400-\u9fff]){called}"),
        made=re.compile(rf"{day}(?P<verb>{verbs})(?:实施)?的(?P<who>{called})"),
        began=re.compile(
            r"(?<![\u3400-\u9fffA-Za-z0-9《\"(])(?P<who>(?:(?!公司|该|其|这|本|于)[\u3400-\u9fffA-Za-z0-9·]){2,12}?)"
            r"(?:正式|最早)?(?P<verb>成立|创立|创办|创建|设立|诞生|上市|发源|发端)于"
        ),
    )


def _english(table: dict[str, list[str]]) -> _Grammar:
    verbs = alternation([*table["issued_en"], *table["begins_en"], *table["ends_en"]])
    day = r"(?:early |late |mid-|the (?:start|end) of |\d{1,2}(?:st|nd|rd|th)? )?"
    tail = r"(?:,? \([^()]{1,30}\))?\"?"
    was = r"(?:,? (?:which|that|who))?,? (?:(?:was|were|is|had been|has been|first|officially|finally|formally|later|originally|only) )*"
    back = rf"(?: (?:back|as a \w+|by [^,;.]{{3,30}}?))? (?:in|on|from|since) {day}"
    return _Grammar(
        issued=re.compile(alternation(table["issued_en"], whole=True)),
        planned=re.compile(
            r"\b(?:plans?|planned|planning|expected|set|due|likely|hopes?|aims?|scheduled|may|might|could|would)\b[^,;.]{0,30}$|\b(?i:if|unless|never|not)\b[^,;.]{0,40}$"
        ),
        ends=re.compile(r"(?! (?:[a-z]+ed|fell|rose|sank|slid|grew|shrank|lost|won|made|said)\b)"),
        between=_NEVER,
        then=_NEVER,
        since=re.compile(rf"{tail}{was}(?P<verb>{verbs}){back}"),
        acted=re.compile(
            r",? (?:(?!\b(?:said|says|if|plans?|planned|expected|could|would|may|might|will|never|not|failed|fails|refused|denied|considered|hoped|wanted|after|before|when|while|until)\b)[^;.]){0,40}?"
            rf"\b(?P<verb>{verbs}) (?:the |its |a |an |new |their )*\"?",
            re.IGNORECASE,
        ),
        opens=re.compile(r",? (?:the |its )?\"?", re.IGNORECASE),
        does=re.compile(rf"{tail}{was}(?P<verb>{verbs})(?=$|[,;.])"),
        goes_on=re.compile(rf",?(?: and)?{was}(?P<verb>{verbs}){back}"),
        done=re.compile(rf"\b(?P<verb>{verbs}) (?:the |its |a |an |new |their )*\"?$"),
        behind=re.compile(rf"\"?(?: [a-z]+){{0,3}} (?:in|on) {day}"),
        first=re.compile(rf"(?<![A-Za-z] )\b(?P<verb>(?i:{verbs})) (?:back )?(?:in|on) {day}$"),
        called=_NEVER,
        made=_NEVER,
        began=_NEVER,
    )


def grammar(reading: Reading) -> _Grammar:
    """The grammar of dated events of the reading's language, compiled once."""
    english = reading.lexicon.language == "en"
    key = f"rules.dated.{english}"
    memo = reading.ontology.memo
    if key not in memo:
        table = reading.ontology.names["dated"]
        memo[key] = _english(table) if english else _chinese(table)
    return cast(_Grammar, memo[key])


class _Event(NamedTuple):
    subject: Argument
    policy: bool
    verb: Bounds


def events(reading: Reading, sentence: Sentence, dated: Dated) -> Iterator[Observation]:
    """The dated events of one sentence, in text order of their dates."""
    if not dated:
        return
    words = grammar(reading)
    mentions = [
        m
        for m in reading.mentions_in(sentence.start, sentence.end)
        if (m.type in SUBJECTS or m.type == "Event") and m.type not in _NO_EVENT
        if m.end - m.start > 1  # 2014年推出|其第一款
    ]
    last: _Event | None = None
    for number, (start, end, period) in enumerate(dated):
        low = dated[number - 1][1] if number else sentence.start
        high = dated[number + 1][0] if number + 1 < len(dated) else sentence.end
        if words.planned.search(reading.text, max(low, start - _REACH), start):
            continue
        found = _named(reading.text, words, mentions, (low, start), (end, high))
        found = found or _unnamed(reading, words, last, (low, start), (end, high))
        if found is None or (
            not found.policy and words.issued.fullmatch(reading.text, *found.verb)
        ):
            continue
        last = found
        yield Observation(
            document=reading.document.id,
            subject=found.subject,
            metric=argument(reading.document, *found.verb),
            raw=reading.document.text[start:end].strip(),
            comparator="=",
            evidence=quote(reading.document, min(start, found.verb[0]), max(end, found.verb[1])),
            rule=f"{reading.lexicon.language}.obs.date",
            text=period,
            period=period,
        )


def _named(
    text: str, words: _Grammar, mentions: list[Mention], before: Bounds, behind: Bounds
) -> _Event | None:
    """What happened to an entity that the date between ``before`` and ``behind`` dates."""
    (low, start), (end, high) = before, behind
    for began in words.began.finditer(text, max(low, start - _REACH), start):
        if began.end() == start and not any(m.start == began.start() for m in mentions):
            return None  # 和合|期货成立于: more than the name that is known
    for mention in reversed([m for m in mentions if max(low, start - _REACH) <= m.start < start]):
        if since := words.since.fullmatch(text, mention.end, start):
            return _event(mention, since)
        if words.between.fullmatch(text, mention.end, start) and (
            then := words.then.match(text, end, min(high, end + _AFTER))
        ):
            return _event(mention, then)
        done = words.done.search(text, max(low, mention.start - _VERB_REACH), mention.start)
        if done and words.behind.fullmatch(text, mention.end, start):
            return _event(mention, done)
    first = words.first.search(text, max(low, start - _VERB_REACH), start)
    for mention in (m for m in mentions if end <= m.start < min(high, end + _REACH)):
        if first and words.opens.fullmatch(text, end, mention.start):
            return _event(mention, first)
        acted = words.acted.fullmatch(text, end, mention.start)
        if acted and words.ends.match(text, mention.end):
            return _event(mention, acted)
        if words.opens.fullmatch(text, end, mention.start) and (
            does := words.does.match(text, mention.end, min(high, mention.end + _AFTER))
        ):
            return _event(mention, does)
    return None


def _event(mention: Mention, match: re.Match[str]) -> _Event:
    return _Event(as_argument(mention), mention.type == "Policy", match.span("verb"))


def _unnamed(
    reading: Reading, words: _Grammar, last: _Event | None, before: Bounds, behind: Bounds
) -> _Event | None:
    """What happened to what has no name, or to what the date before was about."""
    text = reading.text
    (low, start), (end, high) = before, behind
    reach = min(high, end + _AFTER)
    for began in words.began.finditer(text, max(low, start - _REACH), start):
        if began.end() == start:
            who = argument(reading.document, *began.span("who"))
            return _Event(who, False, began.span("verb"))
    if made := words.made.match(text, end, high):
        return _Event(argument(reading.document, *made.span("who")), True, made.span("verb"))
    if opens := words.opens.match(text, end, high):
        called = words.called.match(text, opens.end(), min(high, opens.end() + _AFTER))
        does = called and words.does.match(text, called.end(), min(high, called.end() + _AFTER))
        if called and does:
            return _Event(argument(reading.document, *called.span()), True, does.span("verb"))
    if last and (goes_on := words.goes_on.fullmatch(text, low, start)):
        if "verb" in words.goes_on.groupindex:
            return last._replace(verb=goes_on.span("verb"))
        if then := words.then.match(text, end, reach):
            return last._replace(verb=then.span("verb"))
    return None
