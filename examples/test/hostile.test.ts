import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { send } from './demo/client.ts';
import { type Mutation, mutation, SCRIPT, type Target, written } from './demo/hostile-requests.ts';
import { type Session, targetsOf } from './demo/hostile-targets.ts';
import { type RawAnswer, sendRaw } from './demo/raw.ts';
import { type Demo, type DemoApi, forget, type RunningDemo, startDemo } from './demo/start-demo.ts';
import { formsOf, Visitor } from './demo/visitor.ts';

/** Requests in one run of a property, side by side. */
const AT_ONCE = 6;
const RUNS = Number(process.env.LATCHKEY_HOSTILE_RUNS ?? 30);
/** Place of that field in an authorization request. */
const RESPONSE_TYPE = 2;
/** Milliseconds for one run of a property, before it counts as one that hangs. */
const LONGEST_RUN = 3_000;
/** A token response; records may well have members of these names. */
const TOKEN = /"(?:access|refresh)_token"\s*:\s*"(?:eyJ|[a-z]+_)[\w.-]{40}/;

/**
 * Any request to any place gets the right kind of refusal, no redirect elsewhere, no token, and the process
 * stays up.
 */
describe('hostile requests', () => {
  let running: RunningDemo;
  let demo: Demo;

  before(async () => {
    running = await startDemo();
    demo = running.demo;
  });
  after(async () => {
    await running.end();
    await forget(running.dataDir);
  });

  for (const name of ['proconvey', 'procurios', 'prospectconnect', 'convert'] as const) {
    it(`show no markup and lead nobody astray, whichever field of ${name} they are in`, async () => {
      const api = demo.apis[name];
      const targets = await targetsOf(name, api, await openSession(api));
      for (const target of targets) {
        const faults = target.fields.flatMap((_, at): Mutation[] => [
          { do: 'value', at, value: { text: SCRIPT } },
          { do: 'value', at, value: { text: 'https://evil.example/' } },
          { do: 'append', at, text: '.evil.example' },
        ]);
        await Promise.all(faults.map((fault) => attempt(api, target, [fault])));
        // Beside a second fault, since only a request that is refused is answered to the address in it at once.
        const second: Mutation = { do: 'drop', at: RESPONSE_TYPE };
        await Promise.all(faults.map((fault) => attempt(api, target, [fault, second])));
      }
    });

    it(`get refusals at every endpoint, page and operation of ${name}`, async () => {
      const api = demo.apis[name];
      const targets = await targetsOf(name, api, await openSession(api));
      assert.ok(targets.length > 40);
      const request = fc.record({
        target: fc.constantFrom(...targets),
        mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(request, { minLength: AT_ONCE, maxLength: AT_ONCE, size: 'max' }),
          async (requests) => {
            await Promise.all(requests.map(({ target, mutations }) => attempt(api, target, mutations)));
          },
        ),
        // A request that hangs is not minimized: each attempt at that would hang as well.
        { numRuns: RUNS, interruptAfterTimeLimit: RUNS * LONGEST_RUN, markInterruptAsFailure: true },
      );
    });
  }

  it('get the status and the code that fit, whatever part of them is wrong', async () => {
    const { proconvey, prospectconnect } = demo.apis;
    const v2 = `Host: ${new URL(proconvey.api).host}`;
    const pages = `Host: ${new URL(proconvey.issuer).host}`;
    const auth = `Host: ${new URL(prospectconnect.issuer).host}`;
    const type = 'Content-Type: application/x-www-form-urlencoded';
    const bearer = `Authorization: Bearer ${proconvey.tokens[0]?.token}`;
    const token = (body: string, ...headers: string[]) =>
      request('POST /oauth/token', [v2, type, `Content-Length: ${body.length}`, ...headers], body);
    const many = Array.from({ length: 101 }, (_, index) => `a${index}=1`).join('&');
    for (const [name, head, status, code] of [
      ['no host', request('GET /account', []), 400, null],
      ['two hosts', request('GET /account', [pages, v2]), 400, 'invalid_request'],
      ['a target with a host', request('GET http://evil.example/account', [pages]), 400, 'invalid_request'],
      ['somebody else’s host', request('GET /account', ['Host: evil.example']), 421, null],
      ['two framings', token('0\r\n\r\n', 'Transfer-Encoding: chunked'), 400, 'invalid_request'],
      ['two lengths', token('ab', 'Content-Length: 1'), 400, 'invalid_request'],
      ['a folded header', request('GET /account', [pages, 'X: a\r\n b']), 400, 'invalid_request'],
      ['a control character', request('GET /account', [pages, 'X: a\x01']), 400, 'invalid_request'],
      [
        'a head too large',
        request('GET /account', [pages, `X: ${'a'.repeat(17_000)}`]),
        431,
        'invalid_request',
      ],
      ['a body too large', token('a='.padEnd(70_000, 'a')), 413, 'invalid_request'],
      ['a compressed body', token('a=b', 'Content-Encoding: gzip'), 400, 'invalid_request'],
      ['a parameter twice', token('grant_type=a&grant_type=b'), 400, 'invalid_request'],
      ['too many parameters', token(many), 400, 'invalid_request'],
      ['what is no UTF-8', token('code=%ff%fe'), 400, 'invalid_request'],
      ['parameters in the URL', request('POST /oauth/token?client_secret=a', [v2]), 400, 'invalid_request'],
      ['another method', request('GET /oauth/token', [v2]), 405, 'method_not_allowed'],
      ['no type', request('POST /token', [auth, 'Content-Length: 2'], '{}'), 400, 'invalid_request'],
      ['a type not taken', jsonTo('/token', auth), 400, 'invalid_request'],
      ['a form that is none', jsonTo('/sign-in', pages), 415, null],
      ['dot segments', request('GET /v2/../v2/cases', [v2, bearer]), 400, 'invalid_request'],
      ['an encoded slash', request('GET /v2%2fcases', [v2, bearer]), 400, 'invalid_request'],
      ['broken encoding', request('GET /v2/cases/%f', [v2, bearer]), 400, 'invalid_request'],
      ['two tokens', request('GET /v2/cases', [v2, bearer, bearer]), 401, 'invalid_token'],
      ['a token in the URL', request('GET /v2/cases?access_token=a', [v2]), 400, 'invalid_request'],
    ] as const) {
      const answer = await sendRaw(demo.port, Buffer.from(head, 'latin1'));
      assert.equal(answer?.status, status, `${name}: ${JSON.stringify(answer)}`);
      if (code === null) continue;
      const problem = JSON.parse(answer.body) as Record<string, unknown>;
      assert.equal(problem.code ?? problem.error, code, name);
      assert.ok(String(problem.detail ?? problem.error_description).length > 10, name);
    }
    const cut = Buffer.from(request('POST /sign-in', [pages, type, 'Content-Length: 90'], 'email=a'));
    assert.equal((await sendRaw(demo.port, cut, 'half-close'))?.status, 400, 'a body that ends early');
  });

  it('hold up nobody else by beginning and not going on', async () => {
    const { host } = new URL(demo.apis.proconvey.api);
    const heads = [
      '',
      'POST /oauth/to',
      `POST /oauth/token HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 9\r\n\r\n`,
    ];
    const idle = Array.from({ length: 60 }, (_, index) => {
      const socket = connect(demo.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(heads[index % heads.length] ?? '');
      return socket;
    });
    try {
      for (const api of Object.values(demo.apis)) {
        assert.equal((await send(`${api.api}/healthz`)).status, 200);
        assert.equal((await send(`${api.api}/no-such-path`)).status, 401);
      }
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });

  it('leave the process up, every API answering, and no failure in the log', async () => {
    for (const api of Object.values(demo.apis)) {
      const { origin } = new URL(api.api);
      assert.equal((await send(`${origin}/healthz`)).status, 200);
      assert.equal((await send(`${origin}/readyz`)).status, 200);
      assert.equal((await send(`${origin}/no-such-path`)).status, 401);
    }
    const log = await readFile(join(running.dataDir, 'latchkey.log'), 'utf8');
    const failures = log.split('\n').filter((line) => line.includes('a request failed inside Latchkey'));
    assert.deepEqual(failures, []);
    assert.ok(!running.output().includes(' ended ('), running.output());
    assert.equal(await running.end(), 0);
  });

  /** The scripts of our own pages, which are files. */
  const OURS = /<script src="\/assets\/[\w.-]+" defer><\/script>/g;

  async function attempt(api: DemoApi, target: Target, mutations: Mutation[]): Promise<void> {
    const { bytes, ending } = written(target, mutations);
    const answer = await sendRaw(demo.port, bytes, ending);
    const sent = bytes.toString('latin1').slice(0, 3_000);
    if (ending === 'wait') assert.ok(answer, `closed without an answer:\n${sent}`);
    if (answer) judge(api, target, answer, sent);
  }

  function judge(api: DemoApi, target: Target, { status, headers, body }: RawAnswer, sent: string): void {
    const context = `${status} ${JSON.stringify(headers)}\n${body.slice(0, 1_000)}\n── to ──\n${sent}`;
    const header = (name: string) => headers.find(([each]) => each === name)?.[1];
    assert.ok(status >= 200 && status < 500, context);
    const locations = headers.filter(([name]) => name === 'location').map(([, location]) => location);
    for (const location of locations) {
      assert.ok(leadsHome(api, target, location) || isRegistered(api, location), context);
      assert.ok(!/[?&#]code=/.test(location), context);
    }
    assert.ok(!TOKEN.test(body), context);
    assert.ok(
      !(header('content-type') ?? '').includes('html') || !body.replaceAll(OURS, '').includes('<script'),
      context,
    );
    if (status < 400 || body === '' || header('transfer-encoding') !== undefined) return;
    if ((header('content-type') ?? '').includes('html')) return;
    const problem = JSON.parse(body) as Record<string, unknown>;
    assert.ok(typeof problem.code === 'string' || typeof problem.error === 'string', context);
  }

  /** On the same host, as a browser reads `//host` or `/\host`, not as it looks. */
  function leadsHome(api: DemoApi, target: Target, location: string): boolean {
    const base = `http://${target.host}`;
    const { origin } = new URL(location, base);
    return origin === base || origin === new URL(api.issuer).origin;
  }

  function isRegistered(api: DemoApi, location: string): boolean {
    const { origin, pathname } = new URL(location);
    return api.clients
      .flatMap(({ redirect_uris }) => redirect_uris)
      .map((uri) => new URL(/^[a-z]+:/.test(uri) ? uri : `https://${uri}`))
      .some((uri) => {
        const loopback = uri.hostname === '127.0.0.1' && new URL(origin).hostname === '127.0.0.1';
        return (uri.origin === origin || loopback) && uri.pathname === pathname;
      });
  }

  async function openSession(api: DemoApi): Promise<Session> {
    const [user] = api.users;
    assert.ok(user);
    const visitor = new Visitor(demo);
    const account = new URL('/account', api.issuer).href;
    const page = await visitor.signIn(await visitor.open(account), user);
    const fields = formsOf(page).flatMap((form) => form.fields);
    const csrf = fields.find(({ name }) => name === 'csrf')?.value ?? '';
    assert.ok(csrf);
    return { cookie: visitor.cookiesFor(account), csrf, tenant: user.tenant };
  }
});

/** The request as it stands on the wire; the connection ends with its answer. */
function request(line: string, headers: string[], body = ''): string {
  return [`${line} HTTP/1.1`, ...headers, 'Connection: close', '', body].join('\r\n');
}

function jsonTo(path: string, host: string): string {
  return request(`POST ${path}`, [host, 'Content-Type: application/json', 'Content-Length: 2'], '{}');
}
