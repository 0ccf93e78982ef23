"""What causes and effects stand for: which wordings meet in one factor, and which do not."""

from __future__ import annotations

import pytest

import kg


def factors(text: str) -> list[tuple[str, str]]:
    """The labels of cause and effect of each claim, in text order."""
    grounded = kg.extract_text(text, name="a.md")
    labels = {entity.id: entity.label for entity in grounded.entities}
    return [(labels[c.cause.entity], labels[c.effect.entity]) for c in grounded.claims]


def about(title: str, sentence: str) -> str:
    """The effect of a sentence in an article about what its title names."""
    return factors(f"# {title}\n\n{sentence}")[-1][1]


@pytest.mark.parametrize(
    ("sentence", "effect"),
    [
        # A metric is that of whom the sentence names, else of what the article is about.
        ("饲料短缺导致鸡蛋价格飙升。", "鸡蛋价格上升"),
        ("关税导致美国通胀上升。", "美国通胀上升"),
        ("天气转凉导致食品饮料行业的需求减少。", "食品饮料行业需求下降"),
        ("供应过剩导致价格低迷。", "价格偏低"),
        ("厂商扩产导致供应过剩。", "供给过剩"),
        # Movements that mean the same have one name; what grows otherwise keeps its words.
        ("订单减少导致库存在2023年降到3万台。", "库存下降"),
        ("订单减少导致预定利率从3.5%降至2.5%。", "预定利率下降"),
        ("补贴退坡导致市场规模收缩。", "市场规模下降"),
        ("资本涌入导致外卖平台的扩张。", "外卖平台的扩张"),
        ("防控松懈导致疫情爆发。", "疫情爆发"),
        ("谈判成功导致两国关系改善。", "两国关系改善"),
        # The sign of a growth is the way that it moved; a growth that is not there moved nowhere.
        ("需求疲软导致出口负增长。", "出口下降"),
        ("需求旺盛导致出口实现正增长。", "出口上升"),
        ("需求疲软导致出口没有增长。", "出口没有增长"),
        # Words that only point or weigh go, and no word is cut.
        ("这一政策导致该国最大的工会停止罢工。", "该国最大的工会停止罢工"),
        ("资金紧张导致其他地产商放缓拿地。", "其他地产商放缓拿地"),
        ("竞争加剧导致这种合作终止。", "合作终止"),
        ("成本下降导致价格大幅度降低。", "价格下降"),
        # Quotation marks stand in pairs or not at all.
        ("债市下跌导致理财产品频频“破净”。", '理财产品频频"破净"'),
        ("债市下跌导致“破净”。", "破净"),
        ("市场误解导致“系统难用”的错觉。", '"系统难用"的错觉'),
        # What befalls products is not what befalls banks.
        ("挤兑导致硅谷银行迅速消亡。", "硅谷银行迅速消亡"),
        # Pressure of no kind is not one thing wherever it is met.
        ("关税导致中国出口面临压力。", "中国出口面临压力"),
    ],
)
def test_effect_is_called(sentence: str, effect: str) -> None:
    assert factors(sentence)[-1][1] == effect


@pytest.mark.parametrize(
    ("sentence", "effect"),
    [
        ("饲料短缺导致价格飙升。", "鸡蛋价格上升"),
        ("饲料短缺导致鸡蛋的价格走高。", "鸡蛋价格上升"),
        ("饲料短缺导致牛奶价格走高。", "牛奶价格上升"),
        ("饲料短缺导致成本增加。", "鸡蛋成本上升"),
        ("饲料短缺导致通胀上升。", "通胀上升"),
        ("饲料短缺侵蚀了利润。", "鸡蛋利润"),
    ],
)
def test_metrics_without_an_owner_are_those_of_the_subject(sentence: str, effect: str) -> None:
    text = f"鸡蛋是家家都吃的东西。很多人买鸡蛋，也有人养鸡卖鸡蛋。{sentence}"
    assert about("鸡蛋为什么贵了", text) == effect


def test_a_metric_is_found_by_its_name_alone() -> None:
    grounded = kg.extract_text("# 鸡蛋为什么贵了\n\n鸡蛋少了。鸡蛋缺货导致价格飙升。", name="a.md")
    rising = next(e for e in grounded.entities if e.label == "鸡蛋价格上升")
    assert "价格上升" in rising.aliases
    assert rising.about == ("product:鸡蛋",)


@pytest.mark.parametrize(
    ("sentence", "cause"),
    [
        ("美国加征了关税，但这将导致通胀上升。", "美国加征了关税"),
        (
            "Output fell sharply in May, but this led to higher prices.",
            "Output fell sharply in May",
        ),
        # 尤其 holds no pronoun.
        ("三星换了屏幕。这块屏幕尤其在低亮度下容易造成视觉疲劳。", "这块屏幕尤其在低亮度下"),
    ],
)
def test_a_pronoun_stands_for_the_clause_before(sentence: str, cause: str) -> None:
    assert factors(sentence)[-1][0] == cause


def test_this_before_a_verb_is_no_determiner() -> None:
    pairs = factors("The rule changed. Rates rose because this is not a mandatory plan.")
    assert pairs[-1][0] == "this is not a mandatory plan"


def entities(text: str) -> dict[str, str]:
    """The words for names in a text, with the entity that each stands for."""
    return {m.text: m.entity for m in kg.extract_text(text, name="a.md").mentions}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("荷兰皇家航空公司（KLM）宣布裁员。KLM的亏损扩大。", {"荷兰皇家航空公司", "KLM"}),
        ("Norvik Valley Bank (NVB) collapsed. NVB had lost deposits.", {"Norvik Valley Bank", "NVB"}),
        ("上海橙帆生物科技股份有限公司公告。橙帆生物的利润下降。", {"上海橙帆生物科技股份有限公司", "橙帆生物"}),
        ("The chief executive, Dana Velden, met rivals. Velden said sales fell.", {"Dana Velden", "Velden"}),
        ("中国证监会处罚了公司。证监会表示将严查。", {"中国证监会", "证监会"}),
        ("The Federal Reserve raised rates. The Fed said inflation fell.", {"Federal Reserve", "Fed"}),
    ],
)  # fmt: skip
def test_names_that_mean_the_same_are_one_entity(text: str, same: set[str]) -> None:
    found = entities(text)
    assert len({found[name] for name in same}) == 1


def test_what_brackets_hold_is_not_always_a_name() -> None:
    found = entities("橙帆集团（小米是其股东）发布公告。小米表示支持。")
    assert found["橙帆集团"] != found["小米"]


def test_both_languages_mean_one_institution() -> None:
    chinese = kg.extract_text("美联储加息导致需求下降。", name="a.md")
    english = kg.extract_text("The Federal Reserve raised rates.", name="b.md")
    (zh,) = [e for e in chinese.entities if e.id == "org:美联储"]
    (en,) = [e for e in english.entities if e.id == "org:美联储"]
    assert (zh.label, en.label, en.language) == ("美联储", "Federal Reserve", "en")
