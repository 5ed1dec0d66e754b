"""A model that MLflow saved, through its ``pyfunc`` flavour."""

from typing import TYPE_CHECKING, Any

from decision_models.hosting.specification import Mlflow

if TYPE_CHECKING:
    import pandas as pd


class MlflowHost:
    """Loaded from its folder; nothing is asked of a tracking server."""

    def __init__(self, where: Mlflow) -> None:
        import warnings

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # MLflow warns of its own type hints
                import mlflow.pyfunc
        except ImportError as error:
            raise ImportError("MLflow must be installed: pip install 'weiwo[mlflow]'") from error
        self._model = mlflow.pyfunc.load_model(str(where.path))

    def predict(self, table: "pd.DataFrame") -> Any:
        """Whatever the model predicts: it must be probabilities."""
        return self._model.predict(table)
