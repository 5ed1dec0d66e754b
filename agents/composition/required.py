"""The sentences that a message must carry, from the rule pack (G17): one source for both sides."""

from functools import cache

_RULE, _DETECTOR = "G17", "required_sentences"


def required_sentences(category: str, issuer: str | None, bank: str) -> tuple[str, ...]:
    """What the rule pack demands of a message about this product, each ending in a full stop.

    ``issuer`` other than the bank itself makes it an agency sale (代销).
    """
    options = _options()
    said = [options[category]] if category in options else []
    if is_agency(category, issuer, bank):
        said.append(options["agency"].replace("{issuer}", issuer or ""))
    return tuple(f"{sentence.rstrip('。')}。" for sentence in said)


def is_agency(category: str, issuer: str | None, bank: str) -> bool:
    """Whether the bank sells the product for another institution."""
    invested = category in ("wealth", "fund", "insurance", "pension", "gold")
    return invested and bool(issuer) and not (issuer or "").startswith(bank)


@cache
def _options() -> dict[str, str]:
    from agents.guardrails.packs.loader import bundled

    for rule in bundled().rules:
        for entry in rule.detectors:
            if rule.id == _RULE and entry.name == _DETECTOR:
                return {key: str(value) for key, value in entry.options.items()}
    raise LookupError(f"the rule pack must have the rule {_RULE} with {_DETECTOR}")
