"""The bank's own rules over the bundled pack: ``rules/*.yaml`` of the home."""

from pathlib import Path

FOLDER = "rules"


def use_own_rules(home: Path) -> None:
    """Check texts by them from now on; by the bundled pack alone where the home has none.

    Files are of the bundled pack's shape (``agents/guardrails/packs/cn-2026.yaml``) and are read in
    the order of their names: a rule is added, or takes the place of the one with its id;
    ``enabled: false`` switches one off. They are read when a process starts.

    Raises:
        BadInput: a file cannot be used; names file, rule and field.
    """
    from agents.guardrails.checker import use_rules

    use_rules(*sorted((home / FOLDER).glob("*.yaml")))
