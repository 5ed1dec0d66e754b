"""How much the model's word counts beside the fast path's probabilities."""

from collections.abc import Mapping


def weighed(
    probabilities: Mapping[str, float], intent: str, accuracy: float
) -> Mapping[str, float]:
    """The probabilities, given that a model that is right in ``accuracy`` of such cases said so.

    Bayes' rule, with a model that errs evenly: P(says i | is i) = accuracy, and
    P(says i | is j) = (1 - accuracy) / (K - 1) for the other K - 1. So it decides what the fast
    path is unsure of, and does not overrule what the fast path is certain of.

    Args:
        probabilities: of each intent, by the fast path.
        intent: what the model said.
        accuracy: between 1 / K (then it says nothing) and 1.
    """
    others = (1.0 - accuracy) / (len(probabilities) - 1)
    likely = {
        name: share * (accuracy if name == intent else others)
        for name, share in probabilities.items()
    }
    total = sum(likely.values())
    return {name: share / total for name, share in likely.items()} if total else probabilities
