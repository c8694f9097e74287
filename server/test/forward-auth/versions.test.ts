import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { findNginx } from '../../../scripts/nginx.ts';
import { createApp } from '../../src/app.ts';
import { forwardAuth } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { withoutPython } from '../attacks/site.ts';
import { fetchRaw, listen } from '../gateway/sockets.ts';
import { LIVE, openWorld } from '../guard/world.ts';
import { startNginx } from './behind-nginx.ts';

const nginx = findNginx();
const skip = nginx === null ? 'nginx is not installed and cannot be fetched' : withoutPython;

test('nginx passes on the version that was agreed on, by the lines of docs/guides/versions.md', {
  skip,
}, async (t) => {
  const page = await readFile(new URL('../../../docs/guides/versions.md', import.meta.url), 'utf8');
  const [, lines = ''] = /^```nginx\n(.*?)^```$/ms.exec(page) ?? [];
  const known = [
    { name: '2' },
    { name: '1', deprecated: '2026-01-01', sunset: '2026-12-31', documentation: 'https://docs.example/2' },
    { name: '0', sunset: '2026-01-01' },
  ];
  const world = await openWorld({
    front: forwardAuth(),
    versions: { header: 'Acme-Version', known, default: '2' },
  });
  t.after(() => world.close());
  const app = await createApp({ api: world.api, operations: world.operations });
  const log = createLogger({ level: 'silent' });
  const door = await listen(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  t.after(() => door.close());
  const edge = await startNginx({
    ...{ binary: nginx ?? '', latchkeyPort: door.port, apiName: 'cases', host: LIVE, lines },
    guardKey: world.api.keys.guardKey(),
  });
  t.after(() => edge.close());
  const { token } = await world.personalToken();
  const call = (headers: Record<string, string>) =>
    fetchRaw(edge.port, '/cases', { headers: { host: LIVE, authorization: `Bearer ${token}`, ...headers } });
  const told = (body: string): string[] =>
    (JSON.parse(body).headers as [string, string][])
      .filter(([name]) => /^acme.version$/i.test(name))
      .map(([, value]) => value);

  const usual = await call({});
  assert.deepEqual([usual.status, told(usual.body)], [200, ['2']]);
  assert.deepEqual([usual.headers.deprecation, usual.headers.sunset], [undefined, undefined]);
  const old = await call({ 'Acme-Version': '1', Acme_Version: '2' });
  assert.deepEqual([old.status, told(old.body)], [200, ['1']]);
  assert.equal(old.headers.deprecation, `@${Date.UTC(2026, 0, 1) / 1_000}`);
  assert.equal(old.headers.sunset, 'Thu, 31 Dec 2026 00:00:00 GMT');
  assert.equal(old.headers.link, '<https://docs.example/2>; rel="deprecation"');
  for (const [version, status, code] of [
    ['7', 400, 'unknown_version'],
    ['0', 410, 'version_retired'],
  ] as const) {
    const refused = await call({ 'Acme-Version': version });
    const body = JSON.parse(refused.body);
    assert.deepEqual([refused.status, body.code, body.versions], [status, code, ['2', '1']]);
    const sunset = version === '0' ? 'Thu, 01 Jan 2026 00:00:00 GMT' : undefined;
    assert.equal(refused.headers.sunset, sunset);
  }
});
