"""Questions that the page offers to each role."""

from functools import cache
from importlib import resources

from tools.access import Role


def suggestions_for(role: Role) -> tuple[str, ...]:
    """The role's questions, best first; none for a role that has none."""
    return _all().get(role.value, ())


@cache
def _all() -> dict[str, tuple[str, ...]]:
    import yaml

    text = resources.files("api").joinpath("suggestions.yaml").read_text(encoding="utf-8")
    return {role: tuple(questions) for role, questions in yaml.safe_load(text).items()}
