"""A bank's own models beside ours: MLflow, ONNX, a Python function, an HTTP endpoint."""

from decision_models.hosting.host import Host, HostFailed, open_host
from decision_models.hosting.hosted import HostedModel
from decision_models.hosting.specification import HostedSpec, read_hosted

__all__ = ["Host", "HostFailed", "HostedModel", "HostedSpec", "open_host", "read_hosted"]
