import type { IncomingMessage } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';
import { IDENTITY_HEADER } from '../../wire/names.ts';
import { createDoor } from './behind-latchkey.ts';
import { createGuard } from './guard.ts';
import { askNamed } from './named-operation.ts';
import { badRequest } from './refusals.ts';
import type { Caller, ClientAddress, DoorOptions, GuardOptions, NamedOperation, Refused } from './types.ts';

const NOT_NORMAL = badRequest('Send the path in its normal form: no dot segments.');

declare module 'hono' {
  interface ContextVariableMap {
    /** Set by `latchkeyGuard` or `latchkeyIdentity`; `null` for a public operation. */
    caller: Caller | null;
  }
}

/**
 * Middleware that asks Latchkey about every call; `c.get('caller')` is the caller. Refused calls are answered
 * here. The client's address comes from the socket under `@hono/node-server`; elsewhere set `trustProxy`, or
 * calls count as coming from 0.0.0.0, which is on no list of allowed addresses.
 */
export function latchkeyGuard(
  options: GuardOptions & ClientAddress<Context> & NamedOperation<Context>,
): MiddlewareHandler {
  const guard = createGuard(options);
  return async (c, next) => {
    const uri = targetOf(c);
    if (uri === null) return responseOf(NOT_NORMAL);
    const call = {
      method: c.req.method,
      host: c.req.header('host') ?? new URL(c.req.url).host,
      uri,
      authorization: c.req.header('authorization'),
      headers: c.req.header(),
      ip: options.trustProxy?.(c) ?? incomingOf(c)?.socket.remoteAddress ?? '0.0.0.0',
    };
    const answer = await askNamed(guard, call, options, c);
    if (!answer.allowed) return responseOf(answer);
    c.set('caller', answer.caller);
    await next();
    // Keeps the handler's own links, such as to the next page.
    for (const [name, value] of Object.entries(answer.headers)) {
      c.header(name, value, { append: name === 'link' });
    }
  };
}

/**
 * Middleware for an API behind Latchkey's gateway or forward-auth: verifies the caller that Latchkey names.
 */
export function latchkeyIdentity(options: DoorOptions): MiddlewareHandler {
  const door = createDoor(options);
  return async (c, next) => {
    const target = targetOf(c);
    if (target === null) return responseOf(NOT_NORMAL);
    const answer = await door(c.req.header(IDENTITY_HEADER), { method: c.req.method, target });
    if (!answer.allowed) return responseOf(answer);
    c.set('caller', answer.caller);
    await next();
  };
}

function responseOf({ status, headers, body }: Refused): Response {
  return new Response(body.length > 0 ? body : null, { status, headers });
}

/**
 * Returns the target as sent, also inside an application that `mount` gave a shorter path. Returns `null` if
 * Hono routes by another path than was sent (it resolves `/open/../closed`): the guard would judge one and
 * Hono serve the other.
 */
function targetOf(c: Context): string | null {
  const sent = incomingOf(c)?.url;
  const parsed = new URL(c.req.raw.url);
  if (sent === undefined) return parsed.pathname + parsed.search;
  if (!sent.startsWith('/')) return null;
  const path = sent.split(/[?#]/, 1)[0] ?? '';
  return new URL(`http://latchkey.invalid${path}`).pathname === path ? sent : null;
}

/** Returns the `node:http` request under `@hono/node-server`. */
function incomingOf(c: Context): IncomingMessage | undefined {
  const env: { incoming?: IncomingMessage } | undefined = c.env;
  return env?.incoming;
}
