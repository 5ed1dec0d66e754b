"""An answer as a person at a terminal reads it: words, evidence, checks, timings."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agents.answering import Answer

ENGINES = {"template": "模板", "llm": "语言模型+模板"}
VERDICTS = {
    "pass": "通过",
    "advisory": "通过（有提示）",
    "manual_review": "待人工复核",
    "evidence_required": "待补证据",
    "violation": "已拦截",
}


def show(answer: "Answer") -> None:
    """Print the answer, and below a rule what stands behind it."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    console.print(escape(answer.answer))
    console.print()
    for citation in answer.citations:
        console.print(f"[dim]来源：{escape(cited(citation))}[/dim]")
    console.print(f"[dim]{escape(checks(answer))}[/dim]")
    for line in numbered(answer):
        console.print(f"[dim]{escape(line)}[/dim]")
    for sentence in sentences(answer):
        console.print(f"[dim]{escape(sentence)}[/dim]")
    console.print(f"[dim]{escape(behind(answer))}[/dim]")


def cited(citation: dict[str, object]) -> str:
    """One source: title, publisher, day, and where in the document."""
    parts = [f"《{citation['title']}》", citation.get("source"), citation.get("published")]
    said = "，".join(str(part) for part in parts if part)
    span: Any = citation["span"]
    return f"{said}（{citation['document']}，第{span[0]}-{span[1]}字）"


def checks(answer: "Answer") -> str:
    """What the checks found, in one line."""
    guard = answer.guard
    said = (
        f"检查：{VERDICTS[str(guard['verdict'])]}，{guard['bound']}/{guard['figures']}个数字有出处"
    )
    for finding in guard["findings"]:  # type: ignore[attr-defined]
        said += f"；{finding['rule']} {finding['law']}{finding['article']}：{finding['message']}"
    return said


def sentences(answer: "Answer") -> list[str]:
    """Which sentences the text model wrote, and which the checks sent back."""
    lines = [f"模型写的：{text}" for text in answer.guard.get("written", ())]  # type: ignore[attr-defined]
    for item in answer.guard.get("rejected", ()):  # type: ignore[attr-defined]
        lines.append(f"被退回的：{item['text']}（{'；'.join(item['reasons'])}）")
    return lines


def numbered(answer: "Answer") -> list[str]:
    """The messages' content numbers, by which they are sent or reviewed."""
    made: Any = answer.trace.get("texts", ())
    return [
        f"内容编号：{one['text_id']}"
        + (f"（送审{one['review_id']}，等待合规审核）" if one["review_id"] else "")
        for one in made
    ]


def behind(answer: "Answer") -> str:
    """Label, engine, time and record."""
    total = answer.timing_ms.get("total", 0.0)
    parts = [answer.label, f"措辞：{ENGINES[answer.engine]}", f"用时{total:.0f}毫秒"]
    if record := answer.trace.get("audit"):
        parts.append(f"审计记录{record}")
    return "　".join(parts)
