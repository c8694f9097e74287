import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { follow } from './guide.ts';

test('docs/tutorials/guard.md: every command runs as printed, and is answered as it says', async (t) => {
  const { guide, code, said, complained, statuses } = await follow(t, 'tutorials/guard.md');
  const whole = `${said}\n${complained}`;
  assert.equal(code, 0, whole);
  assert.deepEqual(statuses, [200, 401, 200, 403, 403, 201, 403, 204], whole);

  const [, printed = ''] = /^```json\n(.*?)^```$/ms.exec(guide) ?? [];
  const bodies = [...said.matchAll(/^\{"type":.*?\}\]\}/gm)].map(([body]) => JSON.parse(body));
  assert.deepEqual(bodies[0], JSON.parse(printed));
  assert.deepEqual(
    bodies.slice(1).map(({ code, remedy }) => [code, remedy]),
    [
      ['insufficient_scope', 'reauthorize'],
      ['insufficient_role', 'ask_admin'],
    ],
  );
  assert.match(said, /"company":"Fern & Sons"/);
  assert.match(said, /DELETE deleteNote was refused as insufficient_role/);
});

test('docs/tutorials/guard.md: the app has ten lines', async () => {
  const page = await readFile(new URL('../../../docs/tutorials/guard.md', import.meta.url), 'utf8');
  const [, app = ''] = /server\.mjs <<'EOF'\n(.*?)EOF\n/s.exec(page) ?? [];
  assert.equal(app.trimEnd().split('\n').length, 10);
});
