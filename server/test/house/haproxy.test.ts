import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HAPROXY } from '../../../scripts/tools.ts';
import { versionOf } from '../../../scripts/version.ts';
import { freePort } from '../http/free-port.ts';

const CONFIG = fileURLToPath(new URL('../../../deploy/haproxy/haproxy.cfg', import.meta.url));

/** A server in the place of a node, which counts what reaches it. */
interface Node {
  server: Server;
  place: string;
  ready: boolean;
  seen: IncomingMessage[];
  answer: (response: ServerResponse) => void;
}

async function startNode(t: TestContext): Promise<Node> {
  const server = createServer((inbound, response) => {
    if (inbound.url === '/readyz') return void response.writeHead(node.ready ? 200 : 503).end();
    node.seen.push(inbound);
    node.answer(response);
  });
  const node: Node = {
    server,
    place: '',
    ready: true,
    seen: [],
    answer: (response) => void response.end('served'),
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  node.place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return node;
}

/** Starts HAProxy with the published configuration, on another port than 443, and returns that. */
async function startHaproxy(t: TestContext, nodes: readonly Node[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-haproxy-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [pem, certificates] = [join(folder, 'made.pem'), join(folder, 'acme.pem')];
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
    ...['-subj', '/CN=api.acme.example', '-keyout', certificates, '-out', pem],
  ]);
  assert.equal(made.status, 0, made.stderr.toString());
  writeFileSync(certificates, readFileSync(pem, 'utf8') + readFileSync(certificates, 'utf8'));
  const [port, inside] = [await freePort(), await freePort()];
  const config = join(folder, 'haproxy.cfg');
  writeFileSync(config, readFileSync(CONFIG, 'utf8').replace('bind :443 ', `bind 127.0.0.1:${port} `));
  const places = Object.fromEntries(nodes.map(({ place }, at) => [`NODE_${at + 1}`, place]));
  const balancer = spawn('haproxy', ['-db', '-f', config], {
    env: { ...process.env, ...places, CERTIFICATES: certificates, INSIDE: `127.0.0.1:${inside}` },
    stdio: 'ignore',
  });
  const ended = once(balancer, 'exit');
  t.after(async () => {
    balancer.kill('SIGKILL');
    await ended;
  });
  return port;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
}

function call(port: number, headers: Record<string, string> = {}): Promise<Answer> {
  const options = { port, path: '/notes', headers: { host: 'api.acme.example', ...headers }, agent: false };
  return new Promise((resolve, reject) => {
    request({ ...options, method: 'POST', rejectUnauthorized: false }, (response) => {
      response.resume();
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    })
      .once('error', reject)
      .end('a note');
  });
}

/** Calls until an answer is as wanted; HAProxy asks each node once a second. */
async function until(port: number, wanted: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await call(port).catch(() => null);
    if (answer && wanted(answer)) return answer;
    await pause(50);
  }
}

describe('deploy/haproxy/haproxy.cfg', {
  skip: versionOf(HAPROXY) === null && 'haproxy is not there',
}, () => {
  it('tells a node the caller’s address and that it came by TLS, whatever the caller says of that', async (t) => {
    const [one, two, three] = [await startNode(t), await startNode(t), await startNode(t)];
    const port = await startHaproxy(t, [one, two, three]);
    await until(port, ({ status }) => status === 200);
    for (const node of [one, two, three]) node.seen = [];
    await call(port, { 'X-Forwarded-For': '198.51.100.7', 'X-Forwarded-Proto': 'http' });
    const [seen] = [one, two, three].flatMap((node) => node.seen);
    assert.equal(seen?.headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(seen?.headers['x-forwarded-proto'], 'https');
  });

  it('leaves a node out that is not ready or not there, and never sends a request twice', async (t) => {
    const [one, two, three] = [await startNode(t), await startNode(t), await startNode(t)];
    const port = await startHaproxy(t, [one, two, three]);
    await until(port, ({ status }) => status === 200);

    // A node that dies takes the request that was on it along: it may have done what it was asked.
    const seen = () => one.seen.length + two.seen.length + three.seen.length;
    const before = seen();
    for (const node of [one, two, three]) node.answer = (response) => void response.destroy();
    assert.equal((await call(port)).status, 502);
    assert.equal(seen(), before + 1);
    for (const node of [one, two, three]) node.answer = (response) => void response.end('served');

    // One that takes no connections: its requests go elsewhere at once, before a check has found out.
    three.server.closeAllConnections();
    three.server.close();
    const answers = await Promise.all(Array.from({ length: 12 }, () => call(port)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);

    // One that stops says so, and is served out of: at some moment all calls are on the other.
    one.ready = false;
    for (let quiet = 0; quiet < 10; ) {
      const had = one.seen.length;
      assert.equal((await call(port)).status, 200);
      quiet = one.seen.length === had ? quiet + 1 : 0;
      await pause(20);
    }

    // With no node ready clients are told when to come back.
    two.ready = false;
    const { headers } = await until(port, ({ status }) => status === 503);
    assert.deepEqual([headers['retry-after'], headers['content-type']], ['5', 'application/problem+json']);
    one.ready = true;
    await until(port, ({ status }) => status === 200);
  });
});
