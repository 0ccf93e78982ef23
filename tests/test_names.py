"""Names: what an article speaks of, in whatever words it does."""

from __future__ import annotations

import pytest
from test_extraction import extract


def names(text: str) -> dict[str, str]:
    """The names in a text with their classes, pronouns apart."""
    return {m.text: m.type for m in extract(text).mentions if not m.pronoun}


def test_what_a_text_repeats_is_classed_by_the_words_beside_it() -> None:
    text = (
        "今年，栗绒的价格连续上涨。\n\n栗绒价格上涨，栗绒库存见底，多家工厂停止生产栗绒。"
        "\n\n橙帆发布公告称，裁员已经结束。橙帆表示，橙帆旗下门店照常营业。"
    )
    assert names(text)["栗绒"] == "Product"
    assert names(text)["橙帆"] == "Company"


def test_what_is_said_once_is_no_term() -> None:
    assert "栗绒" not in names("今年，栗绒的价格连续上涨。")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("上涨的有甲醇、尿素、苦杏酮和纯碱。", {"苦杏酮": "Product"}),
        ("参展的有腾讯、阿里巴巴、橙帆、京东集团等。", {"橙帆": "Company"}),
        ("我们谈到了苦杏酮、生活和天气。", {}),
    ],
)
def test_members_of_a_list_tell_each_others_class(text: str, found: dict[str, str]) -> None:
    assert {n: k for n, k in names(text).items() if n in ("苦杏酮", "橙帆")} == found


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("据悉，安帆支付服务股份有限公司(以下简称“安帆支付”)被罚。", "安帆支付服务股份有限公司", "Company"),
        ("安帆支付服务股份有限公司(以下简称“安帆支付”)被罚。安帆支付表示整改。", "安帆支付", "Company"),
        ("该集团收购上海泰和科技有限公司。", "上海泰和科技有限公司", "Company"),
        ("其全资子公司青岛远洋运输有限公司亏损。", "青岛远洋运输有限公司", "Company"),
        ("中国人民银行深圳市分行开出罚单。", "中国人民银行深圳市分行", "Regulator"),
        ("招商银行成都分行收紧贷款。", "招商银行成都分行", "Bank"),
        ("国家金融监督管理总局上海监管局约谈平台。", "国家金融监督管理总局上海监管局", "Regulator"),
        ("中国支付清算协会发布报告。", "中国支付清算协会", "Organization"),
        ("橙帆律师事务所认为条款无效。", "橙帆律师事务所", "Organization"),
        ("华夏银行信用卡中心重庆分中心被罚。", "华夏银行信用卡中心重庆分中心", "Bank"),
        ("重庆三峡银行股份有限公司被罚。", "重庆三峡银行股份有限公司", "Bank"),
        ("公司首席经济学家利亚·费伊表示，需求疲软。", "利亚·费伊", "Person"),
        ("研究员汪刘胜向记者表示，需求疲软。", "汪刘胜", "Person"),
    ],
)  # fmt: skip
def test_long_names_are_one(text: str, name: str, kind: str) -> None:
    assert names(text).get(name) == kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A股全线下跌，南玻A跌停。", {"A股": "Market", "南玻A": "Company"}),
        ("理财产品的平均投资收益率只有3%。", {"平均投资收益率": "Metric", "理财产品": "Product"}),
        ("创新型理财产品遭到叫停。", {"创新型理财产品": "Product"}),
        ("深交所向爱旭股份（600732.SH）发函。", {"深交所": "Regulator", "爱旭股份": "Company"}),
        ("涨幅最大的是航天机电(600151)。", {"航天机电": "Company"}),
        ("泰康人寿被罚。", {"泰康人寿": "Company"}),
        ("《证券日报》报道，需求疲软。", {"证券日报": "Organization"}),
        ("手机出货量下滑。", {"手机": "Product", "手机出货量": "Metric"}),
        ("沪深300指数下跌1.2%。", {"沪深300指数": "Metric"}),
    ],
)  # fmt: skip
def test_names_of_more_than_one_kind_of_word(text: str, found: dict[str, str]) -> None:
    got = names(text)
    assert {name: got.get(name) for name in found} == found


def test_kinds_named_in_passing_are_no_entities() -> None:
    text = "记者走访了几家短视频平台。原料涨价导致中小餐饮企业亏损。"
    found = names(text)
    assert "短视频平台" not in found
    assert "中小餐饮企业" in found


def test_what_only_describes_a_metric_names_none() -> None:
    text = "老板愿意提高产量，也愿意增加储备。门店的毛利率为30%。"
    assert {n for n, k in names(text).items() if k == "Metric"} == {"毛利率"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Shares fell. Chief Executive Officer Dana Velden resigned on Monday.",
            {"Dana Velden": "Person"},
        ),
        (
            "The pact was signed by Prime Minister Ruth Okan.",
            {"Ruth Okan": "Person"},
        ),
        (
            "Prices will fall, said Omar Lindt, an analyst at Norvik Bank. Lindt expects a slump.",
            {"Omar Lindt": "Person", "Norvik Bank": "Bank"},
        ),
        (
            "Holly's said sales fell. Holly's expects a loss, and Holly's has cut jobs.",
            {"Holly's": "Company"},
        ),
        (
            "The fund owns shares in Marsh & Tolland Group and in Baird Iron and Steel Co.",
            {"Marsh & Tolland Group": "Company", "Baird Iron and Steel Co.": "Company"},
        ),
        (
            "The chief executive, Dana Velden, met CFO Omar Lindt. Parts come from East Asia.",
            {"Dana Velden": "Person", "Omar Lindt": "Person", "East Asia": "Place"},
        ),
        (
            "The Norvik State Department of Postal Services and the Tolls Control Authority met. "
            "The TCA asked for more.",
            {
                "Norvik State Department of Postal Services": "Regulator",
                "Tolls Control Authority": "Regulator",
                "TCA": "Regulator",
            },
        ),
        (
            "The Food and Drug Administration met traders in Jakarta.",
            {"Food and Drug Administration": "Regulator", "Jakarta": "Place"},
        ),
        (
            "Production stopped in Varnau. Trade Secretary Dana Velden resigned. Velden was silent.",
            {"Varnau": "Place", "Dana Velden": "Person"},
        ),
    ],
)
def test_english_names(text: str, found: dict[str, str]) -> None:
    got = names("A note.\n\n" + text)
    assert {n: got.get(n) for n in found} == found
    assert not any(n in got for n in ("Chief Executive Officer Dana Velden", "Holly", "Marsh"))


def test_a_surname_stands_for_a_person() -> None:
    text = "A note.\n\nTrade Secretary Dana Velden resigned. Velden was silent."
    told = [(m.text, m.pronoun, m.name) for m in extract(text).mentions if m.type == "Person"]
    assert told == [("Dana Velden", False, "Dana Velden"), ("Velden", True, "Dana Velden")]


@pytest.mark.parametrize("word", ["Baltimore-based", "Rs", "Sept"])
def test_no_english_names(word: str) -> None:
    text = "A note.\n\nThe Baltimore-based firm paid Rs 3 trillion on Sept 4."
    assert word not in names(text)


def test_the_company_stands_for_the_one_named_before() -> None:
    text = (
        "# A note\n\nApple met Norvik Bank in May. The lender refused. The company went on.\n\n"
        "The product that failed was recalled."
    )
    found = [(m.text, m.name) for m in extract(text).mentions if m.pronoun]
    assert found == [("The lender", "Norvik Bank"), ("The company", "Apple")]


def test_currencies_are_names_but_not_behind_a_number() -> None:
    assert names("人民币升值，美元走弱。") == {"人民币": "Product", "美元": "Product"}
    assert "美元" not in names("出口达到5亿美元。")


def test_what_is_pointed_at_names_nothing() -> None:
    text = "回顾\n\n这一调整影响门店。门店剖析这一行业，这一行业在变。该行也宣布加入了这一行列。"
    assert not any(name.startswith("这") for name in names(text))
