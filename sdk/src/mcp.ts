import type { IncomingMessage } from 'node:http';
import { createGuard } from './guard.ts';
import { type CrossOrigin, createCrossOrigin } from './mcp-origin.ts';
import { mcpRefusal, responseOf } from './mcp-refusal.ts';
import { badRequest, tooLarge } from './refusals.ts';
import type { Caller, ClientAddress, GuardOptions, Refused } from './types.ts';

/** What the MCP SDK hands to tools as `authInfo`; the token itself is none of their business. */
export interface McpAuthInfo {
  token: string;
  clientId: string;
  scopes: string[];
  extra: { caller: Caller };
}

/** A handler of the MCP SDK, as its `createMcpHandler` makes one. */
export interface McpHandler {
  fetch(request: Request, options: { authInfo?: McpAuthInfo; parsedBody?: unknown }): Promise<Response>;
}

export interface McpOptions extends GuardOptions, ClientAddress<Request>, CrossOrigin {
  /** Most bytes that a message may have. Default 1 MiB. */
  maxBody?: number;
}

const MEBIBYTE = 1_048_576;
/** Of a runtime on Node: the request underneath, with its socket and its target as sent. */
type Beneath = { incoming?: IncomingMessage } | undefined;

/**
 * Puts Latchkey before an MCP server. Every message is decided by what it calls: `tools/call` is the operation of
 * `x-latchkey-operations` with the tool's name, everything else the operation of method and path. Refusals are
 * answered before the MCP SDK hears of the message. Where authorizing again helps, as HTTP, as step-up needs it: 401,
 * or 403 with `insufficient_scope` and all scopes (MCP 2026-07-28, scope challenge handling). Where a role, a resource
 * or a limit is in the way, as a result of the tool with `isError: true`, which says to the model what would help.
 * The server's protected resource metadata is answered as well.
 *
 * The function that comes back serves any runtime that passes a `Request`; under `@hono/node-server` it finds the
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

/** Whom a tool works for. Throws `TypeError` outside of a call that came through `protectMcp`. */
export function callerOf(authInfo: { extra?: Record<string, unknown> } | undefined): Caller {
  const caller = authInfo?.extra?.caller;
  if (!caller) throw new TypeError('There is no caller: serve this tool through protectMcp.');
  return caller as Caller;
}

/** The tool that a message calls; `undefined` for every other message. */
export function toolCalled(message: unknown): string | undefined {
  if (!isObject(message) || message.method !== 'tools/call') return undefined;
  const { params } = message;
  // A call of no tool is a call of an unknown one: it must not pass as a message that needs less.
  return isObject(params) && typeof params.name === 'string' ? params.name : '';
}

type Message = { request: Request; parsed: unknown } | { refused: Refused };

/** Reads the body once: what was judged is, to the letter, what the MCP SDK gets. */
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
    // For the MCP SDK to say so, in its own words, to whoever may come in.
    return { request: again, parsed: undefined };
  }
  // Several calls in one body would need several decisions; MCP gave batches up in 2025-06-18.
  if (Array.isArray(parsed)) return { refused: badRequest('Send one JSON-RPC message at a time.') };
  return { request: again, parsed };
}

/** `null` when it is too long. */
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
  // MCP forbids to pass the token on, so nobody gets it.
  return { token: '', clientId, scopes: caller.scopes, extra: { caller } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
