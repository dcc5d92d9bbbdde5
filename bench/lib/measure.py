"""Runs whole processes and takes their wall time, CPU time and peak memory from the kernel."""
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time


def say(text):
    print(text, file=sys.stderr, flush=True)


class Failed(Exception):
    pass


def run(command, cwd=None, env=None, timeout=600, keep_output=False):
    """One process, waited for: {'wall': s, 'cpu': s, 'mb': peak resident}. Its output is shown only when it fails."""
    with tempfile.TemporaryFile() as out:
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        status, usage = _wait(process, timeout)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            out.seek(0)
            text = out.read().decode(errors="replace")[-3000:]
            raise Failed(f"exit {process.returncode} of {' '.join(command[:12])} …\n{text}")
        out.seek(0)
        text = out.read().decode(errors="replace") if keep_output else ""
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "mb": usage.ru_maxrss / 1024, "output": text}


def _wait(process, timeout):
    """A blocking wait4, so that nothing polls beside what is measured; a timer ends what takes too long."""
    timer = threading.Timer(timeout, process.kill)
    timer.daemon = True
    timer.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
        return status, usage
    except BaseException:
        process.kill()
        raise
    finally:
        timer.cancel()


def summary(samples):
    """Medians of a list of run()'s results, with the range of the wall times."""
    walls = [s["wall"] for s in samples]
    result = {key: round(statistics.median(s[key] for s in samples), 4) for key in ("wall", "cpu", "mb")}
    result.update(min=round(min(walls), 4), max=round(max(walls), 4), runs=len(samples))
    if "flights" in samples[0]:
        result["flights"] = round(statistics.median(s["flights"] for s in samples))
    return result
