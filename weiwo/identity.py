"""Settings -> the bank's identity provider."""

from typing import TYPE_CHECKING

from home.errors import BadInput

if TYPE_CHECKING:
    from api.identity.identity import Identity
    from weiwo.settings import Settings


def identity_of(settings: "Settings") -> "Identity | None":
    """The provider and its rules, or None where none is named.

    Raises:
        BadInput: a setting is missing or cannot be used; names it.
    """
    if settings.oidc_issuer is None:
        return None
    from api.identity.identity import Identity
    from api.identity.mapping import load
    from api.identity.provider import Provider

    for name in ("audience", "mapping"):
        if getattr(settings, f"oidc_{name}") is None:
            raise BadInput(f"WEIWO_OIDC_{name.upper()} must be set with WEIWO_OIDC_ISSUER, is not")
    assert settings.oidc_audience is not None
    assert settings.oidc_mapping is not None
    secret = settings.oidc_client_secret
    if settings.oidc_client_id == settings.oidc_audience:
        raise BadInput(
            "WEIWO_OIDC_AUDIENCE must differ from WEIWO_OIDC_CLIENT_ID, or an ID token would open "
            f"the programs' doors, got {settings.oidc_audience!r} for both"
        )
    return Identity(
        provider=Provider(settings.oidc_issuer),
        rules=load(settings.oidc_mapping),
        audience=settings.oidc_audience,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        scopes=settings.oidc_scopes,
    )
