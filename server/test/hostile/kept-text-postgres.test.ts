import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newDatabase, withoutPostgres } from '../store/postgres/server.ts';
import { type Everything, openEverything } from './everything.ts';
import { type Draft, mutated } from './mutations.ts';
import { send } from './send.ts';
import { type Target, targetsOf } from './targets.ts';

/** U+0000, and what is half of a character: JSON alone can say the second. */
const UNKEPT = ['\0', 'a\0b', '\ud83d'];
const SAYS = /U\+0000|surrogate|not form-urlencoded|not well-formed|malformed|cannot be read/;

/*
 * PostgreSQL keeps no U+0000 and no half of a surrogate pair. The parser refuses both in every place, in the
 * same way on both databases.
 */
for (const [name, skip, database] of [
  ['SQLite', false, async () => null],
  ['PostgreSQL', await withoutPostgres(), newDatabase],
] as const) {
  describe(`text that no database keeps, on ${name}`, { skip }, () => {
    let world: Everything;
    let targets: Target[];
    const leaving: (() => Promise<void>)[] = [];
    before(async () => {
      const url = await database({ after: (leave) => void leaving.push(leave) });
      world = await openEverything(url === null ? null : { url, directUrl: null, connections: 4 });
      targets = targetsOf(world);
    });
    after(async () => {
      await world.close();
      for (const leave of leaving) await leave();
    });

    it('is refused in every field of every endpoint and page', async () => {
      let said = 0;
      for (const target of targets) {
        const good = mutated(target, [], targets);
        for (const at of good.fields.keys()) {
          for (const text of UNKEPT) {
            const { status, body } = await send(world.port, with_(good, at, text));
            const field = `${target.method} ${target.path} ${good.fields[at]?.name}`;
            assert.ok(status >= 200 && status < 500, `${status} at ${field}`);
            if (SAYS.test(body)) said += 1;
          }
        }
      }
      assert.ok(said > 100, `${said} answers name it`);
      assert.deepEqual(world.failures, []);
    });

    it('is refused in the address of every endpoint and page, but not in that of a call', async () => {
      const ours = targets.filter(
        ({ host, path }) => host === world.accounts && !/healthz|readyz/.test(path),
      );
      for (const target of ours) {
        const path = `${target.path}${target.path.includes('?') ? '&' : '?'}tenant=a%00b`;
        const draft = { ...mutated(target, [], targets), path };
        const { status } = await send(world.port, draft);
        assert.ok(status >= 400 && status < 500, `${status} at ${target.method} ${target.path}`);
      }
      assert.deepEqual(world.failures, []);
    });
  });
}

function with_(draft: Draft, at: number, value: string): Draft {
  return {
    ...draft,
    fields: draft.fields.map((field, index) => (index === at ? { ...field, value } : field)),
  };
}
