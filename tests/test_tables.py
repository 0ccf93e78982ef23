"""Tables: what a row, a column and the caption say of the values in the cells."""

from __future__ import annotations

import pytest

from kg.extractors import load
from kg.model import Extraction
from kg.ontology import load as load_ontology
from kg.readers import read_text

Row = tuple[str, str, float | None, str | None, str | None]


def extract(text: str) -> Extraction:
    return load("rules")(read_text(text, "case.md"), load_ontology())


def measured(title: str, caption: str, *lines: str) -> list[Row]:
    """Subject, metric, value or change, unit and period of each cell, in text order."""
    header, *rows = [f"| {line} |" for line in lines]
    rule = "|" + "---|" * (header.count("|") - 1)
    table = "\n".join((header, rule, *rows))
    found = extract(f"# {title}\n\n{caption}\n\n{table}\n").observations
    return [
        (
            o.subject.text,
            o.metric.text,
            o.value if o.change is None else o.change,
            (o.unit or ":").split(":")[1] or None,
            o.period if o.change is None else f"{o.change_from}→{o.period}",
        )
        for o in sorted(found, key=lambda o: (o.evidence.start, o.rule != "table.value"))
    ]


def test_columns_of_periods_measure_what_the_rows_name() -> None:
    assert measured(
        "京东2023年年报",
        "单位：万元",
        "项目 | 2023年 | 2022年 | 同比变动",
        "营业收入 | 1,200.50 | 1000 | 20%",
        "净利润（亿元） | -12 | 15 | -180%",
        "毛利率 | 21.5% | 20.1% | 1.4个百分点",
    ) == [
        ("京东", "营业收入", 12005000, "CCY_CNY", "2023"),
        ("京东", "营业收入", 10000000, "CCY_CNY", "2022"),
        ("京东", "营业收入", 20, "PERCENT", "2022→2023"),
        ("京东", "净利润", -12e8, "CCY_CNY", "2023"),
        ("京东", "净利润", 15e8, "CCY_CNY", "2022"),
        ("京东", "净利润", -180, "PERCENT", "2022→2023"),
        ("京东", "毛利率", 21.5, "PERCENT", "2023"),
        ("京东", "毛利率", 20.1, "PERCENT", "2022"),
        ("京东", "毛利率", 1.4, "PERCENT-POINT", "2022→2023"),
    ]


def test_this_period_and_the_one_before_are_counted_from_the_caption() -> None:
    assert measured(
        "京东2023年前三季度业绩",
        "主要数据如下。",
        "指标 | 本报告期 | 上年同期 | 增减(%)",
        "营业收入 | 12亿元 | 10亿元 | 20",
    ) == [
        ("京东", "营业收入", 12e8, "CCY_CNY", "2023-01/2023-09"),
        ("京东", "营业收入", 10e8, "CCY_CNY", "2022-01/2022-09"),
        ("京东", "营业收入", 20, "PERCENT", "2022-01/2022-09→2023-01/2023-09"),
    ]


def test_rows_of_names_take_the_metric_from_the_caption() -> None:
    assert measured("2024年各城市房价", "", "城市 | 1月 | 2月", "北京 | 60000元 | 61000元") == [
        ("北京", "房价", 60000, "CCY_CNY", "2024-01"),
        ("北京", "房价", 61000, "CCY_CNY", "2024-02"),
    ]


def test_a_header_may_name_period_metric_and_unit() -> None:
    assert measured(
        "贷款对比",
        "",
        "产品 | 额度(万元) | 2022年余额(亿元) | 2023年报余额(亿元) | 同比",
        "微粒贷 | 20 | 90 | 120 | 33%",
        "产品 | 额度(万元) | 2022年余额(亿元) | 2023年报余额(亿元) | 同比",
        "金条 | 20 | - | 1.2万亿 | -",
    ) == [
        ("微粒贷", "额度", 200000, "CCY_CNY", None),
        ("微粒贷", "余额", 90e8, "CCY_CNY", "2022"),
        ("微粒贷", "余额", 120e8, "CCY_CNY", "2023"),
        ("微粒贷", "余额", 33, "PERCENT", "2022→2023"),
        ("金条", "额度", 200000, "CCY_CNY", None),
        ("金条", "余额", 1.2e12, "CCY_CNY", "2023"),
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "年份 | 产量（万吨） | 同比(%)",
            [
                ("钢材", "产量", 1.2e7, "TON_Metric", "2021"),
                ("钢材", "产量", 3.1, "PERCENT", "2020→2021"),
            ],
        ),
        (
            "时间 | 招商银行 | 平安银行",
            [
                ("招商银行", "产量", 1200, None, "2021"),
                ("平安银行", "产量", 3.1, None, "2021"),
            ],
        ),
    ],
)
def test_rows_of_periods(header: str, expected: list[Row]) -> None:
    assert measured("钢材简报", "产量情况", header, "2021年 | 1200 | 3.1") == expected


def test_english_tables() -> None:
    assert measured(
        "Acme Corp. results",
        "Consolidated figures of the company.",
        "($ in millions) | Q3 2023 | Q3 2022 | Change",
        "Revenue | 1,200 | 1,000 | 20%",
    ) == [
        ("Revenue", "Revenue", 1.2e9, "CCY_USD", "2023-Q3"),
        ("Revenue", "Revenue", 1e9, "CCY_USD", "2022-Q3"),
        ("Revenue", "Revenue", 20, "PERCENT", "2022-Q3→2023-Q3"),
    ]


def test_a_cell_that_says_something_is_read_as_sentences() -> None:
    found = extract(
        "# 两种车\n\n| 方面 | 油车 | 说明 |\n|---|---|---|\n"
        "| 保值 | x | 由于电池衰减较快，因此油车更加保值。保养也便宜 |\n"
        "| 安全 | x | 由于电池不稳定，因此油车更加安全 |\n"
    )
    assert [(c.cause.text, c.effect.text) for c in found.claims] == [
        ("电池衰减较快", "油车更加保值"),
        ("电池不稳定", "油车更加安全"),
    ]
    assert not found.observations  # neither a tick nor a sentence is a value


def test_a_table_of_names_and_values_needs_no_header() -> None:
    found = extract(
        "# 京东半年报\n\n| 营业收入 | 158亿元 |\n|---|---|\n| 净利润 | -12亿元 |\n"
    ).observations
    assert [(o.subject.text, o.metric.text, o.value) for o in found] == [
        ("京东", "营业收入", 158e8),
        ("京东", "净利润", -12e8),
    ]


def test_a_title_with_a_bar_is_no_row_and_a_cell_of_reasons_is_prose() -> None:
    text = (
        "某电化业绩预告 |\n截止日期 | 预测指标 | 业绩变动原因 | 公告日期 |\n"
        "2023-06-30 | 净利润 | 受原材料价格大幅波动影响,产品销售毛利同比下降;因市场需求持续紧缩,产品销量同比有所下降。 | 2023-07-14 |\n"
        "2022-12-31 | 净利润 | 报告期内,新产品量产,订单增加,导致公司营业收入同比增长,产能利用率也有提高。 | 2023-01-20 |\n"
    )
    found = load("rules")(read_text(text, "case.txt"), load_ontology())
    assert [(c.cause.text, c.effect.text) for c in found.claims][:2] == [
        ("原材料价格大幅波动", "产品销售毛利同比下降"),
        ("市场需求持续紧缩", "产品销量同比有所下降"),
    ]
    assert not any("|" in c.effect.text for c in found.claims)


def test_a_header_in_the_midst_begins_another_table() -> None:
    assert measured(
        "京东业绩",
        "",
        "指标 | 2022年 | 2023年",
        "营业收入 | 10亿元 | 12亿元",
        "指标 | 2020年 | 2021年",
        "净利润 | 2亿元 | 3亿元",
    ) == [
        ("京东", "营业收入", 10e8, "CCY_CNY", "2022"),
        ("京东", "营业收入", 12e8, "CCY_CNY", "2023"),
        ("京东", "净利润", 2e8, "CCY_CNY", "2020"),
        ("京东", "净利润", 3e8, "CCY_CNY", "2021"),
    ]


def test_numbers_in_the_prose_of_a_cell_are_observed() -> None:
    text = (
        "# 京东业绩预告\n\n| 截止日期 | 业绩变动 | 公告日期 |\n|---|---|---|\n"
        "| 2023-06-30 | 预计净利润盈利:13,000万元至15,000万元,同比上年下降:50.86%至57.41%。 | 2023-07-14 |\n"
    )
    found = [o for o in extract(text).observations if o.rule == "zh.obs.prose"]
    assert [(o.metric.text, o.minimum, o.maximum) for o in found] == [
        ("净利润", 1.3e8, 1.5e8),
        ("净利润", 50.86, 57.41),
    ]


def test_what_numbers_a_reason_is_no_value() -> None:
    found = extract("# 京东业绩\n\n京东净利润变动原因:1、销量下降;2、价格下跌;3、费用增加5%。\n")
    assert [o.raw for o in found.observations] == ["增加5%"]
