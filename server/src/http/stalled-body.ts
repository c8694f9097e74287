import { type Answer, problem } from './answer.ts';
import { send } from './exchange.ts';
import { awaitsContinue } from './expectation.ts';
import type { OpenExchange } from './open-exchanges.ts';

/**
 * Returns a function that watches the body of an exchange: it answers 408 if the body stalls, after `quiet` milliseconds
 * without a byte, or twice that at most. A body that keeps moving may take as long as it needs, and waiting for us to read does
 * not count. One timer looks at all of them, because nearly every body is there a moment later.
 */
export function bodyWatch(quiet: number, open: Iterable<OpenExchange>): (exchange: OpenExchange) => void {
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const watched = [...open].filter((exchange) => exchange.watched);
    if (watched.length === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    for (const exchange of watched) {
      const { request, response } = exchange;
      const { bytesRead } = request.socket;
      // After the last answer on a connection, `linger.ts` says how long its client may go on.
      const isOver = request.complete || request.socket.writableEnded;
      const ours = request.readableLength > 0 || awaitsContinue(request);
      const moves = bytesRead !== exchange.seen || ours;
      exchange.seen = bytesRead;
      exchange.watched = !isOver && moves;
      if (isOver || moves) continue;
      if (response.headersSent) response.destroy();
      else send(response, stalled());
    }
  };
  return (exchange) => {
    exchange.watched = true;
    // After a pause of the process, what arrived meanwhile is read first.
    timer ??= setInterval(() => setImmediate(look), quiet).unref();
  };
}

export function stalled(): Answer {
  return problem({ status: 408, code: 'invalid_request', detail: 'The body of the request did not go on.' });
}
