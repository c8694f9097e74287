import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newManagementToken } from '../../src/manage/management-tokens/make.ts';
import { openSite, type Site } from '../pages/site.ts';
import { folderFor, type Said, shell } from './shell.ts';

describe('latchkey manage', () => {
  let site: Site;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    site = await openSite();
    const { token, record } = newManagementToken(site.api.config, {
      ...{ name: 'terminal', scopes: ['manage:write'], tenantId: null, madeBy: null, expiresAt: null },
      createdAt: site.clock.now(),
    });
    await site.api.store.createManagementToken(record, []);
    env = { LATCHKEY_MANAGEMENT_TOKEN: token, LATCHKEY_MANAGEMENT_URL: `${site.origin}/manage` };
  });
  after(() => site.close());

  const type = async (t: Parameters<typeof folderFor>[0], args: string[], input = ''): Promise<Said> =>
    shell(await folderFor(t), env)(['manage', ...args], input);

  it('lists the operations of the server, and explains one', async (t) => {
    const all = await type(t, []);
    assert.match(all.out, /tenants +list-tenants +List tenants/);
    const one = await type(t, ['help', 'create-management-token']);
    assert.match(one.out, /--name .*--scopes .*--expires-at/s);
  });

  it('finds the management API of an issuer', async (t) => {
    const listed = await type(t, ['list-tenants', '--url', site.origin, '--json']);
    assert.deepEqual(JSON.parse(listed.out.split('\n')[0] ?? ''), {
      id: 'org_harbour',
      name: 'Harbour Law',
      forTests: false,
    });
  });

  it('creates by options, by a body and from a file that is typed', async (t) => {
    const made = await type(t, ['create-tenant', '--id', 'org_a', '--name', 'A & Sons']);
    assert.deepEqual(JSON.parse(made.out), { id: 'org_a', name: 'A & Sons', forTests: false });
    assert.equal((await type(t, ['create-tenant', '--body', '{"id":"org_b","name":"B"}'])).code, 0);
    assert.equal((await type(t, ['create-tenant', '--body', '@-'], '{"id":"org_c","name":"C"}')).code, 0);
    const token = await type(t, [
      'create-management-token',
      '--name',
      'x',
      '--scopes',
      'manage:tenants:read manage:audit:read',
    ]);
    assert.deepEqual(JSON.parse(token.out).scopes, ['manage:tenants:read', 'manage:audit:read']);
    const shown = await type(t, ['get-tenant', 'org_c']);
    assert.equal(JSON.parse(shown.out).name, 'C');
  });

  it('prints a list page by page, or whole', async (t) => {
    const first = await type(t, ['list-tenants', '--limit', '1']);
    assert.equal(first.out.split('\n').length, 1);
    assert.match(first.err, /There is more: --cursor \S+, or --all/);
    const whole = await type(t, ['list-tenants', '--limit', '1', '--all']);
    assert.ok(whole.out.split('\n').length >= 2);
    assert.match(whole.err, /^ID +NAME +FOR TESTS$/, 'once, and apart from the rows');
    const scopes = await type(t, ['list-scopes']);
    assert.match(scopes.err, /^NAME +TITLE +/);
    assert.doesNotMatch(scopes.out, /[{}]/, 'applications by their ids');
  });

  it('says what was wrong, where, and what to do', async (t) => {
    const refused = await type(t, ['create-tenant', '--id', 'with space', '--name', 'x']);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /\/id: up to 100 characters/);
    for (const [args, says] of [
      [['create-tenant'], /create-tenant needs --id, --name: see latchkey manage help create-tenant\./],
      [['create-tenant', '--nmae', 'x'], /create-tenant takes --idempotency-key, --id, --name/],
      [['get-tenant'], /get-tenant needs <tenant>/],
      [['get-tenant', 'nowhere'], /There is no such tenant/],
      [['lst-tenants'], /no operation lst-tenants \(did you mean `list-tenants`\?\)/],
      [['list-tenants', '--token', 'lkm_wrong'], /no management token of this API/],
      [['list-tenants', '--url', 'http://accounts.example.com'], /use https/],
      [['list-tenants', '--url', 'http://127.0.0.1:1'], /does not answer \(ECONNREFUSED\)/],
    ] as const) {
      const { code, err } = await type(t, [...args]);
      assert.equal(code, 1, args.join(' '));
      assert.match(err, says, args.join(' '));
    }
  });
});
