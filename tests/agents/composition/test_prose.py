"""An answer's text is parted into blocks: paragraphs, lists, tables, emphasis."""

from agents.composition.prose import Line, Span, blocks, inline


def said(line: Line) -> str:
    return "".join(span.text for span in line)


def test_paragraphs_lists_tables_and_headings() -> None:
    text = (
        "## 结论\n共3位[1]。\n第二行\n\n1. 王秀英（C0000001）　概率18.2%\n   为什么：有存款到期\n"
        "   联系：可以\n2. 陈伟\n\n· 存款　20万元\n· 理财　30万元\n\n"
        "| 产品 | 期限 |\n|---|:--|\n| 安心 | 90天 |\n\n> 引用"
    )
    heading, paragraph, numbers, bullets, table, quote = blocks(text)
    assert heading.kind == "heading"
    assert said(heading.lines[0]) == "结论"
    assert [said(line) for line in paragraph.lines] == ["共3位[1]。", "第二行"]
    assert paragraph.lines[0][1] == Span("[1]", citation=1)
    assert [said(item.line) for item in numbers.items] == [
        "王秀英（C0000001）　概率18.2%",
        "陈伟",
    ]
    assert [said(line) for line in numbers.items[0].below] == ["为什么：有存款到期", "联系：可以"]
    assert [said(item.line) for item in bullets.items] == ["存款　20万元", "理财　30万元"]
    assert [[said(cell) for cell in row] for row in table.rows] == [
        ["产品", "期限"],
        ["安心", "90天"],
    ]
    assert said(quote.lines[0]) == "引用"


def test_a_list_that_starts_later_says_so_and_an_amount_is_no_list() -> None:
    (later,) = blocks("3. 丙\n4. 丁")
    assert later.start == 3
    (amount,) = blocks("3.25%的利率")
    assert amount.kind == "paragraph"
    (year,) = blocks("2026年9月30日")
    assert year.kind == "paragraph"


def test_emphasis() -> None:
    assert inline("**不**保本") == (Span("不", strong=True), Span("保本"))


def test_bullets_among_numbers_belong_to_the_number_before_them() -> None:
    (numbers,) = blocks("1. 日日盈\n· 风险等级：R1\n· 期限：90天\n2. 周周享\n· 期限：7天")
    assert [said(item.line) for item in numbers.items] == ["日日盈", "周周享"]
    assert [said(line) for line in numbers.items[0].below] == ["风险等级：R1", "期限：90天"]


def test_numbers_after_bullets_are_another_list() -> None:
    bullets, numbers = blocks("· 甲\n· 乙\n1. 丙\n2. 丁")
    assert (bullets.kind, numbers.kind) == ("bullets", "numbers")
    assert [said(item.line) for item in numbers.items] == ["丙", "丁"]
