createdb shop
mkdir -p .venv/bin
printf '#!/bin/sh\nexec "%s" "$@"\n' "$ALEMBIC_PYTHON" > .venv/bin/python
chmod +x .venv/bin/python
PGDATABASE=shop .venv/bin/python -m alembic upgrade head
