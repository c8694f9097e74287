import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { App } from '../../src/app.ts';
import { createDoor } from '../../src/door.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { exchangeBytes, type Listening, listen } from '../gateway/sockets.ts';

describe('a request that could mean two things', () => {
  let listening: Listening;
  before(async () => {
    const log = createLogger({ level: 'silent' });
    listening = await listen(createDoor({ apps: [], log, ready: async () => true, requireTls: false }));
  });
  after(() => listening.close());

  const ask = async (target: string, ...headers: string[]) => {
    const head = [`GET ${target} HTTP/1.1`, ...headers, 'Connection: close'].join('\r\n');
    const answer = await exchangeBytes(listening.port, `${head}\r\n\r\n`);
    return { status: Number(answer.split(' ')[1]), answer };
  };

  it('is refused when it names two hosts, in whatever spelling', async () => {
    assert.equal((await ask('/healthz', 'Host: a.example')).status, 200);
    for (const second of ['Host: a.example', 'Host: b.example', 'HOST: b.example', 'host:']) {
      const { status, answer } = await ask('/healthz', 'Host: a.example', second);
      assert.equal(status, 400, second);
      assert.match(answer, /more than one Host header/);
    }
  });

  it('is refused when its target is no path', async () => {
    for (const target of [
      'http://b.example/healthz',
      'http://a@a.example/healthz',
      'ftp://a.example/healthz',
      '*',
      'b.example:80',
    ]) {
      const { status } = await ask(target, 'Host: a.example');
      assert.equal(status, 400, target);
    }
    for (const target of [
      'http://a.example/healthz',
      'HTTP://A.example/healthz',
      'https://a.example/healthz?x',
    ]) {
      assert.equal((await ask(target, 'Host: a.example')).status, 200, target);
    }
    assert.equal((await ask('//b.example/healthz', 'Host: a.example')).status, 421);
  });
});

it('a host that two APIs name is refused at start, and said with both', () => {
  const named = (name: string, ...hosts: string[]) => {
    const address = { hosts: new Map(hosts.map((host) => [host, { publicHost: host, mode: 'live' }])) };
    return { api: { config: { name }, address } } as unknown as App;
  };
  const log = createLogger({ level: 'silent' });
  const apps = [named('one', 'a.test', 'b.test'), named('two', 'c.test', 'b.test')];
  assert.throws(() => createDoor({ apps, log, ready: async () => true, requireTls: false }), {
    name: 'StartError',
    message: 'one and two both name the host b.test: give it to one.',
  });
});
