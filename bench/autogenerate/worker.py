"""A contender as a process that stays: one request a line on its standard input, one JSON object a line on its standard output.

A request: verb, number and name of the change, database, whether it is destructive, backfills, renames,
and conversions up and down, separated by tabs.
An answer: `error` (what it said, where it failed), `found` (differences it sees), `text` (the file it wrote), each of them optional.
"""
import json
import subprocess
import threading


class Worker:
    def __init__(self, name, command, log, env=None):
        self.name, self.log = name, log
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(log, "w"), text=True, env=env)

    def ask(self, verb, change=None, database="", seconds=300):
        fields = [verb, str(change.number), change.name, database, str(change.destructive).lower(), ";".join(change.backfills),
                  ",".join(change.renames), ";".join(change.conversions), ";".join(change.conversions_back)
                  ] if change else [verb, "0", "", database, "false", "", "", "", ""]
        self.process.stdin.write("\t".join(fields) + "\n")
        self.process.stdin.flush()
        timer = threading.Timer(seconds, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        timer.cancel()
        if not line:
            raise SystemExit(f"error: {self.name} ended at '{verb}' of change {fields[1]} {fields[2]}; see {self.log}")
        return {"error": None, "found": [], "text": "", **json.loads(line)}

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended already
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
