"""Figures that no fact carries, where the facts are given (grounding)."""

from collections.abc import Iterable

from agents.guardrails.document import Document, Hit
from agents.guardrails.packs.schema import DetectorEntry


def grounding(document: Document, entry: DetectorEntry) -> Iterable[Hit]:
    """One hit for each figure that is unbound or contradicted, naming the nearest fact."""
    del entry
    context = document.context
    if context.facts is None:
        return
    from agents.guardrails.grounding.binding import bind_figures

    name = context.product.name if context.product else None
    for binding in bind_figures(document.text, document.figures, context.facts, name):
        if binding.ok:
            continue
        nearest = f"最接近的事实：{binding.nearest}。" if binding.nearest else "没有相近的事实。"
        yield Hit(
            binding.start,
            binding.end,
            f"detector:grounding:{binding.status}",
            message=f"{binding.reason}{nearest}",
        )
