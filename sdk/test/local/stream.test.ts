import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { request as ask, createServer, get } from 'node:http';
import { it } from 'node:test';
import { close, listen } from '../latchkey-double.ts';
import { guarded, unfollowed } from './guarded.ts';
import { connect, newPlace, startWorld, worldFor } from './world.ts';

it('asks when it has heard nothing for a while, whatever it remembers', async (t) => {
  const world = await worldFor(t);
  const { token } = await connect(world.api);
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  const guard = unfollowed({ ...world, url: world.url }, { staleAfter: 2 });
  t.after(() => guard.close());
  await guard.next('up');
  assert.equal(await guard.basis(token), 'asked');
  assert.equal(await guard.basis(token), 'stream');
  now += 2_001;
  assert.equal(await guard.basis(token), 'asked');
});

it('forgets everything when Latchkey was restarted', async (t) => {
  const place = await newPlace();
  const first = await startWorld(place);
  const { token } = await connect(first.api);
  const guard = await guarded(null, first);
  assert.equal(await guard.basis(token), 'asked');
  const anew = guard.next('anew');
  await first.close();
  const second = await startWorld(place, {}, first.port);
  t.after(async () => {
    await guard.close();
    await second.close();
    await place.remove();
  });
  await anew;
  assert.equal(await guard.basis(token), 'asked');
});

it('believes no stream that is not Latchkey’s', async (t) => {
  const world = await worldFor(t);
  const { token, grant } = await connect(world.api);
  const recorded = await new Promise<string>((resolve) => {
    const headers = { 'latchkey-guard-key': world.key, 'latchkey-challenge': 'c'.repeat(32) };
    get(`${world.url}/events`, { headers }, (response) => {
      response.once('data', (chunk) => {
        response.destroy();
        resolve(String(chunk));
      });
    });
  });
  assert.match(recorded, /^event: hello\n/);
  // Says forever that all is well, with the beginning of a real stream.
  const impostor = createServer((request, response) => {
    if (!request.url?.endsWith('/events')) {
      const { method, headers, url: path } = request;
      const options = {
        method,
        headers: { ...headers, host: `127.0.0.1:${world.port}` },
        path,
        port: world.port,
      };
      request.pipe(
        ask({ ...options, host: '127.0.0.1' }, (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        }),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`${recorded}event: beat\nid: x-1\ndata: {"through":1}\n\n`);
  });
  const origin = await listen(impostor);
  t.after(() => close(impostor));
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  const url = world.url.replace(/^http:\/\/[^/]*/, origin);
  const heard = new EventEmitter();
  const onProblem = (problem: string) => heard.emit('problem', problem);
  const told = once(heard, 'problem');
  const guard = unfollowed({ ...world, url }, { onProblem, staleAfter: 2 });
  t.after(() => guard.close());
  assert.match(String(await told), /has not proved to be Latchkey/);
  assert.equal(await guard.basis(token), 'asked');
  assert.equal(await guard.basis(token), 'recent');
  const { id: grantId, tenantId } = grant;
  await world.api.store.revokeGrant({ grantId, tenantId, now: Date.now(), audit: [] });
  now += 2_001;
  assert.equal(await guard.basis(token), 'authorization_revoked');
});

it('finds no stream without the guard key', async (t) => {
  const world = await worldFor(t);
  for (const endpoint of ['events', 'calls']) {
    for (const key of [undefined, 'wrong']) {
      const headers = { 'latchkey-challenge': 'c'.repeat(32), ...(key ? { 'latchkey-guard-key': key } : {}) };
      assert.equal((await fetch(`${world.url}/${endpoint}`, { headers })).status, 404);
    }
  }
});
