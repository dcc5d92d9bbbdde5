"""The Maven goal with nothing to do, beside a bare `mvn validate` of the same project."""
import os

import maven
import measure
import tools


def measured(options, server, work):
    maven.install()
    project = f"{work}/tweeteval"
    maven.tweeteval(project)
    env = {**os.environ, "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{server.port}/{server.fresh('goal')}"}
    tools.call(maven.command(project, "validate", "athanor:upgrade", "-Dathanor.backup=never"), cwd=tools.ROOT, env=env)
    steps = {name: maven.command(project, "-o", *goals) for name, goals in
             {"validate": ["validate"], "goal": ["athanor:upgrade"], "both": ["validate", "athanor:upgrade"]}.items()}
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
