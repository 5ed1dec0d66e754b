"""Static files under a path that changes with their content: browsers keep them for ever."""

from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles


class Assets(StaticFiles):
    """``StaticFiles`` whose responses may be kept."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, marked as one that will not change."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
