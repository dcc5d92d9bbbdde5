"""A changeset of 50 MB: packaged, and run in as much memory as a pod has unless the resource says otherwise."""
import os

import athanor
import measure
import tools

MEGABYTES = 50
POD = "512m"
REVISION = "1975ea83b712"


def measured(options, server, work):
    root = f"{work}/large"
    script = _generate(root)
    home = athanor.lay_out(work, server)
    bundle = f"{root}/bundle.zip"
    command = athanor.Athanor(None, work, home, "job")
    command.arguments = [f"-XX:MaxRAM={POD}", *command.arguments]
    package = [f"{tools.newest_jdk()[1]}/bin/java", f"@{home}/lib/job.args", "dev.athanor.cli.Main", "package", bundle, f"--root={root}"]
    plain = athanor.Athanor(None, work, home)
    samples = {"psql": [], "package": [], "athanor": [], "noop": [], "noop-files": []}
    # Compiled once: no round of the no-op from files compiles.
    files = ("upgrade", "--no-backup", f"--root={root}", f"--cache={root}/cache")
    plain.begin(server.fresh("large-files"))
    measure.run(plain.run(*files, port=server.port))
    for turn in range(options.rounds + 1):
        steps = {
            "psql": lambda: [f"{server.bin}/psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(server.port),
                             "-U", "postgres", "-d", server.fresh("large-psql"), "-f", script],
            "package": lambda: package,
            "athanor": lambda: _upgrade(command, server, bundle),
            "noop": lambda: plain.run("upgrade", "--no-backup", f"--bundle={bundle}", port=server.port),
            "noop-files": lambda: plain.run(*files, port=server.port),
        }
        for name, argv in steps.items():
            if name == "package" and os.path.exists(bundle):
                os.remove(bundle)
            sample = measure.run(argv())
            if turn:
                samples[name].append(sample)
            measure.say(f"    {name:10} {sample['wall']:7.2f} s {sample['cpu']:7.2f} s CPU {sample['mb']:5.0f} MB")
    server.sweep()
    yield "large", {
        "what": f"one INSERT of {MEGABYTES} MB",
        "titles": {"psql": "psql: the file in one transaction", "package": "`athanor package`",
                   "athanor": f"`athanor upgrade` with the {POD[:-1]} MiB of the default pod",
                   "noop": "`athanor upgrade` with nothing to do, from the bundle", "noop-files": "the same from the files, with a cache"},
        "results": {name: measure.summary(each) for name, each in samples.items()},
    }


def _upgrade(command, server, bundle):
    command.begin(server.fresh("large"))
    return command.run("upgrade", "--no-backup", f"--bundle={bundle}", port=server.port)


def _generate(root):
    """The revision, which psql takes for a script as it is: what is Liquibase's is a comment."""
    os.makedirs(f"{root}/versions", exist_ok=True)
    path = f"{root}/versions/{REVISION}_large.sql"
    with open(path, "w") as out:
        out.write("--liquibase formatted sql\n" f"-- revision: {REVISION}\n" "-- down-revision: <base>\n-- message: large\n\n"
                  f"--changeset bench:{REVISION}\nCREATE TABLE large (id int, name text, note text);\nINSERT INTO large VALUES\n")
        row, size = 0, 0
        while size < MEGABYTES * 1_000_000:
            text = (",\n" if row else "") + f"({row}, 'name of {row}', 'it''s a note; {row * 7919:x} and some text in it')"
            out.write(text)
            size += len(text)
            row += 1
        out.write(";\n--rollback DROP TABLE large;\n")
    return path
