import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { CALLBACK, openSite } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { person, program } from '../api/asking.ts';

const run = promisify(execFile);

const OWN = { name: 'Robot', kind: 'confidential', redirectUris: [CALLBACK], scopes: ['read', 'projects'] };

test('a developer connects their sandbox client to a tenant of theirs, and gets tokens by its code', async () => {
  const site = await openSite();
  const [max, ada, owner] = [
    await person(site, await signedIn(site, 'max')),
    await person(site, await signedIn(site)),
    await program(site, ['manage:write']),
  ];
  const made = async (mode: string) =>
    (await max.post('/clients', { ...OWN, mode, tenant: 'org_harbour' })).body;
  const [live, sandbox] = [await made('live'), await made('sandbox')];
  const path = `/clients/${sandbox.id}/test-connection`;

  const refused: [Promise<{ status: number; body: { code: string } }>, number, string][] = [
    [max.post(`/clients/${live.id}/test-connection`, {}), 409, 'not_sandbox'],
    [max.post(path, { tenant: 'org_empty' }), 422, 'unknown_tenant'],
    [ada.post(path, {}), 404, 'not_found'],
    [owner.post(path, {}), 403, 'needs_a_person'],
  ];
  for (const [answer, status, code] of refused) {
    const { status: actual, body } = await answer;
    assert.deepEqual([actual, body.code], [status, code]);
  }

  const { status, body } = await max.post(path, { tenant: 'org_harbour' });
  assert.deepEqual([status, body.scopes], [201, ['read', 'projects']]);
  const exchange = () =>
    fetch(`http://127.0.0.1:${new URL(site.api.address.issuer).port}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${sandbox.id}:${sandbox.secret}`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        ...{ code: body.code, code_verifier: body.codeVerifier, redirect_uri: body.redirectUri },
      }),
    });
  const tokens = await exchange();
  assert.equal(tokens.status, 200, await tokens.clone().text());
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.granted', limit: 1 });
  assert.deepEqual([row?.userId, row?.mode, row?.tenantId], ['max', 'sandbox', 'org_harbour']);
  assert.equal((await exchange()).status, 400, 'a code is for one use');

  const again = (await max.post(path, { tenant: 'org_harbour' })).body;
  assert.ok(!again.program.includes(sandbox.secret));
  const { port } = new URL(site.api.address.issuer);
  const local = again.program
    .replace('CLIENT_SECRET=…', `CLIENT_SECRET='${sandbox.secret}'`)
    .replaceAll(/http:\/\/[\w.]+\.localhost:\d+/g, `http://127.0.0.1:${port}`);
  const { stdout } = await run('sh', ['-c', local]);
  assert.match(stdout, /"access_token":"\w+.*\n/);

  await owner.post(`/clients/${sandbox.id}/suspend`, {});
  assert.equal((await max.post(path, {})).body.code, 'client_stopped');
  await site.close();
});
