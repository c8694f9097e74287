import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request whose answer is not over. */
export interface OpenExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Whether its body is watched. */
  watched: boolean;
  /** The bytes that its connection had received at the last look; -1 before the first. */
  seen: number;
  /** Where it stands in the list. */
  place: number;
}

/**
 * The requests of a listener that are not answered yet. They stand in a list and not in a set, which makes a new
 * table whenever it grows or shrinks. Once the table of a set is old, V8 makes each new one among the old objects too, where
 * nothing is collected until the whole heap is. So each would keep the requests that were in it.
 */
export class OpenExchanges implements Iterable<OpenExchange> {
  readonly #list: OpenExchange[] = [];

  add(request: IncomingMessage, response: ServerResponse): OpenExchange {
    const exchange = { request, response, watched: false, seen: -1, place: this.#list.length };
    this.#list.push(exchange);
    return exchange;
  }

  /** Takes out one that was added, and not taken out yet. */
  remove({ place }: OpenExchange): void {
    const last = this.#list.pop();
    if (!last || last.place === place) return;
    last.place = place;
    this.#list[place] = last;
  }

  /** As they are now: what is done with one may take it out. */
  [Symbol.iterator](): Iterator<OpenExchange> {
    return [...this.#list].values();
  }
}
