import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { TokenHash } from '../../src/model/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import type { Store } from '../../src/store/store.ts';
import { folder } from './fixtures.ts';

type Line =
  | { verb: 'approve'; code: TokenHash }
  | { verb: 'redeem'; code: TokenHash; access: TokenHash }
  | { verb: 'rotate'; used: TokenHash; successor: TokenHash }
  | { verb: 'revoke'; access: TokenHash };
const VICTIM = fileURLToPath(new URL('./children/crash-victim.ts', import.meta.url));

it('loses nothing that was answered when the process is killed, and keeps no verb by halves', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('crash.db');
  const lines: Line[] = [];
  // Killed twice in the same database: the second start has to recover from the first end.
  for (const enough of [150, 400]) lines.push(...(await runAndKill(file, enough)));
  assert.ok(lines.length >= 550);

  const store = await openSqliteStore(file);
  for (const line of lines) assert.ok(await isThere(store, line), `lost: ${JSON.stringify(line)}`);
  await store.close();

  const db = new DatabaseSync(file, { readOnly: true });
  t.after(() => db.close());
  const count = (sql: string) => Number(db.prepare(sql).get()?.n);
  const redeemed = count('SELECT count(*) AS n FROM token_families');
  assert.equal(
    count(`SELECT count(*) AS n FROM authorization_codes c JOIN token_families f ON f.id = c.family_id`),
    redeemed,
  );
  assert.equal(
    count(`SELECT count(*) AS n FROM access_tokens a JOIN token_families f ON f.id = a.family_id`),
    redeemed + count('SELECT count(*) AS n FROM refresh_tokens WHERE used_at IS NOT NULL'),
  );
  assert.equal(count(`SELECT count(*) AS n FROM audit WHERE kind = 'code.redeemed'`), redeemed);
  const used = count('SELECT count(*) AS n FROM refresh_tokens WHERE used_at IS NOT NULL');
  assert.equal(count('SELECT count(*) AS n FROM refresh_tokens'), redeemed + used);
  assert.equal(count(`SELECT count(*) AS n FROM audit WHERE kind = 'token.refreshed'`), used);
});

/** Lets the victim work until it has been answered `enough` times, then kills it; returns all it was answered. */
async function runAndKill(file: string, enough: number): Promise<Line[]> {
  const child = spawn(process.execPath, [VICTIM, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines: Line[] = [];
  for await (const text of createInterface(child.stdout)) {
    // The last line may be cut off where the process was.
    if (!text.endsWith('}')) break;
    lines.push(JSON.parse(text));
    if (lines.length === enough) child.kill('SIGKILL');
  }
  const [, signal] = await exited;
  assert.equal(signal, 'SIGKILL');
  return lines;
}

async function isThere(store: Store, line: Line): Promise<boolean> {
  switch (line.verb) {
    case 'approve':
      return (await store.code(line.code)) !== null;
    case 'redeem':
      return (
        (await store.accessToken(line.access)) !== null &&
        (await store.code(line.code))?.code.redeemedAt !== null
      );
    case 'rotate': {
      const used = await store.refreshToken(line.used);
      const successor = await store.refreshToken(line.successor);
      return successor !== null && used !== null && used.refresh.usedAt !== null;
    }
    case 'revoke':
      return typeof (await store.accessToken(line.access))?.family?.revokedAt === 'number';
    default:
      return false;
  }
}
