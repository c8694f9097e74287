import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../../src/app.ts';
import { gateway } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { openTracing } from '../../src/tracing/tracing.ts';
import { fetchRaw, listen } from '../gateway/sockets.ts';
import { LIVE, openWorld } from '../guard/world.ts';

interface Sent {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

test('a call is traced within its caller’s trace, down to the API behind, and no token is in it', async (t) => {
  const received: string[] = [];
  const collector = await listen(async (request, response) => {
    received.push((await request.setEncoding('utf8').toArray()).join(''));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  t.after(() => collector.close());
  // The exporter of OpenTelemetry reads its address from the environment of the process.
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.origin;
  t.after(() => delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const tracing = await openTracing(process.env);
  assert.ok(tracing);

  let told: string | undefined;
  const upstream = await listen((request, response) => {
    told = String(request.headers.traceparent);
    response.end();
  });
  t.after(() => upstream.close());
  const world = await openWorld({ front: gateway({ upstream: upstream.origin }) });
  t.after(() => world.close());
  const app = await createApp({ api: world.api, operations: world.operations });
  const log = createLogger({ level: 'silent' });
  const door = await listen(
    createDoor({ apps: [app], log, ready: async () => true, requireTls: false, tracing }),
  );
  t.after(() => door.close());
  const { token } = await world.personalToken();
  const headers = { host: LIVE, authorization: `Bearer ${token}`, traceparent: `00-${TRACE}-${PARENT}-00` };
  assert.equal((await fetchRaw(door.port, '/cases', { headers })).status, 200);
  await fetchRaw(door.port, '/cases', {
    headers: { ...headers, authorization: 'Bearer wrong', traceparent: 'x' },
  });
  await tracing.close();

  const text = received.join('\n');
  assert.ok(!text.includes(token));
  const spans = received.flatMap((body) =>
    (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] }).resourceSpans.flatMap(
      ({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans),
    ),
  );
  const ours = spans.filter(({ traceId }) => traceId === TRACE);
  const named = (name: string) => ours.find((span) => span.name === name);
  const [request, decide, passed] = [named('GET'), named('decide'), named('upstream')];
  assert.equal(request?.parentSpanId, PARENT);
  assert.equal(decide?.parentSpanId, request?.spanId);
  assert.equal(passed?.parentSpanId, request?.spanId);
  assert.equal(
    told,
    `00-${TRACE}-${passed?.spanId}-01`,
    'its own decision to keep the trace, not the caller’s',
  );
  const attribute = (key: string) =>
    Object.values(request?.attributes.find((each) => each.key === key)?.value ?? {})[0];
  assert.equal(attribute('http.route'), 'call');
  assert.equal(Number(attribute('http.response.status_code')), 200);
  assert.ok(attribute('latchkey.operation'));
  const refused = spans.filter(({ traceId }) => traceId !== TRACE);
  assert.deepEqual(
    refused.map(({ name }) => name).sort(),
    ['GET', 'decide'],
    'a wrong traceparent begins a trace',
  );
});

test('without a collector nothing is traced, and a wrong share is refused', async () => {
  assert.equal(await openTracing({}), null);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_TRACES_SAMPLER_ARG: '7' };
  await assert.rejects(openTracing(env), /OTEL_TRACES_SAMPLER_ARG is "7": use a number from 0 to 1/);
});
