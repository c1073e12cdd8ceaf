"""The contract is played to the same app on the same database as the server's own tests."""

from tests.backend.conftest import database, models_dir, page, settings, web_dir

__all__ = ["database", "models_dir", "page", "settings", "web_dir"]
