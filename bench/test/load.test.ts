import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { AnswerReader } from '../src/load/answer-reader.ts';
import { generateLoad } from '../src/load/generate.ts';
import { supplyOf } from '../src/load/supply.ts';
import { median } from '../src/report.ts';
import type { Recipe } from '../src/scenarios.ts';

const recipe: Recipe = {
  method: 'POST',
  host: 'bench.example',
  path: '/token',
  headers: { 'content-type': 'text/plain' },
  body: 'code={}',
  supply: 'once',
  expect: '"refresh_token"',
};

async function serve(t: TestContext, handler: RequestListener): Promise<number> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

function load(port: number, change: Partial<Recipe>, values: string[]) {
  const changed = { ...recipe, ...change };
  return generateLoad({
    port,
    recipe: changed,
    supply: supplyOf(changed, values),
    connections: 2,
    milliseconds: 60_000,
    requests: 6,
  });
}

test('each code is used once, and a run ends when there are no more', async (t) => {
  const seen: string[] = [];
  const port = await serve(t, async (request, response) => {
    for await (const chunk of request) seen.push(String(chunk));
    response.setHeader('content-length', 19).end('{"refresh_token":1}');
  });
  const result = await load(port, {}, ['a', 'b', 'c']);
  assert.equal(result.answers, 3);
  assert.deepEqual(seen.sort(), ['code=a', 'code=b', 'code=c']);
});

test('each connection goes on with the refresh token that it got', async (t) => {
  const seen: string[] = [];
  const port = await serve(t, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push(body);
    const answer = JSON.stringify({ refresh_token: `${body.slice(5)}+` });
    response.setHeader('content-length', answer.length).end(answer);
  });
  await load(port, { supply: 'chain' }, ['a', 'b']);
  assert.equal(new Set(seen).size, 6);
  assert.ok(seen.includes('code=a++') || seen.includes('code=b++'));
});

test('a wrong answer ends the run, and is not shown', async (t) => {
  const port = await serve(t, (request, response) => {
    request.resume();
    const answer = '{"error":"invalid_grant","access_token":"secret"}';
    response.writeHead(400, { 'content-length': answer.length }).end(answer);
  });
  await assert.rejects(load(port, {}, ['a']), (error: Error) => {
    assert.equal(error.message, 'POST /token answered 400, invalid_grant');
    return true;
  });
});

test('an answer that comes in pieces is read as one', () => {
  const reader = new AnswerReader();
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello');
  for (const byte of bytes.subarray(0, -1)) assert.equal(reader.read(Buffer.from([byte])), null);
  assert.deepEqual(reader.read(bytes.subarray(-1)), { status: 200, body: 'hello' });
});

test('an answer that closes the connection or has no length is said to be one', () => {
  const closing = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
  assert.throws(() => new AnswerReader().read(Buffer.from(closing)), /closes, status 200/);
  const endless = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  assert.throws(() => new AnswerReader().read(Buffer.from(endless)), /without Content-Length, status 200/);
});

test('the median is the middle, or between the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([1, 2, 4, 100]), 3);
});
