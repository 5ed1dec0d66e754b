"""The one reader of the environment."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator sets, each as ``WEIWO_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="WEIWO_", extra="ignore")

    home: Path = Field(default=Path("var"), description="where the data lives")
    dev: bool = Field(
        default=False, description="allow --as and development tokens outside a demo home"
    )
    hotline: str | None = Field(default=None, description="the service number in messages")
    llm_base_url: str | None = Field(default=None, description="an OpenAI-compatible endpoint")
    llm_model: str = Field(default="default", description="the model's name at that endpoint")
    llm_api_key: SecretStr = Field(default=SecretStr("none"), description="the endpoint's key")
    llm_timeout: float = Field(default=20.0, gt=0, description="seconds that one answer may take")
    secret: SecretStr | None = Field(default=None, description="signs development tokens")
