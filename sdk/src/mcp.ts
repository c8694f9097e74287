import type { IncomingMessage } from 'node:http';
import { createGuard } from './guard.ts';
import { type CrossOrigin, createCrossOrigin } from './mcp-origin.ts';
import { mcpRefusal, responseOf } from './mcp-refusal.ts';
import { badRequest, tooLarge } from './refusals.ts';
import type { Caller, ClientAddress, GuardOptions, Refused } from './types.ts';

/** Passed to tools by the MCP SDK as `authInfo`. The token itself is not included. */
export interface McpAuthInfo {
  token: string;
  clientId: string;
  scopes: string[];
  extra: { caller: Caller };
}

/** A handler as the MCP SDK's `createMcpHandler` returns it. */
export interface McpHandler {
  fetch(request: Request, options: { authInfo?: McpAuthInfo; parsedBody?: unknown }): Promise<Response>;
}

export interface McpOptions extends GuardOptions, ClientAddress<Request>, CrossOrigin {
  /** The largest message, in bytes. Default 1 MiB. */
  maxBody?: number;
}

const MEBIBYTE = 1_048_576;
/** On a Node runtime: the underlying request, with its socket and its target as sent. */
type Beneath = { incoming?: IncomingMessage } | undefined;

/**
 * Puts Latchkey before an MCP server. The decision depends on what a message calls: `tools/call` is the
 * operation of `x-latchkey-operations` with the tool's name, any other message the operation of method and
 * path. Refusals are answered before the MCP SDK sees the message. If authorizing again helps, the answer is
 * an HTTP error, as step-up needs it: 401, or 403 with `insufficient_scope` and all scopes (MCP 2026-07-28,
 * scope challenge handling). For a missing role, resource or quota it is a result of the tool with `isError:
 * true`, which tells the model what would help. The server's protected resource metadata is answered too.
 *
 * The returned function works on any runtime that passes a `Request`; under `@hono/node-server` it finds the
 * client's address by itself.
 */
export function protectMcp(
  handler: McpHandler,
  options: McpOptions,
): (request: Request, beneath?: unknown) => Promise<Response> {
  const guard = createGuard(options);
  const crossOrigin = createCrossOrigin(options);
  const { maxBody = MEBIBYTE } = options;

  async function serve(request: Request, incoming: IncomingMessage | undefined): Promise<Response> {
    const message = await readMessage(request, maxBody);
    if ('refused' in message) return responseOf(message.refused);
    const { pathname, search, host } = new URL(request.url);
    const answer = await guard({
      method: request.method,
      host: request.headers.get('host') ?? host,
      uri: incoming?.url ?? pathname + search,
      authorization: request.headers.get('authorization') ?? undefined,
      headers: Object.fromEntries(request.headers),
      ip: options.trustProxy?.(request) ?? incoming?.socket.remoteAddress ?? '0.0.0.0',
      operation: toolCalled(message.parsed),
    });
    if (!answer.allowed) return mcpRefusal(answer, message.parsed);
    const { caller } = answer;
    const response = await handler.fetch(message.request, {
      ...(caller === null ? {} : { authInfo: authInfoOf(caller) }),
      ...(message.parsed === undefined ? {} : { parsedBody: message.parsed }),
    });
    const withLimits = new Response(response.body, response);
    for (const [name, value] of Object.entries(answer.headers)) withLimits.headers.set(name, value);
    return withLimits;
  }

  return (request, beneath) => crossOrigin(request, () => serve(request, (beneath as Beneath)?.incoming));
}

/** Returns the caller of a tool. Throws `TypeError` outside a call that came through `protectMcp`. */
export function callerOf(authInfo: { extra?: Record<string, unknown> } | undefined): Caller {
  const caller = authInfo?.extra?.caller;
  if (!caller) throw new TypeError('There is no caller: serve this tool through protectMcp.');
  return caller as Caller;
}

/** Returns the tool that a message calls, or `undefined` for any other message. */
export function toolCalled(message: unknown): string | undefined {
  if (!isObject(message) || message.method !== 'tools/call') return undefined;
  const { params } = message;
  // A call without a tool name counts as a call of an unknown tool: it must not be judged as a message that
  // needs less.
  return isObject(params) && typeof params.name === 'string' ? params.name : '';
}

type Message = { request: Request; parsed: unknown } | { refused: Refused };

/** Reads the body once, so that the MCP SDK gets exactly what was judged. */
async function readMessage(request: Request, maxBody: number): Promise<Message> {
  if (request.method !== 'POST') return { request, parsed: undefined };
  let text: string | null;
  try {
    text = await readText(request, maxBody);
  } catch {
    return { refused: badRequest('The body ended before it was complete, or is not UTF-8.') };
  }
  if (text === null) return { refused: tooLarge(maxBody) };
  const { url, method, headers, signal } = request;
  const again = new Request(url, { method, headers, signal, body: text });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Passed on, so that the MCP SDK reports the error in its own words to an authorized caller.
    return { request: again, parsed: undefined };
  }
  // Several calls in one body would need several decisions; MCP removed batches in 2025-06-18.
  if (Array.isArray(parsed)) return { refused: badRequest('Send one JSON-RPC message at a time.') };
  return { request: again, parsed };
}

/** Returns `null` if it is too long. */
async function readText(request: Request, maxBody: number): Promise<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBody) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function authInfoOf(caller: Caller): McpAuthInfo {
  const clientId = caller.client?.id ?? caller.user?.id ?? '';
  // MCP forbids passing the token on, so no tool gets it.
  return { token: '', clientId, scopes: [...caller.scopes], extra: { caller } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
