import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { openShop } from '../start/shop.ts';

/** The samples of one metric, as they are written: labels and value. */
function samples(text: string, name: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

it('shows on a port of its own what was asked, decided, committed and passed on', async (t) => {
  const shop = await openShop(t, undefined, ['--metrics-port', '0']);
  const [, port] = await shop.server.says(/Metrics are at port (\d+) of 127\.0\.0\.1/);
  const { body } = await shop.token();
  const bearer = `Bearer ${body.access_token}`;
  assert.equal((await shop.get('api', '/notes', bearer)).status, 200);
  assert.equal((await shop.get('api', '/notes', `${bearer}x`)).status, 401);
  assert.equal((await shop.get('api', '/metrics', bearer)).status, 404, 'callers of the API do not see them');

  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  assert.deepEqual(samples(text, 'latchkey_requests_total').sort(), [
    'latchkey_requests_total{api="shop",route="/oauth/token",status="2xx"} 1',
    'latchkey_requests_total{api="shop",route="call",status="2xx"} 1',
    'latchkey_requests_total{api="shop",route="call",status="4xx"} 2',
  ]);
  assert.deepEqual(samples(text, 'latchkey_decisions_total').sort(), [
    'latchkey_decisions_total{api="shop",outcome="allow",code="",check=""} 1',
    'latchkey_decisions_total{api="shop",outcome="deny",code="invalid_token",check="token"} 1',
    'latchkey_decisions_total{api="shop",outcome="deny",code="not_found",check="operation"} 1',
  ]);
  // A mistyped token is looked up nowhere.
  assert.deepEqual(
    samples(text, 'latchkey_memory_lookups_total')
      .filter((line) => / [1-9]/.test(line))
      .sort(),
    [
      'latchkey_memory_lookups_total{api="shop",kind="access_token",outcome="hit"} 1',
      'latchkey_memory_lookups_total{api="shop",kind="access_token",outcome="miss"} 1',
      'latchkey_memory_lookups_total{api="shop",kind="client",outcome="miss"} 1',
      'latchkey_memory_lookups_total{api="shop",kind="membership",outcome="miss"} 1',
    ],
  );
  for (const present of [
    /^latchkey_memory_entries\{api="shop"\} 3$/m,
    /^latchkey_commit_seconds_count\{api="shop"\} [1-9]/m,
    /^latchkey_upstream_seconds_count\{api="shop",outcome="answered"\} 1$/m,
    /^latchkey_database_bytes\{api="shop"\} [1-9]/m,
    /^latchkey_log_bytes\{api="shop"\} \d/m,
    /^latchkey_checkpoint_worker_alive\{api="shop"\} 1$/m,
    /^latchkey_seal_lag_seconds\{api="shop"\} \d/m,
    /^latchkey_mails_waiting\{api="shop"\} 0$/m,
    /^latchkey_circuit_open\{api="shop"\} 0$/m,
    /^latchkey_disk_free_bytes\S* [1-9]/m,
    /^nodejs_eventloop_lag_seconds \d/m,
  ]) {
    assert.match(text, present);
  }
  assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404);

  // Lines are written in blocks; that of the last call is the last.
  await shop.server.says(/"path":"\/metrics"/);
  const lines = shop.server
    .written()
    .split('\n')
    .filter((line) => line.startsWith('{"level"'));
  const call = lines
    .map((line) => JSON.parse(line))
    .find(({ operation, status }) => operation && status === 200);
  assert.equal(call.level, 'info');
  assert.equal(new Date(call.time).toISOString(), call.time);
  assert.deepEqual(
    [call.api, call.route, call.ip, call.method, call.path],
    ['shop', 'call', '127.0.0.1', 'GET', '/notes'],
  );
  assert.match(call.client, /./);
  const token = lines.map((line) => JSON.parse(line)).find(({ route }) => route === '/oauth/token');
  assert.equal(token.client, call.client);
});

test('a value that cannot be read is left out, and the others are shown', async () => {
  const metrics = createMetrics();
  metrics.watch('broken', 'Fails.', () => Promise.reject(new Error('no disk')));
  metrics.watch('sound', 'Works.', async () => new Map([['shop', 2]]));
  const { text } = await metrics.shown();
  assert.deepEqual(samples(text, 'broken'), []);
  assert.deepEqual(samples(text, 'sound'), ['sound{api="shop"} 2']);
});
