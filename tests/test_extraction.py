"""Properties of extraction: what must hold whatever the article says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extractors import load
from kg.model import Claim, Extraction
from kg.ontology import load as load_ontology
from kg.readers import read_text
from kg.text import fold

PHENOMENA = Path(__file__).parent / "phenomena"
_ASCII = str.maketrans("，；：？！（）“”", ',;:?!()""')

Said = set[tuple[str, str, str, str, str]]


def extract(text: str, name: str = "case.md") -> Extraction:
    return load("rules")(read_text(text, name), load_ontology())


def said(claims: Iterable[Claim]) -> Said:
    """Claims without their places, in folded words."""
    return {
        (fold(c.cause.text), fold(c.effect.text), c.polarity, c.modality, c.rule) for c in claims
    }


def sentences(*names: str) -> list[str]:
    found = []
    for name in names:
        text = (PHENOMENA / f"{name}.txt").read_text(encoding="utf-8")
        found += [x for x in text.splitlines() if x and not x.startswith(("#", "  "))]
    return found


CHINESE = sentences(
    "verbs", "prevent", "connectives", "reasons", "influence", "chains", "lists", "reverse",
    "conditions", "look-alikes", "denied", "hedged", "claimants", "implicit",
)  # fmt: skip
ENGLISH = sentences("en-verbs", "en-passive", "en-connectives", "en-modality", "en-lists")
WORDS = st.sampled_from(
    [*"的了在是和与及或，。；：、！？《》（）“”% \n0123456789", "因为", "导致", "影响", "受", "对", "由于",
     "如果", "就", "原因是", "亿元", "银行", "监管", "利润", "增长", "2020年", "一是", "为了", "背景下",
     "because of ", "led to ", "Prices ", "which ", "and ", ", ", ". ", "not ", "by ", "losses "]
)  # fmt: skip
# Every word that means anything to a rule, in any order.
LEXICON = st.sampled_from(
    [
        *"第前一二三十百点万亿把被的，。？",
        *(word for words in load_ontology().lexicon("zh").words.values() for word in words),
        *load_ontology().lexicon("zh").cues,
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=120))
@settings(max_examples=150, deadline=None)
def test_every_span_quotes_its_text(words: list[str]) -> None:
    text = "".join(words)
    if not text.strip():
        return
    extraction = extract(text, "case.txt")
    for claim in extraction.claims:
        for part in (
            claim.cause,
            claim.effect,
            *claim.evidence,
            *([claim.cue] if claim.cue else []),
        ):
            quoted = getattr(part, "quote", None) or getattr(part, "text", "")
            assert text[part.start : part.end] == quoted
        assert claim.cause.text.strip() and claim.effect.text.strip()
    for observation in extraction.observations:
        evidence = observation.evidence
        assert text[evidence.start : evidence.end] == evidence.quote
    for mention in extraction.mentions:
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize("pool", [CHINESE, ENGLISH], ids=["zh", "en"])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_two_documents_together_say_what_each_says(pool: list[str], data: st.DataObject) -> None:
    one = "\n\n".join(data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=6)))
    other = "\n\n".join(data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=6)))
    head = "# 题目\n\n" if pool is CHINESE else "# Title\n\n"
    together = extract(f"{head}{one}\n\n{other}")
    assert said(together.claims) == said(extract(head + one).claims) | said(
        extract(head + other).claims
    )


@pytest.mark.parametrize("sentence", CHINESE)
def test_full_width_and_ascii_punctuation_mean_the_same(sentence: str) -> None:
    ascii_text = f"# 题目\n\n{sentence.translate(_ASCII)}\n"
    assert said(extract(ascii_text).claims) == said(extract(f"# 题目\n\n{sentence}\n").claims)


@given(st.lists(st.sampled_from(CHINESE), min_size=1, max_size=5), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_an_unrelated_sentence_changes_nothing_else(chosen: list[str], place: int) -> None:
    unrelated = "天气晴朗，游客在公园里散步。"
    more = [*chosen[:place], unrelated, *chosen[place:]]
    before = extract("# 题目\n\n" + "\n\n".join(chosen))
    after = extract("# 题目\n\n" + "\n\n".join(more))
    assert said(after.claims) == said(before.claims)


@pytest.mark.parametrize(
    "text",
    [
        "因为，" * 4000,
        "导致影响" * 4000,
        "监管、" * 4000,
        "(" * 8000,
        "1," * 6000,
        '"因为"' * 3000,
        "a, b, " * 3000,
        "because of rising costs and " * 800,
        "Prices caused losses, " * 800,
        "为什么？" * 3000,
        "- 原因：\n" * 2000,
        "《" * 3000 + "》" * 3000,
    ],
    ids=lambda text: text[:8].strip() + "…",
)
def test_no_input_is_too_strange(text: str) -> None:
    extraction = extract(text, "case.txt")
    assert extraction.document.text == text


def test_a_sentence_without_an_end_is_read_in_pieces() -> None:
    clause = "原料涨价导致厂商亏损，"
    extraction = extract("# 题目\n\n" + clause * 600)
    assert len(extraction.claims) == 600


def test_what_is_seen_and_not_understood_is_listed() -> None:
    extraction = extract("# 题目\n\n这件事的起因是，\n")
    assert not extraction.claims
    assert [cue.text for cue in extraction.unparsed] == ["起因是"]


@given(st.lists(LEXICON, min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_order_of_words_that_mean_something_is_read(words: list[str]) -> None:
    extraction = extract("# 题目\n\n" + "".join(words) + "\n")
    for claim in extraction.claims:
        for part in (claim.cause, claim.effect):
            assert extraction.document.text[part.start : part.end] == part.text
            assert part.text.strip()


@pytest.mark.parametrize(
    ("sentence", "dated"),
    [
        ("Spending was 8 million dollars in 2016 and 11 million dollars in 2019.", [("8 million dollars", "2016"), ("11 million dollars", "2019")]),
        ("In 2016, revenue was 8 million dollars and profit was 3 million dollars.", [("8 million dollars", "2016"), ("3 million dollars", "2016")]),
        ("In 2019 spending was 11 million dollars.", [("11 million dollars", "2019")]),
    ],
)  # fmt: skip
def test_a_date_right_behind_a_number_is_its_own(
    sentence: str, dated: list[tuple[str, str]]
) -> None:
    text = f"# Why the depot closed\n\nThe depot closed because demand fell.\n\n{sentence}"
    found = [(o.raw, o.period) for o in extract(text).observations]
    assert found == dated


@pytest.mark.parametrize("name", ["M2+ default rate", "M1+ delinquency rate"])
def test_a_name_that_a_sign_follows_is_part_of_a_longer_word(name: str) -> None:
    text = f"# Why the depot closed\n\nFigures show that its {name} reached 4.2% in the third quarter of 2021."
    assert [o.metric.text for o in extract(text).observations] == [name]


def measured(sentence: str) -> list[tuple[Any, ...]]:
    title = "# Why the depot closed" if sentence.isascii() or "£" in sentence else "# 站点为何关闭"
    found = extract(f"{title}\n\n{sentence}").observations
    return [
        (o.subject.text, o.metric.text, o.value if o.change is None else (o.change,), o.period)
        for o in found
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "腾讯、京东的毛利率分别为44%与15%。",
            [("腾讯", "毛利率", 44, None), ("京东", "毛利率", 15, None)],
        ),
        (
            "制造业PMI和服务业PMI分别为49.5%和52.1%,比上月分别下降0.3和上升0.2个百分点。",
            [
                ("制造业", "制造业PMI", 49.5, None),
                ("制造业", "制造业PMI", (-0.3,), None),
                ("服务业", "服务业PMI", 52.1, None),
                ("服务业", "服务业PMI", (0.2,), None),
            ],
        ),
        (
            "2019年、2020年和2021年,京东营收分别为3亿元、5亿元和9亿元。",
            [("京东", "营收", n * 1e8, str(y)) for n, y in ((3, 2019), (5, 2020), (9, 2021))],
        ),
        (
            "2019年至2021年,京东营收分别为3亿元、5亿元和9亿元。",
            [("京东", "营收", n * 1e8, str(y)) for n, y in ((3, 2019), (5, 2020), (9, 2021))],
        ),
        (
            "人民币对日元的汇率跌至约1比20。男女比例为1.2比1。",
            [("人民币对日元", "汇率", 0.05, None), ("男女", "男女比例", 1.2, None)],
        ),
        (
            "京东的营收比去年同期增长了12%,达到24亿元。",
            [("京东", "营收", (12.0,), None), ("京东", "营收", 24e8, None)],
        ),
        ("京东的数万名员工离职。", [("京东", "员工", 10_000, None)]),
        ("京东的用户里七成以上是学生。", [("京东", "用户", 7, None)]),
        ("三成都市白领换了手机。", []),
        (
            "粗钢、水泥以及原铝产量同比分别增长9.0%、29.8%和7.4%。",
            [(n, "产量", (v,), None) for n, v in (("粗钢", 9.0), ("水泥", 29.8), ("原铝", 7.4))],
        ),
        (
            "辽宁、云南、内蒙古的债务率超过100%。",
            [(n, "债务率", 100, None) for n in ("辽宁", "云南", "内蒙古")],
        ),
        (
            "紧随其后的是山东、浙江,债务规模均超9000亿元。",
            [(n, "债务规模", 9e11, None) for n in ("山东", "浙江")],
        ),
        ("债务率最高的为贵州,约190%。", [("贵州", "债务率", 190, None)]),
        ("辽宁、云南的债务规模合计9000亿元。", [("云南", "债务规模", 9e11, None)]),
        (
            "铜价为8万元,与上周相比下跌了4%。",
            [("铜价", "铜价", 80_000, None), ("铜价", "铜价", (-4.0,), None)],
        ),
        ("据国家统计局监测,1月煤炭库存为300万吨。", [("煤炭", "煤炭库存", 3e6, None)]),
        ("京东的市场份额稳步回升,从64%提升至67%。", [("京东", "市场份额", 64, None), ("京东", "市场份额", 67, None)]),
        ("该芯片的交货时间延长到70周。", [("芯片", "交货时间", 70, None)]),
        ("电池价格在3个月内下跌了18%。", [("电池", "电池价格", (-18.0,), None)]),
        ("招商银行(600036)的股价下跌5%。", [("招商银行", "股价", (-5.0,), None)]),
        ("京东的快递费为每20公斤8元。", [("京东", "快递费", 8, None)]),
        ("数百万家庭的存款缩水。", []),
        ("京东因虚假宣传,被央行罚款2,000万元。", [("京东", "罚款", 2e7, None)]),
        ("连锁药店康民堂营业收入为5亿元。", [("康民堂", "营业收入", 5e8, None)]),
        ("京东股价连续6个月下跌。", [("京东", "下跌", 6, None)]),
        ("京东的利润低于2023年的40亿元。", [("京东", "利润", 4e9, "2023")]),
        ("铜价从去年的每吨8000美元涨到9200美元。", [("铜价", "铜价", v, None) for v in (8000, 9200)]),
        ("豆粕价格每吨上涨50元。", [("豆粕", "豆粕价格", (50.0,), None)]),
        ("京东关闭了六百家门店。", [("京东", "门店", 600, None)]),
        ("京东关闭了六家门店。", []),
        ("京东在2024年录得57亿元承保亏损。", [("京东", "承保亏损", 57e8, "2024")]),
        ("幼儿园订单至少提前15天,京东关闭了50所幼儿园。", [("幼儿园订单", "提前", 15, None), ("京东", "幼儿园", 50, None)]),
        ("试点企业共45家。", [("试点", "试点企业", 45, None)]),
        ("京东以56%的份额居首。", [("京东", "份额", 56, None)]),
        ("北向资金全天净卖出67.53亿元。", [("资金", "净卖出", 67.53e8, None)]),
        ("京东的销售额增长0.3%,此前市场普遍预计下降0.4%。", [("京东", "销售额", (0.3,), None), ("京东", "销售额", (-0.4,), None)]),
        ("条款见第3条和第12条,客服热线12386。", []),
        ("京东跌6%,美团涨3%。", [("京东", "跌", (-6.0,), None), ("美团", "涨", (3.0,), None)]),
        ("该行的一年期利率上调35BP至1.75%。", [("该行", "利率", (35.0,), None), ("该行", "利率", 1.75, None)]),
        ("京东的市场份额下降近三成。", [("京东", "市场份额", (-3.0,), None)]),
        ("保险代理人从30万人减至近二十万人。", [("保险代理人", "保险代理人", v, None) for v in (300_000, 200_000)]),
        (
            "制造业和服务业指数分别为51.3%和53.4%,低于上月1.6和0.4个百分点。",
            [("制造业", "指数", 51.3, None), ("服务业", "指数", 53.4, None), ("制造业", "指数", 1.6, None), ("服务业", "指数", 0.4, None)],
        ),
        ("出栏价格跌至谷底,为5.96元/公斤。", [("出栏", "出栏价格", 5.96, None)]),
        ("出栏价格上调后,养一头猪多赚5.96元。", []),
        ("鸡蛋每斤5元,比上周上涨1元。", [("鸡蛋", "鸡蛋", 5, None), ("鸡蛋", "鸡蛋", (1.0,), None)]),
        ("京东以3亿美元(约合21亿元人民币)收购了美团。", [("京东", "收购", 3e8, None), ("京东", "收购", 21e8, None)]),
        ("2021年销量为20万辆,2022年降到15万辆。", [("销量", "销量", 200_000, "2021"), ("销量", "销量", 150_000, "2022")]),
        ("全国共有借记卡90亿张,信用卡8亿张。", [("借记卡", "借记卡", 9e9, None), ("信用卡", "信用卡", 8e8, None)]),
        ("手续费由千分之三降至千分之一。", [("手续费", "手续费", 0.3, None), ("手续费", "手续费", 0.1, None)]),
        ("斯巴鲁的工厂停产两周。", [("斯巴鲁", "停产", 2, None)]),
        ("京东的停产时间延长一周。", [("京东", "停产时间", 1, None)]),
        ("新规的过渡期为2年。", [("新规", "过渡期", 2, None)]),
        ("京东连续三年亏损。", [("京东", "亏损", 3, None)]),
        ("新规的缓冲期为两年半。", [("新规", "缓冲期", 2.5, None)]),
        ("铜价为8万元。京东换了总部。与上周相比下跌了4%。", [("铜价", "铜价", 80_000, None)]),
        ("京东的规模缩水近百亿。", [("京东", "规模", (-1e10,), None)]),
        ("京东是一家百亿级企业,最近三次换帅。", []),
        ("受访的500家企业中,有60%表示订单下滑。", [("企业", "企业", 500, None), ("企业", "企业", 60, None)]),
        ("广告收入占总收入的比重为40%。", [("广告收入", "占总收入的比重", 40, None)]),
        ("集采后,冠脉支架均价降至700元。", [("冠脉支架", "冠脉支架均价", 700, None)]),
        ("京东的平台用户突破3亿。", [("平台用户", "平台用户", 3e8, None)]),
        ("京东近三年营收增长20%。", [("京东", "营收", (20.0,), None)]),
        ("京东的每股收益为0.35元,不及预期的0.42元。", [("京东", "每股收益", 0.35, None), ("京东", "每股收益", 0.42, None)]),
        ("京东的管理费率从1.5%统一降至1.2%。", [("京东", "管理费率", 1.5, None), ("京东", "管理费率", 1.2, None)]),
        ("京东的库存天数升至30天。", [("京东", "库存天数", 30, None)]),
        ("大蒜价格上涨了一倍多。", [("大蒜", "大蒜价格", (1.0,), None)]),
        ("京东的订单量将减少一半。", [("京东", "订单量", (-50.0,), None)]),
        ("京东的利润仅为去年的一半。", [("京东", "利润", 50.0, None)]),
        ("人民币对美元中间价报7.1789。", [("人民币", "人民币对美元中间价", 7.1789, None)]),
        ("京东员工的平均年龄为28岁。", [("京东", "平均年龄", 28, None)]),
        ("京东的功率为500千瓦。", [("京东", "功率", 5e5, None)]),
        ("京东的费用率上升1.2pct至15.6%。", [("京东", "费用率", (1.2,), None), ("京东", "费用率", 15.6, None)]),
        ("报告期内,公司实现营业总收入35.6亿元;扣非净利润为-1.2亿元。", [("公司", "营业总收入", 35.6e8, None), ("公司", "扣非净利润", -1.2e8, None)]),
        ("公司的货币资金余额为5.6亿元。", [("公司", "货币资金余额", 5.6e8, None)]),
        ("京东的订单取消率高达60%。", [("京东", "订单取消率", 60, None)]),
        ("该药物在临床试验中将死亡风险降低了38%。", [("临床试验", "死亡风险", (-38.0,), None)]),
        ("据彭博统计,铜价为8万元。", [("铜价", "铜价", 80_000, None)]),
        ("京东开了4000家店。", [("京东", "店", 4000, None)]),
        ("14家上市公司市值上升。", [("上市公司", "市值上升", 14, None)]),
        ("已有368家银行完成注销。", [("银行", "完成注销", 368, None)]),
        ("京东停产三个星期。", [("京东", "停产", 3, None)]),
        ("铜价创下两年半来新高。", [("铜价", "新高", 2.5, None)]),
        ("日元对美元汇率跌破131，创近20年来新低。", [("日元", "日元对美元汇率", 131, None), ("日元对美元汇率", "新低", 20, None)]),
        ("载板的交付周期已经长达30周。", [("载板", "交付周期", 30, None)]),
        ("新规给了京东两年的缓冲期。", [("京东", "缓冲期", 2, None)]),
        ("京东的资产久期平均为4至5年。", [("京东", "资产久期", None, None)]),
        ("坏账率高得吓人，普遍在12%左右。", [("坏账", "坏账率", 12, None)]),
        ("已有超过40家银行下调存款利率。", [("银行", "下调存款利率", 40, None)]),
        ("京东只签约了十几家品牌。", [("京东", "品牌", 10, None)]),
        ("京东的净利润仅几百万。", [("京东", "净利润", 1e6, None)]),
        ("离岸人民币兑美元一度触及6.4376。", [("离岸人民币", "离岸人民币兑美元", 6.4376, None)]),
        ("审批时间从45天缩短到12天。", [("审批时间", "审批时间", 45, None), ("审批时间", "审批时间", 12, None)]),
        ("这些城市平均房租下降2.1%。", [("城市", "城市平均房租", (-2.1,), None)]),
        ("二季度末，公募基金规模突破27万亿元。", [("公募基金", "公募基金规模", 27e12, None)]),
        ("其中16-24岁青年失业率达到20.4%。", [("失业率", "青年失业率", 20.4, None)]),
        ("京东仓库起火造成26人死亡,70人受伤。", [("京东", "死亡", 26, None), ("京东", "受伤", 70, None)]),
        ("央行共开出罚单45张。", [("央行", "开出罚单", 45, None)]),
        ("京东人口有史以来首次下降0.5%。", [("京东", "人口", (-0.5,), None)]),
        ("人民币对美元交易员20人。", [("人民币", "交易员", 20, None)]),
        ("2.22亿订户贡献了收入。", [("订户", "订户", 2.22e8, None)]),
        ("京东的净息差收窄25个基点。", [("京东", "净息差", (-25.0,), None)]),
        ("京东注册资本为人民币194亿元。", [("京东", "注册资本", 194e8, None)]),
        ("京东的1年期LPR为3.45%。", [("京东", "1年期LPR", 3.45, None)]),
        ("京东的净负债率为80%。", [("京东", "净负债率", 80, None)]),
        ("京东不合格样品12批次。", [("京东", "不合格样品", 12, None)]),
        ("京东被处以罚款50万元。", [("京东", "罚款", 5e5, None)]),
        ("京东营收2亿元，按可比口径增长4.1%。", [("京东", "营收", 2e8, None), ("京东", "营收", (4.1,), None)]),
        ("2018年前11月京东的营收增速由2017年7.0%提升至9.7%。", [("京东", "营收增速", 7.0, "2017"), ("京东", "营收增速", 9.7, "2018-01/2018-11")]),
        ("京东的库存由2017年底的5亿元下降至4亿元。", [("京东", "库存", 5e8, "2017"), ("京东", "库存", 4e8, None)]),
        ("2016年至2019年3月,京东的员工由44万人下降至29万人。", [("京东", "员工", 440_000, "2016"), ("京东", "员工", 290_000, "2019-03")]),
        ("2016至2018年,京东退出产能6.9亿吨。", [("京东", "退出产能", 6.9e8, "2016/2018")]),
        ("京东在2015-17年投入2050亿元,今年要再投入2200亿元。", [("京东", "投入", 2.05e11, "2015/2017"), ("京东", "投入", 2.2e11, None)]),
        ("京东的增加值下降-1.2%。", [("京东", "增加值", (-1.2,), None)]),
        ("京东2010年租金16万元,一年之后涨到20万元。", [("京东", "租金", 160_000, "2010"), ("京东", "租金", 200_000, None)]),
    ],
)  # fmt: skip
def test_what_a_number_is_about(sentence: str, expected: list[tuple[Any, ...]]) -> None:
    assert sorted(measured(sentence), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2020年7月，银保监会发布《互联网贷款管理办法》。", [("互联网贷款管理办法", "发布", "2020-07")]),
        ("央行2010年6月下发的《支付服务管理办法》规定了底线。", [("支付服务管理办法", "下发", "2010-06")]),
        ("《个人信息保护法》自2021年11月1日起正式施行。", [("个人信息保护法", "施行", "2021-11-01")]),
        ("自2021年11月1日起，《个人信息保护法》正式实施。", [("个人信息保护法", "实施", "2021-11-01")]),
        ("2022年7月，冷链新规发布，库存被清理。", [("冷链新规", "发布", "2022-07")]),
        ("2017年10月实行的冷链新规抬高了成本。", [("冷链新规", "实行", "2017-10")]),
        ("拼多多成立于2015年9月，并于2018年7月在纳斯达克挂牌上市。", [("拼多多", "成立", "2015-09"), ("拼多多", "上市", "2018-07")]),
        ("和合冷链成立于1993年。", [("和合冷链", "成立", "1993")]),
        ("微信支付2013年8月正式上线。", [("微信支付", "上线", "2013-08")]),
        ("证监会计划于2026年发布《冷链法》。", []),
        ("京东2024年发布的报告显示，用户增长。", []),
        ("京东原定于2020年11月上市。", []),
        ("2020年7月，银保监会未发布《互联网贷款管理办法》。", []),
        ("2022年，拼多多没有推出微信支付。", []),
        ("如果京东2014年上市，股价会更高。", []),
        ("2020年11月，监管叫停了京东上市。", []),
        ("2022年，法院驳回取消《互联网贷款管理办法》的请求。", []),
        ("The Dodd-Frank Act was passed in 2010 and took effect in July 2011.", [("Dodd-Frank Act", "passed", "2010"), ("Dodd-Frank Act", "took effect", "2011-07")]),
        ("In July 2020, the CBIRC issued the Interim Measures.", [("Interim Measures", "issued", "2020-07")]),
        ("Founded in 1983, Silicon Valley Bank grew fast.", [("Silicon Valley Bank", "Founded", "1983")]),
        ("Apple launched the Vision Pro headset in February 2024.", [("Vision Pro", "launched", "2024-02")]),
        ("The UK plans to introduce the Depot Act in 2026.", []),
        ("In 2018, Congress never passed the Dodd-Frank Act.", []),
        ("If the Dodd-Frank Act was passed in 2010, banks would have known.", []),
    ],
)  # fmt: skip
def test_what_a_date_tells(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    title = "# Why the depot closed" if sentence.isascii() else "# 站点为何关闭"
    found = extract(f"{title}\n\n{sentence}").observations
    told = [(o.subject.text, o.metric.text, o.period) for o in found if o.text]
    assert told == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Apple reported a 40% drop in profits.", [("Apple", "profits", (-40.0,), None)]),
        ("Apple posted a profit of £75m.", [("Apple", "profit", 75e6, None)]),
        ("Apple said fuel costs rose by £106m or 47.3%.", [("Apple", "fuel costs", (106e6,), None), ("Apple", "fuel costs", 47.3, None)]),
        ("Apple cut 13,000 jobs in March.", [("Apple", "jobs", (-13_000.0,), None)]),
        ("Apple shed 2.1% in London.", [("Apple", "shed", (-2.1,), None)]),
        ("Copper futures slid about 3% on Friday.", [("Copper futures", "Copper futures", (-3.0,), None)]),
        ("Apple expects revenue to decline between 6% and 7%.", [("Apple", "revenue", None, None)]),
        ("Apple said its profits slid to just 20m euros.", [("Apple", "profits", 20e6, None)]),
        ("Apple closed 0.7% higher in London.", [("Apple", "closed", (0.7,), None)]),
        ("Apple sold between $4 billion and $7 billion.", [("Apple", "sold", None, None)]),
        ("Apple reported earnings per share of $0.02.", [("Apple", "earnings per share", 0.02, None)]),
        ("Apple has about 1.2 million subscribers.", [("Apple", "subscribers", 1.2e6, None)]),
        ("The plant employs 4,200 workers.", [("plant", "workers", 4200, None)]),
        ("Vacancies fell by 34,000 to 841,000.", [("Vacancies", "Vacancies", (-34_000.0,), None), ("Vacancies", "Vacancies", 841_000, None)]),
        ("Foreign arrivals reached 26.1 million.", [("Foreign arrivals", "Foreign arrivals", 26.1e6, None)]),
        ("Lead times stretched to 210 weeks, which is long.", [("Lead times", "Lead times", 210, None)]),
        ("The drug cut body weight by an average of 22.7%.", [("drug", "body weight", (-22.7,), None)]),
        ("The rupee stood at 86.83 against the dollar.", [("rupee", "rupee", 86.83, None)]),
        ("The regulator fined the depot €345 million.", [("regulator", "fined the depot", 345e6, None)]),
        ("Apple said net income amounted to $1.68 per share.", [("Apple", "net income", 1.68, None)]),
        ("Apple was fined €1.2 billion by the court.", [("Apple", "fined", 1.2e9, None)]),
        ("Output fell 4% following a fall of 2%.", [("Output", "Output", (-4.0,), None), ("Output", "Output", (-2.0,), None)]),
        ("Net debt stood at NOK 12.4bn.", [("Net debt", "Net debt", 12.4e9, None)]),
        ("Germany and France reported quarterly growth of 0.1% and 0.3%, respectively.", [("Germany", "quarterly growth", 0.1, None), ("France", "quarterly growth", 0.3, None)]),
        ("Prices soared from $349 in April 2020 to $1,514 this May.", [("Prices", "Prices", 349, "2020-04"), ("Prices", "Prices", 1514, None)]),
        ("Apple charges $3,900 per 40-foot container.", []),
        ("Apple said revenue more than doubled to $9.2 billion.", [("Apple", "revenue", (100.0,), None), ("Apple", "revenue", 9.2e9, None)]),
        ("The risk of default halved.", [("risk", "risk", (-50.0,), None)]),
        ("Just 10 percent of new car listings are cheap.", [("car listings", "car listings", 10, None)]),
        ("Germany added 9.2 gigawatts of offshore wind.", [("offshore wind", "offshore wind", 9.2, None)]),
        ("The tariff was raised from 10% to 25%.", [("tariff", "tariff", 10, None), ("tariff", "tariff", 25, None)]),
        ("Market share slid from 20% to 15%.", [("Market share", "Market share", 20, None), ("Market share", "Market share", 15, None)]),
        ("Apple abandoned its planned $1.4bn (£1.1bn) acquisition.", [("Apple", "acquisition", 1.4e9, None), ("Apple", "acquisition", 1.1e9, None)]),
        ("Oil prices hit a record, reaching $90 a barrel.", [("Oil prices", "Oil prices", 90, None)]),
        ("House prices are 30% below their peak.", [("House prices", "House prices", 30, None)]),
        ("Output dropped by a third to 20 million tonnes.", [("Output", "Output", (-33.3333,), None), ("Output", "Output", 2e7, None)]),
        ("Apple took a $543-million provision.", [("Apple", "provision", 543e6, None)]),
        ("The recall covers about 69,000 of the cars globally.", [("recall", "cars", 69_000, None)]),
        ("Cash buyers account for about a third of housing sales.", [("housing sales", "housing sales", 33.3333, None)]),
        ("Nearly half of the loans were late.", [("loans", "loans", 50.0, None)]),
        ("Apple said its margin rose eight basis points.", [("Apple", "margin", (8.0,), None)]),
        ("The recall covers 73,000 vehicles.", [("recall", "vehicles", 73_000, None)]),
        ("The fire took 86 lives.", [("fire", "lives", 86, None)]),
        ("Apple said sales will be between $4 billion and $5 billion.", [("Apple", "sales", None, None)]),
        ("Apple expects sales of $9.4 billion to $9.6 billion.", [("Apple", "sales", None, None)]),
        ("The airline carried 4.2 million passengers last month, a 12% increase.", [("airline", "passengers", 4.2e6, None), ("airline", "passengers", (12.0,), None)]),
        ("Prices of lithium carbonate have collapsed by 80%.", [("Prices of lithium carbonate", "Prices of lithium carbonate", (-80.0,), None)]),
        ("Wages rose at an annual pace of 4.1%.", [("Wages", "Wages", 4.1, None)]),
        ("Home sales fell to an annual rate of 3.96 million units.", [("Home sales", "Home sales", 3.96e6, None)]),
        ("Employers added 150,000 jobs, fewer than the 180,000 economists forecast.", [("jobs", "jobs", 150_000, None), ("jobs", "jobs", 180_000, None)]),
        ("Apple kept its policy rate at minus 0.1%.", [("Apple", "policy rate", -0.1, None)]),
        ("Coal accounts for 55% of the energy mix.", [("Coal", "energy mix", 55, None)]),
        ("China made up 18% of export volume.", [("China", "export volume", 18, None)]),
        ("Foreign investors have net sold $10 billion of local stocks.", [("Foreign investors", "local stocks", 10e9, None)]),
        ("Investors wiped $14 billion off the depot's market value.", [("depot's market value", "depot's market value", 14e9, None)]),
        ("Bitcoin and Ethereum both climbed 7%.", [("Bitcoin", "climbed", (7.0,), None), ("Ethereum", "climbed", (7.0,), None)]),
        ("Net debt shrank by 4.9% to $56 billion.", [("Net debt", "Net debt", (-4.9,), None), ("Net debt", "Net debt", 56e9, None)]),
        ("The dividend was cut to 10 cents a share from 25 cents.", [("dividend", "dividend", 10, None), ("dividend", "dividend", 25, None)]),
        ("Two-thirds of small businesses reported higher costs.", [("small businesses", "small businesses", 66.6667, None)]),
        ("One in four Americans has no savings.", [("Americans", "Americans", 25, None)]),
        ("Pension assets cover 104% of liabilities.", [("Pension assets", "liabilities", 104, None)]),
        ("Germany's economy shrank 0.3%, while France grew 0.9%.", [("Germany's economy", "shrank", (-0.3,), None), ("France", "grew", (0.9,), None)]),
        ("A Reuters poll put growth at 2.1%.", [("growth", "growth", 2.1, None)]),
        ("Apple filed for Chapter 11 protection.", []),
        ("Apple sold the Pulse 7 phones.", []),
        ("Trials ran over 36 weeks.", []),
        ("The airline's revenue was $3 million, up 8% from a year earlier.", [("airline", "revenue", 3e6, None), ("airline", "revenue", (8.0,), None)]),
        ("Complaints rose 35% to 12,000.", [("Complaints", "Complaints", (35.0,), None), ("Complaints", "Complaints", 12_000, None)]),
        ("The bank agreed to pay $5 million.", [("bank", "pay", 5e6, None)]),
        ("The central bank cut its key rate by half a percentage point.", [("central bank", "key rate", (-0.5,), None)]),
        ("The ratio must not exceed 60%.", [("ratio", "ratio", 60, None)]),
        ("Apple's profit fell 40% in March.", [("Apple", "profit", (-40.0,), None)]),
        ("Apple (AAPL.O) shares fell 5%.", [("Apple", "shares", (-5.0,), None)]),
        ("Revenue of Apple rose 8%.", [("Apple", "Revenue", (8.0,), None)]),
        ("Prices range between $20 and $45.", [("Prices", "Prices", None, None)]),
    ],
)  # fmt: skip
def test_what_a_number_in_english_is_about(sentence: str, expected: list[tuple[Any, ...]]) -> None:
    assert measured(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "least", "most"),
    [
        ("京东预计毛利率为30%—35%。", 30, 35),
        ("京东预计毛利率变动为-3%至5%。", -3, 5),
        ("京东预计净利润为-53000万元至-75000万元。", -7.5e8, -5.3e8),
        ("京东的员工约三四十万人。", 3e5, 4e5),
        ("Apple expects a margin of 3% to 5%.", 3, 5),
    ],
)
def test_ranges_have_two_ends(sentence: str, least: float, most: float) -> None:
    title = "# Why the depot closed" if sentence.isascii() else "# 站点为何关闭"
    (found,) = extract(f"{title}\n\n{sentence}").observations
    assert (found.minimum, found.maximum, found.value) == (least, most, None)


def test_items_that_announce_are_not_answered_by_their_neighbours() -> None:
    items = "\n".join(f"- 第{n}批停发的原因:" for n in range(40))
    assert extract(f"# 停发\n\n{items}\n").claims == ()
    answered = extract(
        f"# 停发\n\n第一批停发的原因:\n\n{items.replace('停发的原因:', '费用上涨')}\n"
    )
    assert len(answered.claims) == 40


def links(text: str, name: str = "case.md") -> set[str]:
    found = load("rules")(read_text(text, name), load_ontology()).claims
    return {f"{c.cause.text} → {c.effect.text}" for c in found}


LONG = "这里是一段比较长的文字，用来说明上面这一行讲的是什么。"


@pytest.mark.parametrize("above", ["原因分析", "外部原因", "主要原因"])
def test_headings_below_reasons_of_no_name_answer_the_title(above: str) -> None:
    text = f"# 粒粒贷为什么下架？\n\n## {above}\n\n### 监管收紧\n\n{LONG}\n\n### 资金成本上升\n\n{LONG}\n"
    assert links(text) == {f"{c} → 粒粒贷为什么下架" for c in ("监管收紧", "资金成本上升")}


def test_headings_below_effects_and_advice_answer_nothing() -> None:
    text = f"# 粒粒贷为什么下架？\n\n## 监管收紧\n\n{LONG}\n\n## 影响与建议\n\n### 费用上涨\n\n{LONG}\n"
    assert links(text) == {"监管收紧 → 粒粒贷为什么下架"}


@pytest.mark.parametrize(
    "lines",
    [
        "● 监管收紧\n● 资金成本上升得比预期还要快一些\n● 用户流失",
        "一、监管收紧\n二、资金成本上升得比预期还要快一些\n三、用户流失",
        "- 监管收紧\n- 资金成本上升得比预期还要快一些\n- 用户流失",
    ],
)
def test_lists_of_every_mark_are_lists(lines: str) -> None:
    text = f"某产品停售了\n某产品停售的原因如下：\n{lines}\n公司没有回应。\n"
    assert {link.partition(" → ")[0] for link in links(text, "case.txt")} == {
        "监管收紧",
        "资金成本上升得比预期还要快一些",
        "用户流失",
    }


@pytest.mark.parametrize(
    "told",
    [
        "产品停售主要有两个原因。一是成本上升。二是用户流失。",
        "产品停售的原因有两点。首先，成本上升，压力不小；其次，在需求方面，用户流失。",
        "产品停售的原因如下：1、报告期内，成本上升，压力不小。2、用户流失，收入见底。",
        "产品停售主要有两方面原因：第一，成本上升；第二，用户流失。",
        "专家认为，产品停售，这主要是由两方面的原因造成的。首先是成本上升，其次是用户流失。",
    ],
)
def test_reasons_that_are_counted_are_told_in_turn_by_the_sentences_below(told: str) -> None:
    claims = extract(f"回顾\n\n{told}").claims
    assert {f"{c.cause.text} → {c.effect.text}" for c in claims} == {
        "成本上升 → 产品停售",
        "用户流失 → 产品停售",
    }
    assert all(len(c.evidence) == 2 for c in claims)


def test_what_is_not_influenced_is_denied() -> None:
    claims = extract("回顾\n\n创新药不受关税影响，出口额保持增长。").claims
    assert [(c.cause.text, c.effect.text, c.modality.value) for c in claims] == [
        ("关税", "创新药", "denied")
    ]


def test_parts_right_below_a_chapter_are_its_members() -> None:
    parts = "".join(f"（{n}）{t}\n{LONG}\n" for n, t in (("一", "监管收紧"), ("二", "用户流失")))
    assert links(f"某产品停售了\n二、产品停售的原因\n{parts}", "case.txt") == {
        "监管收紧 → 产品停售",
        "用户流失 → 产品停售",
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("腾讯、京东和美团的净利润分别为1.2、3.4和5.6亿元。", [1.2e8, 3.4e8, 5.6e8]),
        ("昨天晚上千家门店关闭。", []),
        ("最近千家企业倒闭。", []),
        ("参会人数百人以上。", []),
        ("公司关闭上千家门店。", [1000]),
        ("公司的净利润为2000万元,存款减少了1999亿元。", [2e7, (-1.999e11,)]),
        ("公司2012年的门店有2012家。", [2012]),
        ("公司的市值蒸发近30亿元。", [(-3e9,)]),
        ("Apple said sales plummeted by nearly 30% in the year to October 5.", [(-30,)]),
        ("Apple said a price of $10 will rise soon.", [10]),
        ("大华股份(SZ 002236)的股价下跌3%。", [(-3,)]),
        ("当地气温降至零下30℃。", [-30]),
        ("公司的营业收入为5亿元[1]。", [5e8]),
        ("日本的贸易逆差为2万亿日元(1美元约合142日元)。", [2e12]),
        ("公司的股价翻了两番。", [(300,)]),
        ("公司的市值腰斩。", [(-50,)]),
        ("公司的营收占比过半,三分之一的收入来自海外。", [50, 33.3333]),
        ("公司的营收占比达百分之三十五。", [35]),
        ("三元电池的装车量为20GWh。", [20]),
        ("公司的营业收入按年升6.2%。", [(6.2,)]),
        ("Apple said sales of 5 million could drop.", [5e6]),
        ("当地气温降至零下-5℃。", [-5]),
        (f"公司的排名位居第{'9' * 400}位。", []),
        ("公司的不良率为百分之三点五,占比为百分之一百二十。", [3.5, 120]),
        ("公司的事故率为百万分之三,份额为二十分之一。", [0.0003, 5]),
        ("公司通过半导体业务实现收入增长。", []),
        ("公司的参与率未过半。", [50]),
        ("公司的股价没有腰斩。", []),
        ("公司的储能系统报价为0.8元/Wh,运价为0.2元/吨公里。", [0.8, 0.2]),
        ("营收增长。腰斩!", []),
        ("全国充电桩达1024万台,同比增加54%。", [1.024e7, (54,)]),
        ("Apple said bank failures rose to five in 2020 from three in 2019.", []),
        ("Apple said rates rose a quarter of a percentage point.", [(0.25,)]),
        ("Apple said yields fell to twenty-five per cent.", [25]),
        ("Apple said output rose one hundred and five per cent.", []),
        ("Apple said sales have not doubled.", []),
        ("Apple said prices rose from £349 in April 2020 to £1,514.", [349, 1514]),
        (f"Apple said one in {'9' * 5000} fell.", []),
    ],
)
def test_numbers_that_are_easily_misread(sentence: str, expected: list[Any]) -> None:
    assert [value for *_, value, _ in measured(sentence)] == expected


def test_a_document_may_be_one_table() -> None:
    found = extract("| 项目 | 说明 |\n|---|---|\n| 加息 | 因疫情2020年公司裁员 |\n")
    assert [o.raw for o in found.observations] == ["因疫情2020年公司裁员"]


def test_periods_are_told_by_the_one_named_last() -> None:
    found = measured(
        "2023年8月，京东的罚款为9万元。同年12月，京东的罚款为8万元。次月，京东的罚款为7万元。"
        "2025年上半年，京东的营收为6亿元，上年同期为5亿元。同期，腾讯的营收为4亿元。"
    )
    assert [(row[2], row[3]) for row in found] == [
        (9e4, "2023-08"),
        (8e4, "2023-12"),
        (7e4, "2024-01"),
        (6e8, "2025-H1"),
        (5e8, "2024-H1"),
        (4e8, "2025-H1"),
    ]


def test_a_later_list_has_the_members_and_a_metric_of_its_own() -> None:
    found = measured("腾讯和京东的净利润分别增长5%和3%，不良率分别为1.2%和1.3%。")
    assert [row[:3] for row in found] == [
        ("腾讯", "净利润", (5.0,)),
        ("京东", "净利润", (3.0,)),
        ("腾讯", "不良率", 1.2),
        ("京东", "不良率", 1.3),
    ]


@pytest.mark.parametrize(
    "sentence",
    ["用户打开首页→点击借款→填写资料→提交申请。", "以旧换新为理由充分的政策。"],
)
def test_steps_and_places_are_no_causes(sentence: str) -> None:
    assert links(f"# 题目\n\n{sentence}\n") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "# 存款观察\n\n各银行存款利率：\n\n- 招商银行：1.45%\n- 平安银行——1.5%\n",
            [("招商银行", "存款利率", "1.45%"), ("平安银行", "存款利率", "1.5%")],
        ),
        (
            "# 京东业绩\n\n京东的主要数据：\n\n- 净利润：12亿元\n- 毛利率：48%\n",
            [("京东", "净利润", "12亿元"), ("京东", "毛利率", "48%")],
        ),
        (
            "# Coins today\n\nWhat are the prices of the main coins?\n\n"
            "- Bitcoin – $30,700 (£25,200)\n- Ethereum: $2,120\n",
            [
                ("Bitcoin", "prices", "$30,700"),
                ("Bitcoin", "prices", "£25,200"),
                ("Ethereum", "prices", "$2,120"),
            ],
        ),
    ],
)
def test_items_of_a_list_go_on_with_the_line_above(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    found = extract(text).observations
    assert [(o.subject.text, o.metric.text, o.raw) for o in found] == expected


def test_english_levels_ranges_and_times() -> None:
    found = extract(
        "# Markets\n\nThe dollar index dipped to 108.2 as traders waited. Acme guided for earnings per"
        " share of $0.01 to $0.02. Consumer prices rose 9.9 percent in 12 months. Oil traded at $17"
        " per barrel.\n"
    ).observations
    assert [(o.metric.text, o.raw) for o in found] == [
        ("dollar index", "108.2"),
        ("earnings per share", "$0.01 to $0.02"),
        ("Consumer prices", "9.9 percent"),
        ("traded at", "$17"),
    ]


CLOSING = """揭秘某直播为何突然关闭:背后原因及影响

概述
某直播宣布关闭,用户十分意外,业内也在讨论这件事。
某直播关闭的原因
1. 市场竞争激烈
近年来,各大平台推出新的功能,某直播失去了不少用户。
2. 监管趋严
近年来,国家对行业的监管日益严格,处罚越来越多。
某直播关闭的影响
1. 用户流失
关闭以后,很多用户转投其他平台,短期内不会回来。
2. 行业洗牌
优质平台将会留下,劣质平台会一个接一个地退出。
"""


def test_headings_below_an_announcement_are_reasons_and_those_below_effects_none() -> None:
    found = load("rules")(read_text(CLOSING, "case.txt"), load_ontology())
    structure = [(c.cause.text, c.effect.text) for c in found.claims if "structure" in c.rule]
    assert structure == [("市场竞争激烈", "某直播关闭"), ("监管趋严", "某直播关闭")]


@pytest.mark.parametrize(
    ("title", "effect"),
    [
        ("某拼单关停背后的真相与考量", "某拼单关停"),
        ("网贷循环额度不翼而飞，背后原因你知道吗？", "网贷循环额度不翼而飞"),
        ("为什么花呗强制分期背后有哪些深层次原因", "为什么花呗强制分期"),
        ("贷款平台要全停了？真相来了", "贷款平台要全停了"),
    ],
)
def test_what_a_title_asks_about(title: str, effect: str) -> None:
    text = f"{title}\n\n一、监管政策收紧\n近年来，国家对行业的监管日益严格，处罚越来越多，平台只好照办。\n"
    found = load("rules")(read_text(text, "case.txt"), load_ontology())
    assert [c.effect.text for c in found.claims if "heading" in c.rule] == [effect]


def test_numbered_reasons_are_what_happened_not_what_led_to_it() -> None:
    found = extract(
        "# 业绩预告\n\n公司亏损的主要原因:1、受消费低迷,降温较晚等不利客观因素的影响,销售收入下滑。"
        "2、由于存货增加,公司计提了减值准备。\n"
    )
    reasons = [c.cause.text for c in found.claims if c.rule == "zh.structure.list"]
    assert reasons == ["销售收入下滑", "存货增加"]
    assert ("消费低迷", "销售收入下滑") in {(c.cause.text, c.effect.text) for c in found.claims}


@pytest.mark.parametrize(
    "text",
    [
        "According to analysts 向路透社, sales fell because of rain.",
        "的认可拖后腿直接之",
        "undercut result of Facing and together",
    ],
)
def test_odd_texts_are_read_without_a_fault(text: str) -> None:
    for claim in extract(text).claims:
        for part in (claim.cause, claim.effect):
            assert part.start < part.end
            assert text[part.start : part.end] == part.text


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("粒粒贷2020年的合规支出达到3000万元，两年前还只有500万元。", ["2020", "2018"]),
        ("公司2023年营收5亿元，三年前仅1亿元。", ["2023", "2020"]),
        ("汽车价格上涨5.4%，为1969年3月以来最大涨幅。", [None]),
        ("Sales have risen 8% since 2019.", [None]),
        ("米價從過去的2000多日圓，一口氣漲到5000日圓。", [None, None]),
    ],
)
def test_a_date_of_something_else_is_no_period(text: str, periods: list[str | None]) -> None:
    assert [o.period for o in extract(text).observations] == periods


def test_so_many_people_are_no_rank() -> None:
    (seen,) = extract("节目采访了6位行业高管。").observations
    assert seen.unit != "measure:RANK"
    (ranked,) = extract("公司的销量排名第6位。").observations
    assert (ranked.value, ranked.unit) == (6, "measure:RANK")
