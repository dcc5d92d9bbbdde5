"""The operator's parts of docs/performance.md: bench/ready and bench/operator write them, bench/lib/report.py prints them."""
import datetime
import os

READY, SETTLED = "ready", "settled/"
# What the issue that asked for these numbers wanted, in seconds and MB.
TO_READY, AGAIN, START, MEMORY, SCRAPE = 6, 1, 60, 256, 0.3


def conditions(**more):
    """Of the machine, as it is when a measurement has ended."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[1], 1),
        **more,
    }


def settled(results):
    """The measurements of settled resources, fewest first."""
    found = [key for key in results if key.startswith(SETTLED)]
    return [results[key] for key in sorted(found, key=lambda key: int(key.removeprefix(SETTLED)))]
