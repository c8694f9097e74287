import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { findSchemathesis } from '../../../../scripts/from-pypi.ts';
import { newManagementToken } from '../../../src/manage/management-tokens/make.ts';
import { UserId } from '../../../src/model/index.ts';
import { client, openSite } from '../../pages/site.ts';
import { folder } from '../../store/fixtures.ts';

/*
 * Schemathesis reads the document and sends what it allows, and what it does not. With LATCHKEY_FUZZ_EXAMPLES it sends as many requests
 * to each operation; without it one to each, for some seconds.
 */

const python = findSchemathesis();
const examples = process.env.LATCHKEY_FUZZ_EXAMPLES;

/** One has no end for a minute; by the other the fuzzer would end its own token. */
const LEFT_OUT = ['followClientCalls', 'revokeManagementToken'];

test('the management API never fails, and answers as its document says, whatever a fuzzer sends', {
  skip: !python && 'needs Python with schemathesis',
}, async () => {
  const files = folder();
  const site = await openSite({ clients: [client({ id: 'ofmax', ownerUserId: UserId('max') })] });
  try {
    const { token, record } = newManagementToken(site.api.config, {
      ...{ name: 'fuzzer', scopes: ['manage:write'], tenantId: null, madeBy: null, expiresAt: null },
      createdAt: site.clock.now(),
    });
    await site.api.store.createManagementToken(record, []);
    const base = `http://127.0.0.1:${new URL(site.api.address.issuer).port}/manage`;
    const checks =
      'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';
    const fuzzer = spawn(
      python?.command ?? '',
      [
        ...['-m', 'schemathesis.cli', 'run', `${base}/openapi.json`, '--url', base],
        ...[
          '-H',
          `Authorization: Bearer ${token}`,
          '--checks',
          checks,
          '--continue-on-failure',
          '--no-color',
        ],
        ...['--phases', examples ? 'coverage,fuzzing' : 'fuzzing', '--max-examples', examples ?? '1'],
        // The same requests each time, unless more are asked for.
        ...(examples ? [] : ['--generation-deterministic']),
        ...LEFT_OUT.flatMap((id) => ['--exclude-operation-id', id]),
      ],
      // It keeps notes where it runs.
      { cwd: files.path('.'), env: { ...process.env, ...python?.env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const [said, failed, [code]] = await Promise.all([
      text(fuzzer.stdout),
      text(fuzzer.stderr),
      once(fuzzer, 'exit'),
    ]);
    assert.match(said, /Tested: \d{3,}/, said + failed);
    assert.equal(code, 0, said + failed);
  } finally {
    await site.close();
    files.remove();
  }
});
