"""What is known of a customer as of a day, as numbers with a meaning: the features.

The same expressions (Ibis, on DuckDB by default) serve training, nightly scoring and one customer
now. Nothing after the as-of moment enters.
"""

from decision_models.features.choosing import feature_set_hash, names
from decision_models.features.computing import breaches, compute, read, read_days
from decision_models.features.feature import AsOf, Feature, Theme
from decision_models.features.serving import Value, compute_one
from decision_models.features.writing import write

__all__ = [
    "AsOf",
    "Feature",
    "Theme",
    "Value",
    "breaches",
    "compute",
    "compute_one",
    "feature_set_hash",
    "names",
    "read",
    "read_days",
    "write",
]
