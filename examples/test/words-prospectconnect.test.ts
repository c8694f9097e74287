import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bearer, person, send, tokenNamed } from './demo/client.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';
import { Visitor } from './demo/visitor.ts';

/** The table of the page: its resources, where their records are, and the actions that change one. */
const RESOURCES = [
  { name: 'contact', path: 'contacts', prefix: 'con', actions: [] },
  { name: 'company', path: 'companies', prefix: 'com', actions: [] },
  { name: 'deal', path: 'deals', prefix: 'deal', actions: ['stage'] },
  { name: 'task', path: 'tasks', prefix: 'task', actions: ['complete'] },
  { name: 'note', path: 'notes', prefix: 'note', actions: ['pin'] },
  { name: 'activity', path: 'activities', prefix: 'act', actions: [] },
];

/** The calls of one action of one resource, on a record that does not exist. */
function callsOf({ path, prefix, actions }: (typeof RESOURCES)[number]): Record<string, string[]> {
  const record = `/v1/${path}/${prefix}_${'0'.repeat(24)}`;
  const read = [`GET /v1/${path}`, `GET ${record}`, `POST /v1/${path}/search`];
  const write = [
    `POST /v1/${path}`,
    `PATCH ${record}`,
    ...actions.map((action) => `POST ${record}/${action}`),
  ];
  const remove = [`DELETE ${record}`];
  return { read, write, delete: remove, all: [...read, ...write, ...remove] };
}

/** ProspectConnect's page on tokens, scopes and the reference, call by call. */
describe('the words of ProspectConnect’s page', () => {
  let running: RunningDemo;
  let api: DemoApi;
  let document: { paths: Record<string, Record<string, { security: unknown; description?: string }>> };

  const share = joinDemo({ only: ['prospectconnect'] });
  before(async () => {
    running = await share.start();
    api = running.demo.apis.prospectconnect;
    const { headers } = await send(new URL('/docs', api.issuer).href);
    const served = await send(`${headers.location}/live.json`);
    assert.equal(served.status, 200, served.text);
    document = served.json as typeof document;
  });
  after(async () => {
    await share.leave();
  });

  const call = (line: string, headers: Record<string, string>) => {
    const [method = '', path] = line.split(' ');
    const body = ['POST', 'PATCH'].includes(method) ? { body: '[]' } : {};
    const type = { 'content-type': 'application/json' };
    return send(`${api.api}${path}`, { method, headers: { ...type, ...headers }, ...body });
  };

  it('every request needs a token: without one, and with one that is none, each is 401', async () => {
    const lines = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, 'x')}`),
    );
    assert.ok(lines.length >= 6 * 6);
    for (const line of lines) {
      for (const [headers, code] of [
        [{}, 'missing_token'],
        [bearer('pat_nobody'), 'invalid_token'],
        [{ authorization: 'Basic cGF0Og==' }, 'missing_token'],
      ] as const) {
        const answer = await call(line, headers);
        assert.deepEqual([answer.status, answer.json.code], [401, code], line);
      }
    }
  });

  it('the business is never sent: not in the address, not in a body', async () => {
    const headers = bearer(tokenNamed(api, 'Everything, as a manager'), {
      'content-type': 'application/json',
    });
    const own = await send(`${api.api}/v1/me`, { headers });
    for (const business of [String(own.json.business_id), 'biz_c3a97be012f84d65908e7b1a']) {
      const inAddress = await send(`${api.api}/v1/contacts?business_id=${business}`, { headers });
      assert.equal(inAddress.status, 400, inAddress.text);
      assert.match(String(inAddress.json.detail), /taken from the token and never sent/);
      const body = JSON.stringify({ name: 'Mole', business_id: business });
      const inBody = await send(`${api.api}/v1/contacts`, { method: 'POST', headers, body });
      assert.equal(inBody.status, 422, inBody.text);
    }
    assert.ok(Object.keys(document.paths).every((path) => !path.includes('business')));
  });

  it('each scope of the table opens what its line says, and no other call', async () => {
    const visitor = new Visitor(running.demo);
    const signIn = await visitor.open(new URL('/settings/tokens/new', api.issuer).href);
    const form = await visitor.signIn(signIn, person(api, 'marcus'));
    for (const [index, resource] of RESOURCES.entries()) {
      // Its own calls, and those of one other resource, which it must not open.
      const other = RESOURCES[(index + 1) % RESOURCES.length] ?? assert.fail();
      const every = [resource, other].flatMap((each) => callsOf(each).all ?? []);
      for (const [action, opened] of Object.entries(callsOf(resource))) {
        const scope = `${resource.name}.${action}`;
        const made = await visitor.submit(form, { name: scope, scope });
        const token = /id="token"[^>]*>([^<]+)</.exec(made.body)?.[1] ?? '';
        const answers = await Promise.all(every.map((line) => call(line, bearer(token))));
        const open = every.filter((line, at) => {
          const { status, json, text } = answers[at] ?? assert.fail();
          // A call that passes is refused by the API itself: there is no such record, and a list is not a
          // valid body.
          assert.ok([200, 400, 403, 404, 422].includes(status), `${line}: ${text}`);
          if (status === 403) assert.equal(json.code, 'insufficient_scope', line);
          return status !== 403;
        });
        assert.deepEqual(
          open,
          every.filter((line) => opened.includes(line)),
          scope,
        );
      }
    }
  });

  it('the reference lists with each endpoint the exact scope, for a PAT and for an app', async () => {
    const plural = new Map(RESOURCES.map(({ name, path }) => [path, name]));
    assert.ok(Object.keys(document.paths).length > RESOURCES.length);
    for (const [path, operations] of Object.entries(document.paths)) {
      const [, , collection = '', record = ''] = path.split('/');
      const name = plural.get(collection);
      for (const [method, { security, description }] of Object.entries(operations)) {
        if (name === undefined) {
          assert.equal(path, '/v1/me');
          continue;
        }
        const isRead = method === 'get' || record === 'search';
        const scope = `${name}.${isRead ? 'read' : method === 'delete' ? 'delete' : 'write'}`;
        const line = `${method} ${path}`;
        assert.deepEqual(
          Object.assign({}, ...(security as object[])),
          { bearerPat: [scope], oauth2: [scope] },
          line,
        );
        assert.ok(description?.includes(`**Scope** \`${scope}\``), line);
      }
    }
  });
});
