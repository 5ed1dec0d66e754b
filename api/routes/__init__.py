"""The routes under ``/api``, and those that watch the process."""
