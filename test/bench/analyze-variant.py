"""The figures by Python's json: analyze-variant.py FILE prints them as JSON."""

import json
import sys
from datetime import datetime

events = 0
types = {}
tasks_completed = 0
task_ms = {}
tools = {}
files = {"file_read": {"count": 0, "bytes": 0}, "file_write": {"count": 0, "bytes": 0}}
first = last = None
with open(sys.argv[1], "rb") as log:
    for line in log:
        event = json.loads(line)
        kind = event["type"]
        took_ms = event.get("duration_ms", 0)
        at_ms = round(datetime.fromisoformat(event["ts"].replace("Z", "+00:00")).timestamp() * 1000)
        events += 1
        types[kind] = types.get(kind, 0) + 1
        if first is None or at_ms - took_ms < first:
            first = at_ms - took_ms
        if last is None or at_ms > last:
            last = at_ms
        if kind == "task_complete":
            tasks_completed += event["status"] == "completed"
            task_ms[event["name"]] = task_ms.get(event["name"], 0) + took_ms
        elif kind == "tool_call":
            tool = tools.setdefault(event["name"], {"calls": 0, "total_ms": 0})
            tool["calls"] += 1
            tool["total_ms"] += took_ms
        elif kind in files:
            files[kind]["count"] += 1
            files[kind]["bytes"] += event.get("size_bytes", 0)
print(
    json.dumps(
        {
            "events": events,
            "types": types,
            "tasks_completed": tasks_completed,
            "task_ms": task_ms,
            "tools": tools,
            "files": files,
            "first_ms": first,
            "last_ms": last,
        }
    )
)
