import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import type { Finding } from '../../src/audit/seal/finding.ts';
import { removeOldRows } from '../../src/audit/seal/retention.ts';
import { sealLog } from '../../src/audit/seal/sealer.ts';
import { type KnownHead, verifyLog } from '../../src/audit/seal/verify.ts';
import type { AuditEvent, AuditKind } from '../../src/model/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { event, folder, NOW } from '../store/fixtures.ts';

/** A log in a real database file, which a test may also open behind Latchkey's back. */
export async function sealedLog(t: TestContext) {
  const dir = folder();
  const file = dir.path('log.sqlite');
  const time = { now: NOW };
  const clock = { now: () => time.now };
  const store = await openSqliteStore(file, { clock });
  const masterKey = randomBytes(32);
  const keys = await openKeys({ store, masterKey, apiName: 'acme', clock });
  t.after(async () => {
    await store.close();
    dir.remove();
  });
  return {
    store,
    keys,
    time,
    masterKey,
    clock,
    record: (kinds: AuditKind[], over: Partial<AuditEvent> = {}) =>
      store.record(
        kinds.map((kind, index) => event(kind, { at: time.now, requestId: `req_${index}`, ...over })),
      ),
    seal: () => sealLog({ store, keys, clock }),
    removeOld: (days: number, kinds: Partial<Record<AuditKind, number>> = {}) =>
      removeOldRows(store, { days, kinds }, time.now),
    async verify(known: KnownHead | null = null) {
      const findings: Finding[] = [];
      const verified = await verifyLog({ store, keys }, (found) => findings.push(found), known);
      return { ...verified, findings, said: findings.map(({ text }) => text) };
    },
    /** As somebody would who has the file and no key. */
    attack(...statements: string[]) {
      const db = new DatabaseSync(file);
      for (const statement of statements) db.exec(statement);
      db.close();
    },
  };
}
