"""Renders each of Alembic's revisions as SQL, for `athanor import`.

    python render.py alembic.ini > rendered.json

Runs the project's own env.py in Alembic's offline mode, as `alembic upgrade --sql` does. Nothing is
connected to, and nothing is written but the standard output.
"""
import contextlib
import io
import json
import os
import sys

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory


def rendered(config_file, verb, span):
    out = io.StringIO()
    config = Config(config_file, output_buffer=out, stdout=sys.stderr)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            verb(config, span, sql=True)
    except (Exception, SystemExit) as error:
        lines = str(error).strip().splitlines() or [""]
        return None, f"{type(error).__name__}: {lines[0]}"
    return out.getvalue(), None


def names(value):
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def described(config_file, revision):
    parents = names(revision.down_revision)
    up, up_error, down, down_error = "", None, "", None
    if len(parents) < 2:
        parent = parents[0] if parents else "base"
        up, up_error = rendered(config_file, command.upgrade, f"{parent}:{revision.revision}")
        down, down_error = rendered(config_file, command.downgrade, f"{revision.revision}:{parent}")
    lines = (revision.module.__doc__ or "").splitlines()
    created = [line.split(":", 1)[1].strip() for line in lines if line.startswith("Create Date:")]
    return {
        "id": revision.revision,
        "parents": parents,
        "dependsOn": names(revision.dependencies),
        "branchLabels": sorted(names(getattr(revision.module, "branch_labels", None))),
        "message": revision.doc or "",
        "created": created[0] if created else "",
        "file": os.path.relpath(revision.path),
        "up": up,
        "upError": up_error,
        "down": down,
        "downError": down_error,
    }


def main(config_file):
    directory = os.path.dirname(os.path.abspath(config_file))
    os.chdir(directory)
    config_file = os.path.join(directory, os.path.basename(config_file))
    script = ScriptDirectory.from_config(Config(config_file, stdout=sys.stderr))
    revisions = [described(config_file, each) for each in script.walk_revisions()]
    revisions.reverse()
    json.dump(revisions, sys.stdout, indent=1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python render.py alembic.ini > rendered.json")
    main(sys.argv[1])
