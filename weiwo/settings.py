"""The one reader of the environment."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, JsonValue, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from home.errors import BadInput


class Settings(BaseSettings):
    """What an operator sets, each as ``WEIWO_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="WEIWO_", extra="ignore")

    home: Path = Field(default=Path("var"), description="where the data lives")
    dev: bool = Field(
        default=False, description="allow --as and development tokens outside a demo home"
    )
    hotline: str | None = Field(default=None, description="the service number in messages")
    offer_policy: Path | None = Field(
        default=None, description="a YAML file with what the institution wants of its offers"
    )
    contact_policy: Path | None = Field(
        default=None, description="a YAML file with the institution's limits on contact"
    )
    spark_master: str = Field(
        default="local[2]", description="where `models score --engine spark` finds Spark"
    )
    llm_base_url: str | None = Field(default=None, description="an OpenAI-compatible endpoint")
    llm_model: str = Field(default="default", description="the model's name at that endpoint")
    llm_api_key: SecretStr = Field(default=SecretStr("none"), description="the endpoint's key")
    llm_timeout: float = Field(default=20.0, gt=0, description="seconds that one reply may take")
    llm_turn_timeout: float = Field(
        default=40.0, gt=0, description="seconds that a question may spend on text models in all"
    )
    llm_attempts: int = Field(
        default=3, ge=1, le=10, description="requests that one call may send, repeats included"
    )
    llm_concurrency: int = Field(
        default=8, ge=1, description="requests that one endpoint is sent at once"
    )
    llm_failures: int = Field(
        default=5, ge=1, description="faults in a row after which an endpoint is left alone"
    )
    llm_rest: float = Field(default=30.0, gt=0, description="for so many seconds")
    llm_structured: Literal["json_schema", "json_object", "none"] = Field(
        default="json_schema", description="how the endpoint is told the shape of the reply"
    )
    llm_extra: dict[str, JsonValue] = Field(
        default={}, description="further members of each request, as JSON"
    )
    llm_price_prompt: float = Field(default=0, ge=0, description="of a million prompt tokens")
    llm_price_cached: float | None = Field(
        default=None, ge=0, description="of a million prompt tokens that the server had cached"
    )
    llm_price_completion: float = Field(default=0, ge=0, description="of a million tokens written")
    llm_reading_accuracy: float = Field(
        default=0.1,
        ge=0,
        lt=1,
        description="share of unsure questions that the model reads rightly; 0: it reads none; "
        "the default assumes little, `weiwo understand` on labelled lines measures it",
    )
    llm_reading_timeout: float = Field(
        default=8.0, gt=0, description="seconds that reading one question again may take"
    )
    llm_second_base_url: str | None = Field(
        default=None, description="the endpoint to turn to when the first one fails"
    )
    llm_second_model: str | None = Field(
        default=None, description="its model; the first one's where not named"
    )
    llm_second_api_key: SecretStr = Field(default=SecretStr("none"), description="its key")
    llm_second_price_prompt: float = Field(default=0, ge=0, description="as for the first")
    llm_second_price_cached: float | None = Field(default=None, ge=0, description="likewise")
    llm_second_price_completion: float = Field(default=0, ge=0, description="likewise")
    rerank_base_url: str | None = Field(
        default=None, description="a server that speaks POST /rerank; reads the best hits again"
    )
    rerank_model: str | None = Field(
        default=None,
        description="its model; without an address, a cross-encoder for sentence-transformers",
    )
    rerank_api_key: SecretStr = Field(default=SecretStr("none"), description="that server's key")
    chroma_url: str | None = Field(
        default=None, description="a Chroma server for documents' vectors, such as http://db:8000"
    )
    ledger_url: SecretStr | None = Field(
        default=None, description="the ledger's database, such as postgresql+psycopg://…"
    )
    threads_url: SecretStr | None = Field(
        default=None, description="the conversations' database, such as postgresql://…"
    )
    gateways: Path | None = Field(
        default=None, description="a YAML file that says which gateway serves which channel"
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="signs messages to a webhook; 32 bytes or more"
    )
    smtp_password: SecretStr | None = Field(default=None, description="the mail server's password")
    otlp_endpoint: str | None = Field(
        default=None, description="where traces go, OTLP over gRPC, such as http://collector:4317"
    )
    token: SecretStr | None = Field(default=None, description="for whom `weiwo mcp` works")
    oidc_issuer: str | None = Field(
        default=None, description="the identity provider, as its tokens name it"
    )
    oidc_audience: str | None = Field(
        default=None, description="what access tokens of programs must be for"
    )
    oidc_client_id: str | None = Field(default=None, description="the workbench's client there")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="its secret; none for a public client"
    )
    oidc_scopes: str = Field(default="openid profile", description="what sign-in asks for")
    oidc_mapping: Path | None = Field(
        default=None, description="a YAML file: whose claims give which role and rows"
    )
    hosts: str = Field(
        default="*", description="names that the server answers to, parted by commas"
    )
    at_once: int | None = Field(
        default=None,
        ge=1,
        description="questions answered at once, by a process; by default 16 with a text model, "
        "for which they wait, and else 2",
    )
    waiting: int = Field(default=500, ge=0, description="further ones that may wait their turn")
    rate_user: int = Field(
        default=120, ge=0, description="requests a minute that one asker may send; 0: any number"
    )
    rate_client: int = Field(default=6000, ge=0, description="that one address may send")
    secret: SecretStr | None = Field(default=None, description="signs development tokens")

    def __init__(self, **values: Any) -> None:
        """Read the environment.

        Raises:
            BadInput: a variable cannot be used; names it, and what it must be.
        """
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = "_".join(str(part) for part in first["loc"]).upper()
            raise BadInput(f"WEIWO_{name}: {first['msg']}") from None
        except SettingsError as error:  # the only one that is read as JSON
            raise BadInput(f"WEIWO_LLM_EXTRA: must be a JSON object ({error})") from None

    @field_validator("llm_base_url", "llm_second_base_url", "otlp_endpoint", "chroma_url")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        if address is not None and not address.startswith(("http://", "https://")):
            raise ValueError(f"must begin with http:// or https://, got {address!r}")
        return address

    @field_validator("home")
    @classmethod
    def _is_a_folder(cls, home: Path) -> Path:
        if home.exists() and not home.is_dir():
            raise ValueError(f"must be a folder, got the file {home}")
        return home
