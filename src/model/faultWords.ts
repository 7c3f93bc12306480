import type { ChatFault } from './chat.ts';

export const STOPPED = 'Heron is stopping, and waits for no answer.';

/** What an error of a server means, and what to do; without key, address or header. */
export function faultWords({ kind, status, code, said }: ChatFault, model: string, host: string, timeoutSeconds: number): string {
  if (kind === 'stopped') return STOPPED;
  if (kind === 'timeout') return `The model did not answer within ${timeoutSeconds} seconds.`;
  if (kind === 'network') return `The server of the model (${host}) was not reachable.`;
  if (kind === 'cut') return `What came from the server of the model (${host}) was cut off, or was no answer of a model.`;
  if (status === 401 || status === 403) return 'The server of the model does not accept the key in model.token.';
  if (status === 404 || code === 'model_not_found')
    return `The server of the model does not know ${model}; model.name and model.baseUrl say what is asked where.`;
  if (code === 'insufficient_quota' || status === 402) return 'The account at the server of the model has no money left.';
  if (status === 429) return 'The server of the model says that it is asked too often.';
  if (status >= 500) return `The server of the model has an error of its own (${status}).`;
  if (status < 400) return `The server of the model sends Heron elsewhere (${status}); redirects are not followed.`;
  return `The server of the model refused the question (${status})${said === '' ? '.' : `: ${said}`}`;
}

/** Whether the same request may succeed a moment later. */
export const isPassing = ({ kind, status, code }: ChatFault): boolean =>
  kind === 'network' ||
  kind === 'cut' ||
  (kind === 'status' && (status === 408 || status === 429 || (status >= 500 && status !== 501)) && code !== 'insufficient_quota');
