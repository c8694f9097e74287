import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { it } from 'node:test';
import { getHeapSpaceStatistics } from 'node:v8';
import { type OpenExchange, OpenExchanges } from '../../src/http/open-exchanges.ts';

/** Each has a kilobyte, as a request has at least. */
function madeUp(): [IncomingMessage, ServerResponse] {
  return [{ headers: new Array(128).fill(null) } as unknown as IncomingMessage, {} as ServerResponse];
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0;
}

it('has the requests that are not over, in whatever order they end', () => {
  const open = new OpenExchanges();
  const added = Array.from({ length: 5 }, () => open.add(...madeUp()));
  const [a, b, c, d, e] = added as [OpenExchange, OpenExchange, OpenExchange, OpenExchange, OpenExchange];
  open.remove(b);
  open.remove(e);
  assert.deepEqual(new Set(open), new Set([a, c, d]));
  for (const exchange of open) open.remove(exchange);
  assert.deepEqual([...open], []);
});

it('lets what is over go, however old it is itself', () => {
  const open = new OpenExchanges();
  const turn = () => {
    const added = Array.from({ length: 32 }, () => open.add(...madeUp()));
    for (const exchange of added) open.remove(exchange);
  };
  // Beside a few that last, as event streams do, the collector runs often enough to take the list for old.
  for (let count = 0; count < 3; count++) open.add(...madeUp());
  for (let count = 0; count < 100_000; count++) madeUp();
  const before = oldBytes();
  let most = 0;
  for (let turns = 0; turns < 2_000; turns++) {
    turn();
    most = Math.max(most, oldBytes() - before);
  }
  assert.ok(most < 4_000_000, `${most} of 64,000,000 bytes became old`);
});
