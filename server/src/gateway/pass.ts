import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Timeouts } from '../config/index.ts';
import { type Answer, problem } from '../http/answer.ts';
import { send } from '../http/exchange.ts';
import { awaitsContinue, wantBody } from '../http/expectation.ts';
import { stalled } from '../http/stalled-body.ts';
import type { Outcome } from './circuit.ts';
import { giveBack, isEventStream } from './give-back.ts';
import type { Relocate } from './location.ts';
import { createPatience, type Lateness, type Patience } from './patience.ts';
import type { Exchange, Failure, OutgoingCall, Upstream, UpstreamAnswer } from './upstream.ts';

export interface Passage {
  request: IncomingMessage;
  response: ServerResponse;
  upstream: Upstream;
  call: OutgoingCall;
  relocate: Relocate;
  timeouts: Timeouts;
  /** Hears once how it went, as soon as that is known. */
  settled(outcome: Outcome): void;
  /** Hears why there is no answer. */
  unanswered(reason: string): void;
}

/** Calls that may be sent a second time without doing anything twice (RFC 9110 section 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Carries one call to the API behind and its answer back, both as they come and both at once. Resolves when the
 * caller has the answer or has gone.
 */
export function pass(passage: Passage): Promise<void> {
  const { request, response, upstream, call, relocate, timeouts, settled, unanswered } = passage;
  let state: 'waiting' | 'answered' | 'over' = 'waiting';
  let tries = 0;
  let patience: Patience;
  let exchange: Exchange;

  const fail = (answer: Answer, reason: string) => {
    if (state !== 'waiting') return;
    state = 'answered';
    patience.stop();
    settled('failed');
    unanswered(reason);
    send(response, answer);
  };
  /** The API behind would take more of the body than the caller sends. */
  const callerStalls = () =>
    call.hasBody && !request.complete && !awaitsContinue(request) && !exchange.body.writableNeedDrain;
  const late = (reason: Lateness) => {
    if (state === 'waiting' && reason === 'idle' && callerStalls()) {
      // Or a few callers could have the API behind given a rest from everybody.
      state = 'answered';
      settled('gone');
      send(response, stalled());
    } else if (state === 'waiting') fail(tooLate(), `too slow: ${reason}`);
    else response.destroy();
    exchange.destroy(true);
  };
  const answered = (answer: UpstreamAnswer) => {
    if (state !== 'waiting') return;
    try {
      // Whoever waits for a word before they send the body may never send it.
      if (awaitsContinue(request)) response.shouldKeepAlive = false;
      giveBack(answer, response, relocate);
    } catch {
      exchange.destroy();
      return fail(notThere(), 'its answer is not valid HTTP');
    }
    state = 'answered';
    settled('answered');
    patience.answering(isEventStream(answer));
    answer.body.on('data', patience.moved);
  };
  const failed = ({ reason, again }: Failure) => {
    const repeatable = again === 'always' || (again === 'safe' && SAFE.has(call.method));
    // What could be begun once can be begun again.
    if (repeatable && !call.hasBody && state === 'waiting' && ++tries < 2) {
      patience.stop();
      begin();
    } else {
      if (call.hasBody) request.unpipe(exchange.body);
      // What the caller still sends would stand before their next request on this connection.
      request.resume();
      fail(notThere(), reason);
    }
  };
  function begin(): void {
    patience = createPatience(timeouts, late);
    try {
      exchange = upstream.start(call, {
        connected: () => (call.hasBody ? patience.sending() : patience.sent()),
        wanted: () => wantBody(request),
        hinted: (link) => hint(request, response, link),
        answered,
        failed,
      });
    } catch (error) {
      patience.stop();
      // It is what this caller sent, and says nothing about the API behind.
      settled('gone');
      throw new NotPassable({ cause: error });
    }
  }
  begin();
  if (call.hasBody) sendBody();

  function sendBody(): void {
    request.pipe(exchange.body, { end: false });
    request.on('data', () => patience.moved());
    request.once('end', () => {
      if (state === 'over') return;
      exchange.addTrailers(call.trailers());
      exchange.body.end();
      patience.sent();
    });
  }
  return new Promise((resolve) => {
    response.once('close', () => {
      if (state === 'waiting') settled('gone');
      state = 'over';
      patience.stop();
      request.unpipe();
      request.resume();
      // The caller has gone, or has everything; either way nothing more is wanted from behind.
      exchange.destroy();
      resolve();
    });
  });
}

/** A call that the version of HTTP behind has no way of saying, such as two `User-Agent` headers over HTTP/2. */
export class NotPassable extends Error {
  override name = 'NotPassable';

  constructor(options: ErrorOptions) {
    super('The call cannot be passed on.', options);
  }
}

/** Hints go on to callers that can know what they are (RFC 8297 section 3). */
function hint({ httpVersion }: IncomingMessage, response: ServerResponse, link: string | string[]): void {
  if (httpVersion !== '1.1' || response.headersSent || response.destroyed) return;
  try {
    response.writeEarlyHints({ link });
  } catch {
    // A hint that is no valid one helps nobody; the answer is still to come.
  }
}

export function notThere(): Answer {
  return problem({
    status: 502,
    code: 'unavailable',
    detail: 'The API behind Latchkey does not answer; try again shortly.',
  });
}

export function tooLate(): Answer {
  return problem({
    status: 504,
    code: 'unavailable',
    detail: 'The API behind Latchkey took too long to answer.',
  });
}
