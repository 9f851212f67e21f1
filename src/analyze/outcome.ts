const SUCCESS = new Set(['completed', 'ok', 'success']);

export const isSuccess = (status: string): boolean => SUCCESS.has(status) || SUCCESS.has(status.toLowerCase());

interface Outcome {
  readonly status?: string | undefined;
  readonly exit_code?: number | undefined;
  readonly error?: unknown;
}

/** Whether a call failed: by its status, without one by its exit code, without both by its error. */
export function callFailed(event: Outcome): boolean {
  if (event.status !== undefined) return !isSuccess(event.status);
  if (event.exit_code !== undefined) return event.exit_code !== 0;
  return event.error !== undefined && event.error !== null;
}
