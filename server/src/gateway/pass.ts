import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Timeouts } from '../config/index.ts';
import { type Answer, problem } from '../http/answer.ts';
import { send } from '../http/exchange.ts';
import { awaitsContinue, wantBody } from '../http/expectation.ts';
import { stalled } from '../http/stalled-body.ts';
import { carry } from './carry.ts';
import type { Outcome } from './circuit.ts';
import { giveBack, isEventStream } from './give-back.ts';
import type { Relocate } from './location.ts';
import {
  type Exchange,
  type Failure,
  isRepeatable,
  type OutgoingCall,
  type Upstream,
  type UpstreamAnswer,
} from './upstream.ts';
import { type Lateness, UpstreamTimer } from './upstream-timer.ts';

export interface Passage {
  request: IncomingMessage;
  response: ServerResponse;
  upstream: Upstream;
  call: OutgoingCall;
  relocate: Relocate;
  timeouts: Timeouts;
  /** Is called once with the outcome, as soon as it is known. */
  settled(outcome: Outcome): void;
  /** Is called with the reason if there is no answer. */
  unanswered(reason: string): void;
}

/**
 * Streams one call to the upstream and its answer back, in both directions at once. Resolves when the caller
 * has the answer or has left.
 */
export function pass(passage: Passage): Promise<void> {
  const { request, response, upstream, call, relocate, timeouts, settled, unanswered } = passage;
  let state: 'waiting' | 'answered' | 'over' = 'waiting';
  let tries = 0;
  let timer: UpstreamTimer;
  let exchange: Exchange;
  let stopSending = () => {};

  const fail = (answer: Answer, reason: string) => {
    if (state !== 'waiting') return;
    state = 'answered';
    timer.stop();
    settled('failed');
    unanswered(reason);
    send(response, answer);
  };
  /** Whether the caller stalls, rather than the upstream. */
  const callerStalls = () =>
    call.hasBody && !request.complete && !awaitsContinue(request) && !exchange.body.writableNeedDrain;
  const late = (reason: Lateness) => {
    if (state === 'waiting' && reason === 'idle' && callerStalls()) {
      // A slow caller does not count as a failure: otherwise a few could open the circuit for everyone.
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
      // A caller that waits for `100 Continue` may never send the body, so the connection cannot be kept.
      if (awaitsContinue(request)) response.shouldKeepAlive = false;
      giveBack(answer, response, relocate, () => timer.moved());
    } catch {
      exchange.destroy();
      return fail(notThere(), 'its answer is not valid HTTP');
    }
    state = 'answered';
    settled('answered');
    timer.answering(isEventStream(answer));
  };
  const failed = ({ reason, again }: Failure) => {
    const repeatable = again === 'always' ? !call.hasBody : again === 'safe' && isRepeatable(call);
    if (repeatable && state === 'waiting' && ++tries < 2) {
      timer.stop();
      begin();
    } else {
      stopSending();
      // The unread body would otherwise be parsed as the next request on this connection.
      request.resume();
      fail(notThere(), reason);
    }
  };
  function begin(): void {
    timer = new UpstreamTimer(timeouts, late);
    try {
      exchange = upstream.start(call, {
        connected: () => (call.hasBody ? timer.sending() : timer.sent()),
        wanted: () => wantBody(request),
        hinted: (link) => hint(request, response, link),
        answered,
        failed,
      });
    } catch (error) {
      timer.stop();
      // The fault lies in this caller's request, so it does not count against the upstream.
      settled('gone');
      throw new NotPassable({ cause: error });
    }
  }
  begin();
  if (call.hasBody) sendBody();

  function sendBody(): void {
    stopSending = carry(request, exchange.body);
    request.on('data', () => timer.moved());
    request.once('end', () => {
      if (state === 'over') return;
      exchange.addTrailers(call.trailers());
      exchange.body.end();
      timer.sent();
    });
  }
  return new Promise((resolve) => {
    response.once('close', () => {
      if (state === 'waiting') settled('gone');
      state = 'over';
      timer.stop();
      stopSending();
      request.resume();
      // The caller has left or has everything, so nothing more is needed from the upstream.
      exchange.destroy();
      resolve();
    });
  });
}

/**
 * A call that cannot be expressed in the upstream's HTTP version, such as two `User-Agent` headers over
 * HTTP/2.
 */
export class NotPassable extends Error {
  override name = 'NotPassable';

  constructor(options: ErrorOptions) {
    super('The call cannot be passed on.', options);
  }
}

/** Forwards early hints only to callers that understand them (RFC 8297 section 3). */
function hint({ httpVersion }: IncomingMessage, response: ServerResponse, link: string | string[]): void {
  if (httpVersion !== '1.1' || response.headersSent || response.destroyed) return;
  try {
    response.writeEarlyHints({ link });
  } catch {
    // An invalid hint is dropped; the answer is still to come.
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
