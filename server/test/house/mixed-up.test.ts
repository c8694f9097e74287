import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../src/lib/compare.ts';
import type { ClientId, Grant, TenantId, UserId } from '../../src/model/index.ts';
import type { Store } from '../../src/store/store.ts';

/* The compiler reports each `@ts-expect-error` after which a line compiles. Nothing of this is called. */

export async function tokens(store: Store, token: string): Promise<void> {
  await store.accessToken(sha256(token));
  // @ts-expect-error a token is found by its hash
  await store.accessToken(token);
  // @ts-expect-error
  await store.refreshToken(token);
  // @ts-expect-error
  await store.personalToken(token);
  // @ts-expect-error
  await store.session(token, 0);
  // @ts-expect-error
  await store.code(token);
}

export async function ids(store: Store, userId: UserId, tenantId: TenantId, text: string): Promise<void> {
  await store.membership(userId, tenantId);
  // @ts-expect-error the wrong way round
  await store.membership(tenantId, userId);
  // @ts-expect-error
  await store.personalTokensOf(tenantId, userId);
  // @ts-expect-error
  await store.membersOf({ tenantId: userId, after: null, limit: 1 });
  // @ts-expect-error
  await store.deletePerson({ userId: tenantId, audit: [] });
  // @ts-expect-error
  await store.auditTrail({ tenantId: userId, limit: 1 });
  // @ts-expect-error text out of a request is looked up first
  await store.membership(text, tenantId);
  // @ts-expect-error
  await store.member(userId, text);
}

export async function grants(
  store: Store,
  clientId: ClientId,
  { id, userId, tenantId }: Grant,
): Promise<void> {
  const change = { tenantId, now: 0, audit: [] };
  await store.grantFor(clientId, userId, tenantId);
  await store.revokeGrant({ ...change, grantId: id });
  // @ts-expect-error a client and a user in each other's place
  await store.grantFor(userId, clientId, tenantId);
  // @ts-expect-error
  await store.revokeGrant({ ...change, grantId: clientId });
  // @ts-expect-error text out of a request is looked up first
  await store.revokeGrant({ ...change, grantId: 'grant_1' });
}

test('ids that were mixed up, and a token where its hash is meant, do not compile', (t) => {
  const here = fileURLToPath(import.meta.url);
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-types-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] };
  const project = { extends: join(root, 'tsconfig.json'), files: [here], include: [], compilerOptions };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  assert.deepEqual({ stdout, status }, { stdout: '', status: 0 });
});
