import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { findScimTester } from '../../../../scripts/from-pypi.ts';
import { newManagementToken } from '../../../src/manage/management-tokens/make.ts';
import { TenantId } from '../../../src/model/index.ts';
import { openSite } from '../../pages/site.ts';

const python = findScimTester();

test('a directory passes the checks of scim2-tester', {
  skip: !python && 'needs Python with scim2-tester',
}, async () => {
  const site = await openSite();
  try {
    const { token, record } = newManagementToken(site.api.config, {
      ...{ name: 'directory', scopes: ['manage:members:write'], madeBy: null, expiresAt: null },
      ...{ tenantId: TenantId('org_harbour'), createdAt: site.clock.now() },
    });
    await site.api.store.createManagementToken(record, []);
    const { port } = new URL(site.api.address.issuer);
    const checks = spawn(python?.command ?? '', [join(import.meta.dirname, 'compliance.py')], {
      env: {
        ...process.env,
        ...python?.env,
        SCIM_URL: `http://127.0.0.1:${port}/manage/scim/v2`,
        SCIM_TOKEN: token,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, failed, [code]] = await Promise.all([
      text(checks.stdout),
      text(checks.stderr),
      once(checks, 'exit'),
    ]);
    assert.equal(code, 0, `${said}${failed}`);
  } finally {
    await site.close();
  }
});
