import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as open,
  type ServerResponse,
} from 'node:http';
import { request as openTls, Agent as TlsAgent } from 'node:https';
import type { Api } from '../api.ts';
import type { Call, Decide } from '../guard/decision.ts';
import { signIdentity } from '../guard/identity.ts';
import { refusalAnswer } from '../guard/refusal-answer.ts';
import { type Answer, problem } from '../http/answer.ts';
import { send } from '../http/exchange.ts';
import { SECOND } from '../lib/clock.ts';
import { forwardedHeaders, returnedHeaders } from './forwarded-headers.ts';

/** Answers one call to the API, whatever stands behind. */
export type Front = (request: IncomingMessage, response: ServerResponse, call: Call) => Promise<void>;

export interface ForwardOptions {
  /** Milliseconds without a byte from or to the API behind, after which it is given up. */
  idle?: number;
}

const IDLE = 60 * SECOND;
/** Calls that may be sent a second time without doing anything twice (RFC 9110 section 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The reverse proxy. Path and query go on byte for byte as they were judged, so that the API behind cannot see
 * another path than the guard; bodies stream in both directions. The API behind is told who calls in
 * `Latchkey-Identity`; the token stays here.
 *
 * @param upstream an origin such as `http://127.0.0.1:5000`
 */
export function createForward(
  api: Api,
  upstream: string,
  decide: Decide,
  { idle = IDLE }: ForwardOptions = {},
): Front {
  const { protocol, hostname, port } = new URL(upstream);
  const secure = protocol === 'https:';
  const agent = secure ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const host = hostname.replace(/^\[|\]$/g, '');

  return async (request, response, call) => {
    const decision = await decide(call);
    if (decision.outcome === 'deny') return send(response, refusalAnswer(decision.refusal));
    // The caller may have gone while the decision was made.
    if (response.destroyed) return;
    const identity = decision.caller === null ? null : signIdentity(api, decision.caller);
    const headers = forwardedHeaders(request, call, identity);
    const path = call.query === '' ? call.path : `${call.path}?${call.query}`;
    for (const [name, value] of Object.entries(decision.headers)) response.setHeader(name, value);
    await pass(request, response, api, () =>
      (secure ? openTls : open)({ agent, host, port, method: call.method, path, headers, timeout: idle }),
    );
  };
}

/** Carries one call there and its answer back. Resolves when the caller has the answer or has gone. */
function pass(
  request: IncomingMessage,
  response: ServerResponse,
  api: Api,
  start: () => ClientRequest,
): Promise<void> {
  const hasBody = isBodyAnnounced(request);
  let answered = false;
  let over = false;
  let retried = false;

  const fail = (answer: Answer, reason: string) => {
    if (answered || over) return;
    answered = true;
    api.log.warn({ api: api.config.name, reason }, 'the API behind did not answer');
    send(response, answer);
  };
  const begin = (): ClientRequest => {
    const outgoing = start();
    outgoing.on('response', (answer) => {
      try {
        giveBack(answer, response);
        answered = true;
      } catch {
        outgoing.destroy();
        fail(notThere(), 'its answer is not valid HTTP');
      }
    });
    // Nothing was asked for that switches protocols.
    outgoing.on('upgrade', (_answer, socket) => {
      socket.destroy();
      fail(notThere(), 'it switched protocols');
    });
    outgoing.on('timeout', () => {
      fail(tooLate(), 'idle for too long');
      outgoing.destroy();
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      request.unpipe(outgoing);
      // What the caller still sends would stand before their next request on this connection.
      request.resume();
      // A kept connection that the other side closed just as it was taken up again.
      const stale = outgoing.reusedSocket && error.code === 'ECONNRESET' && !hasBody;
      if (stale && !retried && !answered && !over && SAFE.has(request.method ?? '')) {
        retried = true;
        current = begin();
      } else {
        fail(notThere(), error.code ?? error.message);
      }
    });
    if (hasBody) request.pipe(outgoing);
    else outgoing.end();
    return outgoing;
  };
  let current = begin();
  return new Promise((resolve) => {
    response.on('close', () => {
      over = true;
      request.unpipe();
      request.resume();
      // The caller has gone, or has everything; either way nothing more is wanted from behind.
      current.destroy();
      resolve();
    });
  });
}

function giveBack(answer: IncomingMessage, response: ServerResponse): void {
  const ours = new Set(response.getHeaderNames());
  for (const [name, value] of Object.entries(returnedHeaders(answer))) {
    if (name === 'vary') response.appendHeader(name, value);
    else if (!ours.has(name)) response.setHeader(name, value);
  }
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage);
  answer.pipe(response);
  // A body that broke off must not look complete.
  answer.on('error', () => response.destroy());
}

function isBodyAnnounced({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function notThere(): Answer {
  return problem(
    502,
    'unavailable',
    'Bad Gateway',
    'The API behind Latchkey does not answer; try again shortly.',
  );
}

function tooLate(): Answer {
  return problem(504, 'unavailable', 'Gateway Timeout', 'The API behind Latchkey took too long to answer.');
}
