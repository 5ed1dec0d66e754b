"""One file per benchmark: ``run(...)`` measures something beside a named peer in the same run."""
