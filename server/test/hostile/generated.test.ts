import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { CALLBACK, type Everything, MANAGING, openEverything, SECRET } from './everything.ts';
import { type Draft, type Mutation, mutated, mutation } from './mutations.ts';
import { type Answer, send } from './send.ts';
import { type Target, targetsOf } from './targets.ts';
import { written } from './written.ts';

/*
 * Generated requests at every endpoint and page: missing, doubled, borrowed and oversized parameters in every
 * encoding. A failure prints its seed. LATCHKEY_HOSTILE_RUNS makes it longer, LATCHKEY_HOSTILE_SEED runs one again.
 */

const AT_ONCE = 8;
const RUNS = Number(process.env.LATCHKEY_HOSTILE_RUNS ?? 150);
const SEED = process.env.LATCHKEY_HOSTILE_SEED;

/** Members that hold a token, with something in them. */
const TOKEN = /"(?:access_token|refresh_token|id_token)"\s*:\s*"[\w.-]{20}/;
const TRACE = /\n\s+at .+:\d+:\d+|node:internal|\/src\/[a-z/-]+\.ts|TypeError|SyntaxError|SQLITE/;

/** Parameters that hold secrets: what is sent under another name is no secret to its reader. */
const SECRETIVE = /secret|token$|assertion|password/;

let world: Everything;
let targets: Target[];
before(async () => {
  world = await openEverything();
  targets = targetsOf(world);
});
after(() => world.close());

describe('generated requests', () => {
  it('as they should be are understood: they fail, if they do, for what they ask', async () => {
    const expected = new Map<string, number[]>();
    for (const target of targets) {
      const draft = mutated(target, [], targets);
      const answer = await send(world.port, draft);
      judge(draft, answer);
      const at = `${target.method} ${target.path.split('?')[0]}`;
      expected.set(at, [...(expected.get(at) ?? []), answer.status]);
    }
    const statuses = (at: string) => expected.get(at) ?? [];
    assert.ok(statuses('POST /oauth/token').every((status) => status === 400 || status === 401));
    assert.deepEqual(statuses('POST /oauth/introspect'), [200, 200]);
    assert.deepEqual(statuses('POST /oauth/revoke'), [200]);
    assert.deepEqual(statuses('POST /oauth/device'), [200]);
    assert.deepEqual(statuses('GET /oauth/register/managed'), [200]);
    assert.deepEqual(statuses('GET /oauth/userinfo'), [403]);
    assert.ok(statuses('POST /oauth/par').includes(201));
    assert.ok(statuses('POST /oauth/register').includes(201));
    assert.ok(statuses('GET /oauth/authorize').includes(200));
  });

  it('are refused as they deserve, whatever is wrong with them', {
    timeout: 60_000 + RUNS * 500,
  }, async () => {
    const request = fc.record({
      target: fc.nat({ max: targets.length - 1 }),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
    });
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: AT_ONCE, maxLength: AT_ONCE, size: 'max' }),
        async (requests) => {
          await Promise.all(
            requests.map(async ({ target, mutations }) => {
              const status = await attempt(targets[target], mutations);
              seen.set(status, (seen.get(status) ?? 0) + 1);
            }),
          );
        },
      ),
      { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) },
    );
    assert.ok((seen.get(400) ?? 0) > RUNS, `most are refused for what they are: ${[...seen]}`);
  });

  it('left nothing behind: no failure in the log, and everything goes on', async () => {
    assert.deepEqual(world.failures, []);
    for (const host of [world.accounts, world.host]) {
      const health = targets.find(({ path }) => path === '/healthz');
      assert.ok(health);
      assert.equal((await send(world.port, mutated({ ...health, host }, [], targets))).status, 200);
    }
  });
});

async function attempt(target: Target | undefined, mutations: Mutation[]): Promise<number> {
  assert.ok(target);
  const draft = mutated(target, mutations, targets);
  const answer = await send(world.port, draft);
  judge(draft, answer);
  return answer.status;
}

function judge(draft: Draft, { status, headers, body }: Answer): void {
  const sent = written(draft).toString('latin1');
  const context = `${status} ${JSON.stringify([...headers])}\n${body.slice(0, 1_000)}\n── to ──\n${sent.slice(0, 2_000)}`;
  const header = (name: string) => headers.get(name)?.[0] ?? '';
  assert.ok(status >= 200 && status < 500, context);

  const location = header('location');
  if (status >= 300 && status < 400) assert.equal(status, 303, context);
  if (location !== '') assertHome(draft, location, context);
  const form = /<form[^>]* action="(https?:[^"]*)"/.exec(body)?.[1];
  if (form !== undefined) assertHome(draft, form, context);

  assert.ok(!TOKEN.test(body), context);
  assert.ok(!TRACE.test(body), context);
  assertNoEcho(draft, [location, ...headers.values()].join('\n') + body, sent, context);
  if (body !== '') assert.notEqual(header('content-type'), '', context);
  if (header('content-type').startsWith('text/html')) {
    assert.ok(!/<img src=x/.test(body), context);
    for (const [, script = ''] of body.matchAll(/<script>(.*?)<\/script>/gs)) {
      const hash = createHash('sha256').update(script).digest('base64');
      assert.ok(header('content-security-policy').includes(`script-src 'sha256-${hash}'`), context);
    }
    assert.match(header('content-security-policy'), /frame-ancestors 'none'/, context);
    assert.equal(header('x-frame-options'), 'DENY', context);
  }
  if (draft.private && status < 400) assert.match(header('cache-control'), /no-store/, context);
  if (status >= 400 && header('content-type').includes('json') && body !== '') {
    const problem = JSON.parse(body) as Record<string, unknown>;
    // RFC 6750 section 3.1: who sent no token is told no error.
    const asked = status === 401 && /^Bearer realm="[^"]*"$/.test(header('www-authenticate'));
    assert.ok(asked || typeof (problem.error ?? problem.code) === 'string', context);
    const text = String(problem.error_description ?? '');
    assert.match(text, /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/, context);
  }
}

/** On the same host, or at an address that the client registered: what a browser makes of it counts. */
function assertHome({ host }: Draft, location: string, context: string): void {
  const url = new URL(location, `http://${host}`);
  const home = [world.accounts, world.host].includes(url.host);
  assert.ok(home || url.origin + url.pathname === CALLBACK, context);
  assert.equal(url.username, '', context);
  assert.ok(!url.searchParams.has('code') || home, context);
}

/** A secret that was not written into the URL, where it is anyway, comes back in no answer. */
function assertNoEcho(draft: Draft, answer: string, sent: string, context: string): void {
  const line = decodeURIComponent(
    sent
      .slice(0, sent.indexOf('\r\n'))
      .replaceAll(/%(?![0-9a-f]{2})/gi, '')
      .replaceAll(/%[89a-f][0-9a-f]/gi, ''),
  );
  // A token that manages a registration is told by each read of it (RFC 7592 section 3).
  const told = draft.path.startsWith('/oauth/register/') ? [MANAGING] : [];
  for (const secret of [SECRET, MANAGING, world.narrow, world.session.cookie.split('=')[1] ?? SECRET]) {
    const misnamed = draft.fields.some(({ name, value }) => value.includes(secret) && !SECRETIVE.test(name));
    if (told.includes(secret) || misnamed || line.includes(secret)) continue;
    assert.ok(!answer.includes(secret), context);
  }
}
