import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { Agent, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../src/databases.ts';
import { storedHash } from '../../src/tokens/format.ts';
import { folderFor, latchkey, shell } from '../cli/shell.ts';
import { freePort } from '../http/free-port.ts';
import { workersOf } from './worker-processes.ts';

interface Got {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Record<string, unknown>;
}

test('workers on a file are one server: for what is changed, what is counted, and whoever dies', async (t) => {
  const upstream = createServer((_, response) => arrived(response)).listen(0, '127.0.0.1');
  t.after(() => upstream.close());
  await once(upstream, 'listening');
  let arrived: (response: ServerResponse) => void = (response) => response.end();

  const home = await folderFor(t);
  await shell(home)(['init', 'shop']);
  const at = join(home, 'shop');
  const config = join(at, 'latchkey.config.ts');
  const few = 'plans: { few: { client: { calls: 7, per: 600 } } },';
  await writeFile(config, (await readFile(config, 'utf8')).replace('limits: {', `limits: { ${few}`));
  const type = shell(at);
  const typed = async (...args: string[]) => {
    const said = await type(args);
    assert.equal(said.code, 0, said.err);
    return said.out;
  };
  await typed('tenant', 'add', 'acme', '--name', 'Acme');
  await typed('user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'owner');
  const clientOf = async (name: string) => {
    const of = ['--grant', 'client_credentials', '--tenant', 'acme', '--acts-as', 'ann@acme.example'];
    const out = await typed('client', 'add', name, ...of, '--scope', 'notes:read');
    const [, id = '', secret = ''] = /client_id\s+(\S+)\s+client_secret\s+(\S+)/.exec(out) ?? [];
    return { id, basic: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
  };
  const [app, limited, guessed] = [
    await clientOf('App'),
    await clientOf('Limited'),
    await clientOf('Guessed'),
  ];
  await typed('client', 'set', limited.id, '--plan', 'few');

  const [port, metrics] = [await freePort(), await freePort()];
  const serving = ['serve', '--port', String(port), '--workers', '2', '--metrics-port', String(metrics)];
  const env = { UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` };
  const begin = async () => {
    const begun = latchkey(t, serving, at, env);
    await begun.says(/Latchkey is up on port/);
    await begun.says(new RegExp(`Metrics are at port ${metrics + 1} `));
    return begun;
  };
  const server = await begin();

  /** A connection that stays, so that all its requests go to one worker. */
  const connection = () => new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (agent: Agent, host: string, path: string, headers: Record<string, string>, form?: string) =>
    new Promise<Got>((resolve, reject) => {
      const sent = request({
        ...{ agent, port, path, host: '127.0.0.1', method: form === undefined ? 'GET' : 'POST' },
        headers: {
          ...{ host: `${host}.shop.localhost:${port}`, ...headers },
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
      });
      sent.on('error', reject).on('response', async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        const text = Buffer.concat(parts).toString();
        const body = text.startsWith('{') ? JSON.parse(text) : {};
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
      sent.end(form);
    });
  const post = (agent: Agent, { basic }: { basic: string }, path: string, form: string) =>
    ask(agent, 'accounts', `/oauth/${path}`, { authorization: basic }, form);
  const token = async (agent: Agent, client: { basic: string }) =>
    String((await post(agent, client, 'token', 'grant_type=client_credentials')).body.access_token);
  const call = async (agent: Agent, bearer: string) =>
    (await ask(agent, 'api', '/notes', { authorization: `Bearer ${bearer}` })).status;

  const figures = (worker: number) =>
    fetch(`http://127.0.0.1:${metrics + worker - 1}/metrics`).then((page) => page.text());
  const tokensFrom = async (worker: number) =>
    Number(/^latchkey_requests_total\{.*token",status="2xx"\} (\d+)$/m.exec(await figures(worker))?.[1] ?? 0);
  /** Each connection goes to the next worker that serves, so some attempt has to lead to this one. */
  const connectionTo = async (worker: number) => {
    for (let attempt = 0; attempt < 100; attempt++) {
      const [agent, before] = [connection(), await tokensFrom(worker)];
      await token(agent, app);
      if ((await tokensFrom(worker)) > before) return agent;
      agent.destroy();
    }
    throw new Error(`Worker ${worker} does not serve.`);
  };
  const [one, other] = [await connectionTo(1), await connectionTo(2)];
  const choresOf = async (worker: number) => /^latchkey_chores\{.*$/m.exec(await figures(worker))?.[0];
  assert.deepEqual(
    await Promise.all([1, 2, 3].map(choresOf)),
    [0, 0, 1].map((are) => `latchkey_chores{api="shop"} ${are}`),
  );

  await t.test(
    'a revocation at one counts at the next call to the other, which remembers the token',
    async () => {
      for (let round = 0; round < 10; round++) {
        const issued = await token(one, app);
        assert.deepEqual([await call(other, issued), await call(other, issued)], [200, 200]);
        assert.equal((await post(one, app, 'revoke', `token=${issued}`)).status, 200);
        assert.deepEqual([await call(other, issued), await call(one, issued)], [401, 401]);
      }
    },
  );

  await t.test('so does a command', async () => {
    const issued = await token(one, app);
    const both = async () => [await call(one, issued), await call(other, issued)];
    assert.deepEqual(await both(), [200, 200]);
    await typed('client', 'set', app.id, '--ip', '203.0.113.9');
    assert.deepEqual(await both(), [403, 403]);
    await typed('client', 'set', app.id, '--any-ip');
    assert.deepEqual(await both(), [200, 200]);
  });

  await t.test('a limit is one, and so is a throttle of guesses', async () => {
    const issued = await token(one, limited);
    const calls = [];
    for (let round = 0; round < 5; round++) calls.push(await call(one, issued), await call(other, issued));
    assert.deepEqual(calls, [...Array(7).fill(200), ...Array(3).fill(429)]);
    const wrong = { basic: `Basic ${Buffer.from(`${guessed.id}:wrong`).toString('base64')}` };
    const guesses = [];
    for (let round = 0; round < 6; round++) {
      for (const agent of [one, other])
        guesses.push((await post(agent, wrong, 'token', 'grant_type=client_credentials')).status);
    }
    assert.deepEqual(guesses, [...Array(10).fill(401), 429, 429]);
  });

  await t.test('a worker that is killed is replaced, and what it answered stands', async () => {
    const issued = await token(other, app);
    const before = workersOf(server);
    process.kill(before.get('2') ?? 0, 'SIGKILL');
    await server.says(/Worker 2 ended \(SIGKILL\); another one takes its place\./);
    assert.equal(await call(one, issued), 200);
    await server.says(new RegExp(`(Metrics are at port ${metrics + 1} [\\s\\S]*){2}`));
    assert.equal(await call(await connectionTo(2), issued), 200);
    assert.notEqual(workersOf(server).get('2'), before.get('2'));
  });

  const data = { dataDir: join(at, '.latchkey') };
  const written = async () => {
    const store = await openStore(data, 'shop', { opening: 'read' });
    const issued = await store.auditTrail({ kind: 'token.issued', limit: 10_000 });
    return { store, issued: issued.length };
  };

  await t.test(
    'when the process that writes is killed, nothing that was answered is lost or doubled',
    async () => {
      const before = await written();
      await before.store.close();
      const got: string[] = [];
      const statuses = new Set<number>();
      let [underWay, answers] = [0, 0];
      const go = async () => {
        for (const agent = connection(); ; ) {
          underWay++;
          const answer = await post(agent, app, 'token', 'grant_type=client_credentials').catch(() => null);
          if (!answer) return;
          underWay--;
          statuses.add(answer.status);
          if (answer.status === 200) got.push(String(answer.body.access_token));
          if (++answers === 40) server.child.kill('SIGKILL');
        }
      };
      await Promise.all(Array.from({ length: 8 }, go));
      const workers = await server.ended;
      assert.equal(workers.signal, 'SIGKILL');
      assert.ok(
        [...statuses].every((status) => [200, 503].includes(status)),
        [...statuses].join(),
      );
      const { store, issued } = await written();
      for (const each of got) assert.ok(await store.accessToken(storedHash(each)), 'a token is lost');
      await store.close();
      const added = issued - before.issued;
      assert.ok(
        added >= got.length && added <= got.length + underWay,
        `${added} of ${got.length}, ${underWay} under way`,
      );
    },
  );

  await t.test('it starts again, and finishes what is under way when it is told to stop', async () => {
    const again = await begin();
    const agent = connection();
    const issued = await token(agent, app);
    const held = new Promise<ServerResponse>((resolve) => {
      arrived = resolve;
    });
    const answered = call(agent, issued);
    const response = await held;
    const pids = [...workersOf(again).values()];
    again.child.kill('SIGTERM');
    await again.says(/Stopping: requests under way finish first\./);
    response.end();
    assert.equal(await answered, 200);
    assert.equal((await again.ended).code, 0, again.written());
    for (const pid of pids) assert.throws(() => process.kill(pid, 0), 'a worker is left');
  });
});
