"""The one reader of the environment."""

from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    llm_base_url: str | None = Field(default=None, description="an OpenAI-compatible endpoint")
    llm_model: str = Field(default="default", description="the model's name at that endpoint")
    llm_api_key: SecretStr = Field(default=SecretStr("none"), description="the endpoint's key")
    llm_timeout: float = Field(default=20.0, gt=0, description="seconds that one answer may take")
    rerank_base_url: str | None = Field(
        default=None, description="a server that speaks POST /rerank; reads the best hits again"
    )
    rerank_model: str | None = Field(
        default=None,
        description="its model; without an address, a cross-encoder for sentence-transformers",
    )
    rerank_api_key: SecretStr = Field(default=SecretStr("none"), description="that server's key")
    ledger_url: SecretStr | None = Field(
        default=None, description="the ledger's database, such as postgresql+psycopg://…"
    )
    gateways: Path | None = Field(
        default=None, description="a YAML file that says which gateway serves which channel"
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="signs messages to a webhook; 32 bytes or more"
    )
    smtp_password: SecretStr | None = Field(default=None, description="the mail server's password")
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

    @field_validator("home")
    @classmethod
    def _is_a_folder(cls, home: Path) -> Path:
        if home.exists() and not home.is_dir():
            raise ValueError(f"must be a folder, got the file {home}")
        return home
