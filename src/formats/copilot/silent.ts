/** Types of event that say nothing of what was done, or say it a second time. What is not known is counted instead. */
export const SILENT: ReadonlySet<string> = new Set([
  ...['session.info', 'session.warning', 'session.idle', 'session.plan_changed', 'session.usage_checkpoint'],
  ...['session.usage_info', 'session.mode_changed', 'session.truncation', 'session.task_complete'],
  ...['session.background_tasks_changed', 'session.workspace_file_changed', 'session.tools_updated'],
  ...['session.snapshot_rewind', 'session.handoff', 'session.remote_steerable_changed', 'session.import_legacy'],
  ...['session.skills_loaded', 'session.mcp_servers_loaded', 'session.custom_agents_updated'],
  ...['assistant.intent', 'assistant.reasoning', 'assistant.reasoning_delta', 'assistant.message_delta'],
  ...['assistant.streaming_delta', 'assistant.usage', 'tool.user_requested', 'tool.execution_partial_result'],
  ...['tool.execution_progress', 'pending_messages.modified', 'hook.start', 'hook.end', 'system.message'],
  ...['system.notification', 'subagent.selected', 'subagent.deselected', 'skill.invoked', 'command.queued'],
  ...['command.completed'],
]);
