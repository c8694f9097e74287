import type { RefusalBody, Refused } from './types.ts';

/** A JSON-RPC message that expects an answer. */
interface Asked {
  id: string | number;
  method: string;
}

/** In the range that JSON-RPC reserves for servers. */
const REFUSED = -32_000;
/** Advice for the model, by remedy. If authorizing again helps, the host has to act, not the model. */
const ADVICE: Record<string, string> = {
  ask_admin: 'Tell the user to ask an administrator for it. No new authorization helps.',
  reconnect: 'Tell the user to look at this connection in their account.',
  use_domain: 'This server answers such calls under another address.',
  wait: 'Wait before calling again.',
  fix_request: 'Change the call before making it again.',
  none: 'Calling again will not help.',
};

/**
 * Turns a refusal into the form that an MCP client understands. If authorizing again helps, status and
 * challenge stay, which make the client do so. Any other refusal of a tool call becomes a result of the tool
 * that says what would help (MCP, tools, error handling): the model reads a result, while an HTTP error ends
 * the conversation with the server.
 */
export function mcpRefusal(refused: Refused, message: unknown): Response {
  const asked = waiting(message);
  const problem = problemOf(refused);
  if (!asked || !problem) return responseOf(refused);
  const mended = 'www-authenticate' in refused.headers || refused.status >= 500;
  if (asked.method === 'tools/call' && !mended) {
    const text = [`${problem.title}.`, problem.detail, adviceFor(problem, refused)].filter(Boolean).join(' ');
    const content = [{ type: 'text', text }];
    return answer(200, refused, { id: asked.id, result: { resultType: 'complete', content, isError: true } });
  }
  const error = { code: REFUSED, message: `${problem.title}: ${problem.detail}`, data: problem };
  return answer(refused.status, refused, { id: asked.id, error });
}

export function responseOf({ status, headers, body }: Refused): Response {
  return new Response(body.length > 0 ? body : null, { status, headers });
}

function adviceFor({ remedy = 'none' }: Partial<RefusalBody>, { headers }: Refused): string {
  const after = headers['retry-after'];
  return remedy === 'wait' && after !== undefined
    ? `Wait ${after} seconds before calling again.`
    : (ADVICE[remedy] ?? '');
}

function answer(status: number, { headers }: Refused, members: Record<string, unknown>): Response {
  const { 'content-length': _, ...kept } = headers;
  const body = JSON.stringify({ jsonrpc: '2.0', ...members });
  return new Response(body, { status, headers: { ...kept, 'content-type': 'application/json' } });
}

function waiting(message: unknown): Asked | null {
  if (typeof message !== 'object' || message === null) return null;
  const { id, method } = message as Record<string, unknown>;
  const isId = typeof id === 'string' || typeof id === 'number';
  return isId && typeof method === 'string' ? { id, method } : null;
}

function problemOf({ headers, body }: Refused): RefusalBody | null {
  if (!headers['content-type']?.startsWith('application/problem+json')) return null;
  return JSON.parse(new TextDecoder().decode(body)) as RefusalBody;
}
