"""Readers: bytes in many encodings, the structure of plain text and Markdown, folders of files."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SourceError, UsageError
from kg.model import Block, Document
from kg.readers import MAX_BYTES, find, read, read_text

ARTICLE = "粒粒贷为什么下架\r\n\r\n监管趋严导致合规压力上升。成本也上升了,有人说:“还会再涨。”\n"


def texts_of(document: Document, kind: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind == kind]


def sentences_of(document: Document) -> list[str]:
    return [span.of(document.text) for block in document.blocks for span in block.sentences]


def heading_of(document: Document, block: Block) -> str:
    above = document.blocks[block.section]
    return document.text[above.start : above.end]


def rows_of(document: Document, number: int = 0) -> list[list[str]]:
    table = document.tables[number]
    return [[cell.text for cell in row] for row in (table.header, *table.rows)]


# -- bytes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE.encode(),
        ARTICLE.encode("utf-8-sig"),
        b"\xff\xfe" + ARTICLE.encode("utf-16-le"),
        b"\xfe\xff" + ARTICLE.encode("utf-16-be"),
        ARTICLE.encode("gb18030"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le", "utf-16-be", "gb18030"],
)
def test_every_encoding_gives_the_same_document(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "文章.txt"
    path.write_bytes(data)
    document = read(path)
    assert document.text == ARTICLE
    assert document.title == "粒粒贷为什么下架"
    assert document.language == "zh"
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert (document.id, document.source) == ("doc:文章.txt", "文章.txt")
    assert texts_of(document, "paragraph") == [ARTICLE.splitlines()[2]]


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_line_ends_change_no_structure(suffix: str) -> None:
    lines = ["第一行标题", "", "监管趋严导致下架。", "", "成本上升。随后下架。", ""]
    unix, windows, old = (read_text(end.join(lines), "a" + suffix) for end in ("\n", "\r\n", "\r"))
    assert [sentences_of(unix)] * 2 == [sentences_of(windows), sentences_of(old)]
    assert [b.kind for b in unix.blocks] == [b.kind for b in windows.blocks]
    assert windows.text.count("\r\n") == len(lines) - 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("監督が厳しくなったので、サービスは終了しました。".encode("shift_jis"), "save the file as UTF-8"),
        ("Die Behörde prüft, also schließt die Bank früher.".encode("latin-1"), "save the file as UTF-8"),
        ("Le marché a été resserré après l'été.".encode("latin-1"), "save the file as UTF-8"),
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        ("\u3000\u3000\n".encode(), "empty"),
        (b"PK\x03\x04\x00\x00article", "binary"),
        (b"\x01\x02\x03\x04 words \x05\x06", "binary"),
        (b"\xff\xfea", "save the file as UTF-8"),
    ],
    ids=[
        "shift-jis", "latin-1-de", "latin-1-fr", "empty", "blank", "only-bom", "only-utf16-bom",
        "ideographic-spaces", "zip", "controls", "half-utf16",
    ],
)  # fmt: skip
def test_unreadable_bytes_are_refused_with_the_file_and_a_remedy(
    tmp_path: Path, data: bytes, says: str
) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert says in str(caught.value)


def test_the_undecodable_byte_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.txt"
    path.write_bytes("正文。".encode() + b"\xff\n")
    with pytest.raises(SourceError, match=r"cut\.txt: byte 9 is neither UTF-8 nor GB18030"):
        read(path)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.md: no such file"):
        read(tmp_path / "nowhere.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(SourceError, match=r"folder\.md: .*directory"):
        read(tmp_path / "folder.md")


@pytest.mark.parametrize("name", ["paper.pdf", "README"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("words", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read(tmp_path / name)
    assert name in str(caught.value)
    assert "kg reads .markdown, .md, .txt" in str(caught.value)


def test_the_size_limit_counts_bytes_and_is_inclusive(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("监管趋严。", encoding="utf-8")
    assert read(path, max_bytes=15).text == "监管趋严。"
    with pytest.raises(SourceError, match=r"long\.txt: 15 bytes, over the limit of 14; split it"):
        read(path, max_bytes=14)
    assert MAX_BYTES > 1_000_000


def test_suffixes_ignore_case_and_names_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "UPPER.MD"
    path.write_text("# 标题\n\n正文。\n", encoding="utf-8")
    document = read(path, "2020/稿 件.md")
    assert (document.id, document.source) == ("doc:2020/稿_件.md", "2020/稿 件.md")
    assert document.title == "标题"


@pytest.mark.parametrize("text", ["", " \n", "\u3000"])
def test_an_empty_string_is_no_document(text: str) -> None:
    with pytest.raises(SourceError, match=r"note\.md: the text is empty"):
        read_text(text, "note.md")


# -- structure ---------------------------------------------------------------------------------------


def test_plain_text_shows_its_structure_by_layout() -> None:
    document = read_text(
        "粒粒贷下架始末\n\n"
        "一、监管趋严\n"
        "2020年7月,监管部门发布办法,要求联合贷出资比例不低于三成,这使得合规压力上升。\n"
        "1、利率不得突破36%,超过部分不受保护;\n"
        "• 联合贷要自己出资。\n\n"
        "竞争升温\n"
        "更多银行推出了自己的信用贷产品,价格一路走低,利润空间因此被压缩得所剩无几。\n",
        "a.txt",
    )
    assert document.title == "粒粒贷下架始末"
    assert texts_of(document, "title") == ["粒粒贷下架始末"]
    assert texts_of(document, "heading") == ["监管趋严", "竞争升温"]
    assert texts_of(document, "item") == ["利率不得突破36%,超过部分不受保护;", "联合贷要自己出资。"]
    first, second = (b for b in document.blocks if b.kind == "paragraph")
    assert heading_of(document, first) == "监管趋严"
    assert heading_of(document, second) == "竞争升温"


def test_a_text_without_title_is_called_by_its_name() -> None:
    text = "监管部门在当年七月发布了新的办法,小型机构从此要多交一份季度报告。\n"
    document = read_text(text, "folder/无题.txt")
    assert document.title == "无题.txt"
    assert [b.kind for b in document.blocks] == ["paragraph"]
    assert document.blocks[0].section == -1


def test_a_text_of_one_sentence_has_no_title() -> None:
    document = read_text("Prices rose because demand grew.\n", "a.txt")
    assert (document.title, [b.kind for b in document.blocks]) == ("a.txt", ["paragraph"])


def test_who_wrote_it_is_no_title() -> None:
    text = "作者：金融评级三部\n来源：联合观察\n为什么债券违约\n房价下跌导致房企的现金流恶化，房企拖欠了票据，也付不出到期的利息。\n"
    document = read_text(text, "a.txt")
    assert document.title == "为什么债券违约"
    kinds = [b.kind for b in document.blocks]
    assert kinds == ["paragraph", "paragraph", "title", "paragraph"]
    assert read_text("作者：金融评级三部\n" + text[-34:], "a.txt").title == "a.txt"


def test_blanks_behind_a_number_are_no_words_of_a_heading() -> None:
    document = read_text("2、\u2028运价\n", "a.txt")
    (block,) = document.blocks
    assert (document.title, document.text[block.start : block.end]) == ("运价", "运价")


def test_numbers_and_speakers_are_no_words_of_a_text() -> None:
    text = "01 运河为何堵塞\n02 堵塞的影响\n堵塞导致运费上涨，零售商的货物都在海上等着，谁也说不准何时到港。\n问：后来呢？\nA: Prices rose.\n"
    document = read_text(text, "a.txt")
    told = [document.text[b.start : b.end] for b in document.blocks]
    assert document.title == "运河为何堵塞"
    assert told[1] == "堵塞的影响"
    assert told[3:] == ["后来呢？", "Prices rose."]


def test_markdown_headings_have_levels_and_sections() -> None:
    document = read_text(
        "# 为什么 ##\n\n引子。\n\n## 监管\n\n甲。\n\n### 细则 ###\n\n> 乙。\n\n# 又一个一级\n\n- 丙\n2. 丁\n(3) 戊\n",
        "a.md",
    )
    assert document.title == "为什么"
    assert [
        (b.kind, b.level) for b in document.blocks if b.kind in ("title", "heading")
    ] == [("title", 0), ("heading", 2), ("heading", 3), ("heading", 1)]  # fmt: skip
    assert {
        document.text[b.start : b.end]: heading_of(document, b)
        for b in document.blocks
        if b.kind in ("paragraph", "item")
    } == {
        "引子。": "为什么", "甲。": "监管", "乙。": "细则",
        "丙": "又一个一级", "丁": "又一个一级", "戊": "又一个一级",
    }  # fmt: skip
    assert texts_of(document, "item") == ["丙", "丁", "戊"]


def test_hashes_and_quote_marks_mean_nothing_in_plain_text() -> None:
    document = read_text("#不是标题记号\n\n> 也不是引用。\n", "a.txt")
    assert document.title == "#不是标题记号"
    assert texts_of(document, "paragraph") == ["> 也不是引用。"]


def test_sentences_end_at_marks_of_either_width() -> None:
    for text in ("为什么下跌？因为缺货！价格回落。", "为什么下跌?因为缺货!价格回落。"):
        block = read_text(f"# 题目\n\n{text}\n", "a.md").blocks[-1]
        assert [s.end - s.start for s in block.sentences] == [6, 5, 5]


def test_items_are_numbered_in_either_width() -> None:
    for marks in (("1.", "2."), ("(1)", "(2)"), ("（1）", "（2）")):
        text = "# 题目\n\n原因如下\n" + "".join(f"{m} 需求下滑\n" for m in marks)
        assert texts_of(read_text(text, "a.md"), "item") == ["需求下滑"] * 2


def test_plain_text_with_marked_headings_is_read_as_markdown() -> None:
    document = read_text("# 题目\n\n正文。\n\n## 一节\n\n正文二。\n", "a.txt")
    assert document.title == "题目"
    assert texts_of(document, "heading") == ["一节"]


def test_front_matter_and_code_fences_are_passed_over() -> None:
    body = (
        "---\ntitle: 假标题\ntags: [a, b]\n---\n"
        "# 真标题\n\n正文。\n\n```python\n# 不是标题\nprint('因为')\n| a | b |\n|---|---|\n| 1 | 2 |\n```\n\n"
        "~~~\n也不是正文。\n~~~\n结尾。\n"
    )
    document = read_text(body, "a.md")
    assert document.text == body
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "真标题",
        "正文。",
        "结尾。",
    ]
    assert document.tables == ()


def test_front_matter_is_text_where_markdown_does_not_rule() -> None:
    document = read_text(
        "---\n假标题\n---\n正文很长,长到不会是标题,因为它一直说下去,说到句号。\n", "a.txt"
    )
    assert "假标题" in [document.text[b.start : b.end] for b in document.blocks]


def test_sentences_end_at_marks_and_keep_their_closing_quotes() -> None:
    document = read_text(
        "他说:“成本涨了!”于是 U.S. regulators moved. Inc. 4.2 percent rose? 是的……真的。没有句号的尾巴",
        "a.md",
    )
    assert sentences_of(document) == [
        "他说:“成本涨了!”",
        "于是 U.S. regulators moved.",
        "Inc. 4.2 percent rose?",
        "是的……真的。",
        "没有句号的尾巴",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("监管趋严。", "zh"),
        ("Rules tightened.", "en"),
        ("WeBank 下架了 Lilidai 贷款产品", "zh"),
        ("42", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert read_text(text).language == language


# -- tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize(
    "table",
    [
        "指标 | 粒粒贷 | 行业\n--- | --- | ---\n逾期率 | 4.2% | 3%\n额度 | 5万 | 8万\n",
        "指标 | 粒粒贷 | 行业 |\n:--- | :---: | ---: |\n逾期率 | 4.2% | 3% |\n额度 | 5万 | 8万 |\n",
        "| 指标 | 粒粒贷 | 行业 |\n|---|---|---|\n| 逾期率 | 4.2% | 3% |\n| 额度 | 5万 | 8万 |\n",
        "指标 | 粒粒贷 | 行业\n逾期率 | 4.2% | 3%\n额度 | 5万 | 8万\n",
        "指标 | 粒粒贷 | 行业\n逾期率 | 4.2% | 3%\n额度 | 5万 | 8万\n--- | --- | ---\n",
    ],
    ids=["no-outer-pipes", "trailing-pipes", "outer-pipes", "no-separator", "separator-last"],
)
def test_pipe_tables(table: str, suffix: str) -> None:
    before, after = (
        "这里先说一段话,说明下面的表格讲了什么内容,再看表格。\n\n",
        "\n表后的话也说得很长,长到不像一个标题。\n",
    )
    document = read_text(before + table + after, "a" + suffix)
    assert rows_of(document) == [
        ["指标", "粒粒贷", "行业"],
        ["逾期率", "4.2%", "3%"],
        ["额度", "5万", "8万"],
    ]
    assert texts_of(document, "paragraph") == [before.strip(), after.strip()]


def test_markdown_cells_may_be_escaped_missing_or_empty() -> None:
    document = read_text(
        "## 对比\n\n| 名 | 甲 \\| 乙 | 注 |\n|---|---|---|\n| 一 | 1\\|2 |\n| 二 |  | 好 |\n| 三 | 3 | 四 | 多 |\n",
        "a.md",
    )
    # The widest row rules, so nothing a row says is lost.
    assert rows_of(document) == [
        ["名", r"甲 \| 乙", "注", ""],
        ["一", r"1\|2", "", ""],
        ["二", "", "好", ""],
        ["三", "3", "四", "多"],
    ]
    table = document.tables[0]
    assert document.text[document.blocks[table.section].start :].startswith("对比")


def test_one_line_with_a_pipe_is_no_table() -> None:
    document = read_text("甲 | 乙 都是代号,并不是表格的一行。\n", "a.md")
    assert document.tables == ()
    assert texts_of(document, "paragraph") == ["甲 | 乙 都是代号,并不是表格的一行。"]


# -- what holds for any text -------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    [
        "# ", "## ", "###### x #", "|", "|---|---|", "--- | ---", "\\|", "- ", "1. ", "2、", "(3)", "> ", "```", "~~~",
        "---", "...", "。", "!”", ".", "U.S.", "一、", "第二章", "\n", "\r\n", "\r", "\u2028", "\u3000", "\t", "\x85", "  ",
        "监管趋严导致合规压力上升", "Costs rose", "甲 | 乙 | 丙\n", "标题\n", "\ufeff", "\u202e", "😀", "\x00",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=30).map("".join)).filter(
    lambda text: bool(text.strip())
)


@given(text=TEXTS, suffix=st.sampled_from([".txt", ".md"]))
@settings(deadline=None, max_examples=300)
def test_spans_lie_inside_the_text_and_quote_it(text: str, suffix: str) -> None:
    document = read_text(text, "a" + suffix)
    assert document.text == text
    for number, block in enumerate(document.blocks):
        assert 0 <= block.start < block.end <= len(text)
        assert block.sentences
        assert -1 <= block.section < number
        if block.section >= 0:
            assert document.blocks[block.section].kind in ("title", "heading")
        position = block.start
        for sentence in block.sentences:
            assert position <= sentence.start < sentence.end <= block.end
            assert sentence.of(text) == sentence.of(text).strip()
            # What lies between two sentences is blank: no words are lost.
            assert not text[position : sentence.start].strip()
            position = sentence.end
        assert not text[position : block.end].strip()
    for table in document.tables:
        assert 0 <= table.start < table.end <= len(text)
        assert -1 <= table.section < len(document.blocks)
        for row in (table.header, *table.rows):
            assert len(row) == len(table.header)
            for cell in row:
                assert table.start <= cell.start <= cell.end <= table.end
                assert cell.text == text[cell.start : cell.end]


@given(text=TEXTS, suffix=st.sampled_from([".txt", ".md"]))
@settings(deadline=None, max_examples=200)
def test_blocks_and_tables_follow_one_another(text: str, suffix: str) -> None:
    document = read_text(text, "a" + suffix)
    spans = sorted(
        [(b.start, b.end) for b in document.blocks] + [(t.start, t.end) for t in document.tables]
    )
    assert [b.start for b in document.blocks] == sorted(b.start for b in document.blocks)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))


# -- folders -----------------------------------------------------------------------------------------


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("正文。", encoding="utf-8")


def test_find_walks_a_folder_in_order_and_names_files_below_it(tmp_path: Path) -> None:
    make(
        tmp_path, "乙.txt", "b.md", "a/z.MD", "a/b/c.markdown", "a.md", "skip.pdf", "noext",
        ".hidden.md", ".git/x.md", "a/.cache/y.txt",
    )  # fmt: skip
    (tmp_path / "folder.md").mkdir()
    found = list(find([tmp_path]))
    assert [name for _, name in found] == ["a.md", "a/b/c.markdown", "a/z.MD", "b.md", "乙.txt"]
    assert all(path == tmp_path / name for path, name in found)


def test_find_does_not_mind_a_hidden_folder_above(tmp_path: Path) -> None:
    make(tmp_path / ".corpus", "a.md")
    assert [name for _, name in find([tmp_path / ".corpus"])] == ["a.md"]


def test_find_takes_files_and_folders_and_reads_none_twice(tmp_path: Path) -> None:
    make(tmp_path, "x/a.md", "x/b.md", "c.txt")
    found = list(find([tmp_path / "c.txt", tmp_path / "x", tmp_path / "x" / "a.md"]))
    assert [name for _, name in found] == ["c.txt", "a.md", "b.md"]


def test_find_refuses_two_files_of_one_name(tmp_path: Path) -> None:
    make(tmp_path, "x/a.md", "y/a.md")
    with pytest.raises(UsageError) as caught:
        list(find([tmp_path / "x", tmp_path / "y"]))
    assert str(tmp_path / "x" / "a.md") in str(caught.value)
    assert str(tmp_path / "y" / "a.md") in str(caught.value)
    assert "common folder" in str(caught.value)
    assert [name for _, name in find([tmp_path])] == ["x/a.md", "y/a.md"]


def test_find_refuses_what_holds_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone: no such file or folder"):
        list(find([tmp_path / "gone"]))
    make(tmp_path, "only.pdf", ".hidden.md")
    with pytest.raises(SourceError, match=r"no article in this folder; kg reads \.markdown"):
        list(find([tmp_path]))
