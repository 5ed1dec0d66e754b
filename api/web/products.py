"""The products that a form offers."""

from prompts.messages import catalogue
from tools.access import Scope
from tools.entities import visible_products
from tools.toolbox import Toolbox


def on_sale(toolbox: Toolbox, scope: Scope) -> list[tuple[str, str, str]]:
    """Products on sale: id, name, and what tells them apart."""
    names, on = catalogue(), toolbox.as_of
    found = []
    for sheet in visible_products(toolbox.store, scope).values():
        if sheet.on_sale(on) and not sheet.private:
            note = names.get(f"names.{sheet.category}", sheet.category)
            note += f" {sheet.risk_level}" if sheet.risk_level else ""
            found.append((sheet.product_id, sheet.name, note))
    return sorted(found, key=lambda one: (one[2], one[1]))
