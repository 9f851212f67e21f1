# The figures by jq: jq -n -c -f analyze-variant.jq FILE
# Milliseconds by their digits, and each name set in one step: tonumber and deeper paths cost jaq hundreds of MB.
def ms: (.[0:19] + "Z" | fromdateiso8601) * 1000 + (.[20:23] | explode | .[0] * 100 + .[1] * 10 + .[2] - 5328);
reduce inputs as $event (
  {
    types: {}, tasks_completed: 0, task_ms: {}, tools: {},
    files: { file_read: { count: 0, bytes: 0 }, file_write: { count: 0, bytes: 0 } },
    first_ms: infinite, last_ms: 0
  };
  $event.type as $type
  | ($event.duration_ms // 0) as $took
  | ($event.ts | ms) as $at
  | .types[$type] += 1
  | if $at - $took < .first_ms then .first_ms = $at - $took else . end
  | if $at > .last_ms then .last_ms = $at else . end
  | if $type == "task_complete" then
      (if $event.status == "completed" then .tasks_completed += 1 else . end) | .task_ms[$event.name] += $took
    elif $type == "tool_call" then
      .tools[$event.name] |= { calls: (.calls + 1), total_ms: (.total_ms + $took) }
    elif $type == "file_read" or $type == "file_write" then
      .files[$type] |= { count: (.count + 1), bytes: (.bytes + ($event.size_bytes // 0)) }
    else . end
)
| .events = ([.types[]] | add)
