/** Kinds of line that say nothing of what happened, or say it a second time. What is not known is counted instead. */
export const SILENT: ReadonlySet<string> = new Set([
  ...['world_state', 'state', 'inter_agent_communication', 'inter_agent_communication_metadata'],
  ...['ghost_snapshot', 'compaction', 'context_compaction', 'compaction_trigger', 'additional_tools', 'other'],
  ...['thread_settings_applied', 'thread_goal_updated', 'entered_review_mode', 'exited_review_mode', 'warning'],
  ...['thread_rolled_back', 'web_search_begin', 'web_search_end', 'image_generation_end', 'view_image_tool_call'],
  ...['exec_command_begin', 'patch_apply_begin', 'mcp_tool_call_begin', 'session_configured', 'turn_diff'],
  ...['agent_reasoning_section_break', 'background_event', 'deprecation_notice', 'shutdown_complete', 'undo_completed'],
  ...['item_started', 'item_completed', 'sub_agent_activity', 'raw_response_item', 'dynamic_tool_call_request'],
  ...['collab_waiting_end', 'collab_close_end', 'collab_agent_interaction_end', 'collab_resume_end'],
]);
