"""The Maven goal with nothing to do, beside a bare `mvn validate` of the same project."""
import os
import shutil

import measure
import tools


def measured(options, server, work):
    local = f"{tools.CACHE}/m2"
    # A repository of its own for Athanor's artifacts; all others come from the user's.
    repository = [f"-Dmaven.repo.local={local}", f"-Dmaven.repo.local.tail={os.path.expanduser('~/.m2/repository')}"]
    maven = [f"{tools.ROOT}/mvnw", "-B", "-ntp", "-q"]
    shutil.rmtree(f"{local}/dev/athanor", ignore_errors=True)
    tools.call([*maven, *repository, "install", "-DskipTests", "-pl", "maven-plugin", "-am"], cwd=tools.ROOT)
    project = f"{work}/tweeteval"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(f"{tools.ROOT}/examples/tweeteval", project, ignore=shutil.ignore_patterns("target"))
    env = {**os.environ, "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{server.port}/{server.fresh('goal')}"}
    on = [*maven, *repository, "-f", f"{project}/pom.xml"]
    tools.call([*on, "validate", "athanor:upgrade", "-Dathanor.backup=never"], cwd=tools.ROOT, env=env)
    steps = {"validate": [*on, "-o", "validate"], "goal": [*on, "-o", "athanor:upgrade"], "both": [*on, "-o", "validate", "athanor:upgrade"]}
    samples = {name: [] for name in steps}
    for turn in range(options.rounds + 1):
        for name, argv in steps.items():
            sample = measure.run(argv, cwd=tools.ROOT, env=env)
            if turn:
                samples[name].append(sample)
            measure.say(f"    {name:10} {sample['wall']:7.3f} s {sample['cpu']:7.3f} s CPU")
    server.sweep()
    yield "goal", {
        "what": "TweetEval (12 revisions), `mvn -o -q`, compiled revisions cached",
        "titles": {"validate": "`mvn validate`", "goal": "`mvn athanor:upgrade`", "both": "`mvn validate athanor:upgrade`"},
        "results": {name: measure.summary(each) for name, each in samples.items()},
    }
