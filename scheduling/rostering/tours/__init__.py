"""One person's best legal week at given prices."""
