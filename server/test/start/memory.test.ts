import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, latchkey, shell } from '../cli/shell.ts';
import { fetchRaw } from '../gateway/sockets.ts';
import { freePort } from '../http/free-port.ts';

/** Requests in each of five rounds. On demand: `LATCHKEY_MEMORY_REQUESTS=20000`. */
const REQUESTS = Number(process.env.LATCHKEY_MEMORY_REQUESTS ?? 200);
/** By which the heap may be larger at the end: what the garbage collector has not looked at, and not one object for each request. */
const SLACK = 12_000_000;

test('the heap of a server is no larger after many requests than after some', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop', '--front', 'sdk']);
  const home = join(folder, 'shop');
  const type = shell(home);
  const file = join(home, 'latchkey.config.ts');
  // So that its memory of tokens is full in the first round, and no call is refused.
  const source = (await readFile(file, 'utf8'))
    .replace('  front:', '  memory: { entries: 100 },\n  front:')
    .replace('calls: 1_200', 'calls: 1_000_000');
  await writeFile(file, source);
  const env = { NODE_OPTIONS: '--max-semi-space-size=1', LATCHKEY_LOG: 'error' };
  const metrics = await freePort();
  const server = latchkey(t, ['serve', '--port', '0', '--metrics-port', String(metrics)], home, env);
  const [, port] = await server.says(/up on port (\d+)/);
  await type(['tenant', 'add', 'acme', '--name', 'Acme Ltd']);
  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member']);
  const { out } = await type([
    ...['client', 'add', 'Robot', '--grant', 'client_credentials', '--scope', 'notes:read'],
    ...['--tenant', 'acme', '--acts-as', 'ann@acme.example'],
  ]);
  const [, id = '', secret = ''] = /client_id +(\S+)\nclient_secret +(\S+)/.exec(out) ?? [];
  const key = (await type(['keys', 'guard'])).out;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
  });
  const host = `accounts.shop.localhost:${port}`;
  const once = async (number: number) => {
    const headers = { host, 'content-type': 'application/x-www-form-urlencoded' };
    const issued = await fetchRaw(Number(port), '/oauth/token', {
      method: 'POST',
      headers,
      body: String(form),
    });
    const told = {
      ...{
        'x-forwarded-method': 'GET',
        'x-forwarded-host': 'api.shop.localhost',
        'x-forwarded-uri': '/notes',
      },
      ...{ 'x-forwarded-for': `192.0.${(number >> 8) % 256}.${number % 256}`, 'latchkey-guard-key': key },
    };
    const authorization = `Bearer ${JSON.parse(issued.body).access_token}`;
    const { status } = await fetchRaw(Number(port), '/.latchkey/shop/check', {
      headers: { ...told, authorization },
    });
    assert.equal(status, 200);
  };
  const measured = async (name: string) => {
    const { body } = await fetchRaw(metrics, '/metrics');
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(body)?.[1]);
  };
  const lowest: number[] = [];
  const resident: number[] = [];
  for (let round = 0; round < 5; round++) {
    let low = Number.POSITIVE_INFINITY;
    for (let sent = 0; sent < REQUESTS; sent += 20) {
      const numbers = Array.from({ length: 20 }, (_, index) => round * REQUESTS + sent + index);
      await Promise.all(numbers.map(once));
      low = Math.min(low, await measured('nodejs_heap_size_used_bytes'));
    }
    lowest.push(low);
    resident.push(await measured('process_resident_memory_bytes'));
  }
  const megabytes = (figures: number[]) => figures.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ');
  t.diagnostic(`lowest heap of each round in MB: ${megabytes(lowest)}`);
  t.diagnostic(`resident memory at the end of each round in MB: ${megabytes(resident)}`);
  // A collection may come late in one round, but memory that is kept is there in all of them.
  const [, second = 0, ...later] = lowest;
  const last = Math.min(...later);
  assert.ok(last < second + SLACK, `from ${second} to ${last} bytes`);
});
