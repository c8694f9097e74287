import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import type { Finding } from '../../src/audit/seal/finding.ts';
import { type Retention, removeOldRows } from '../../src/audit/seal/retention.ts';
import { type Pace, sealLog } from '../../src/audit/seal/sealer.ts';
import { type KnownHead, verifyLog } from '../../src/audit/seal/verify.ts';
import type { AuditEvent, AuditKind, AuditSeal } from '../../src/model/index.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { event, folder, NOW } from '../store/fixtures.ts';
import { openNewStore } from '../store/made-before.ts';

/** A log in a real database file, which a test may also open behind Latchkey's back. */
export async function sealedLog(t: TestContext) {
  const dir = folder();
  const file = dir.path('log.sqlite');
  const time = { now: NOW };
  const clock = { now: () => time.now };
  const store = await openNewStore(file, { clock });
  const masterKey = randomBytes(32);
  const keys = await openKeys({ store, masterKey, apiName: 'acme', clock });
  let rule: Retention = { days: 2_557, kinds: {} };
  t.after(async () => {
    await store.close();
    dir.remove();
  });
  return {
    file,
    store,
    keys,
    time,
    masterKey,
    clock,
    record: (kinds: AuditKind[], over: Partial<AuditEvent> = {}) =>
      store.record(
        kinds.map((kind, index) => event(kind, { at: time.now, requestId: `req_${index}`, ...over })),
      ),
    seal: (pace: Pace = async () => true, known: AuditSeal | null = null) =>
      sealLog({ store, keys, clock }, pace, known),
    /** All that is due; verifying holds it against the same rule unless it is told another. */
    async removeOld(days: number, kinds: Partial<Record<AuditKind, number>> = {}) {
      rule = { days, kinds };
      let removed = 0;
      for (;;) {
        const rows = await removeOldRows({ store, keys, clock }, rule);
        if (rows === 0) return removed;
        removed += rows;
      }
    },
    async verify(known: KnownHead | null = null, retention: Retention = rule) {
      const findings: Finding[] = [];
      const report = (found: Finding) => void findings.push(found);
      const verified = await verifyLog({ store, keys, clock, retention }, report, known);
      return { ...verified, findings, said: findings.map(({ text }) => text) };
    },
    /** Acts as an attacker who has the file and no key. */
    attack(...statements: string[]) {
      const db = new DatabaseSync(file);
      for (const statement of statements) db.exec(statement);
      db.close();
    },
    /** The rows of the file. */
    read(statement: string): Record<string, unknown>[] {
      const db = new DatabaseSync(file, { readOnly: true });
      const rows = db.prepare(statement).all();
      db.close();
      return rows;
    },
  };
}
