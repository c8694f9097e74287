import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { rowDigest } from '../audit/seal/digest.ts';
import { readRemoval } from '../audit/seal/removal.ts';
import type { AuditKeys } from '../audit/seal/signature.ts';
import { StartError } from '../config/environment/start-error.ts';
import { linesOf } from '../lib/lines.ts';
import { systemCause } from '../lib/system-cause.ts';
import {
  AUDIT_KINDS,
  type AuditKind,
  type AuditRow,
  type AuditSeal,
  type AuditSealPart,
} from '../model/index.ts';
import { EFFECTS, type Effect, effectsOf } from '../rules/restore/effects.ts';
import { gather } from '../rules/restore/gather.ts';
import type { Store } from '../store/store.ts';

const nullable = z.string().nullable();
const row = z.object({
  id: z.int().positive(),
  kind: z.string(),
  at: z.iso.datetime(),
  tenantId: nullable,
  userId: nullable,
  clientId: nullable,
  connectedAccountId: nullable,
  grantId: nullable,
  mode: z.enum(['live', 'sandbox']).nullable(),
  outcome: z.enum(['allowed', 'denied']),
  code: nullable,
  ip: nullable,
  requestId: nullable,
  detail: z.record(z.string(), z.unknown()),
});
const sealed = z.object({
  seal: z.object({
    number: z.int(),
    firstId: z.int(),
    lastId: z.int(),
    at: z.int(),
    root: z.string(),
    previous: z.string(),
    keyId: z.string(),
    signature: z.string(),
  }),
  parts: z.array(
    z.object({
      seal: z.int(),
      kind: z.enum(AUDIT_KINDS),
      rows: z.int(),
      root: z.string(),
      leaves: z.array(z.tuple([z.int(), z.string()])).nullable(),
    }),
  ),
});

/** Rows that are added with one commit. */
const PIECE = 1_000;

/** The part of an exported log that is newer than a backup. */
export interface Later {
  effects: Map<string, Effect>;
  /** The rows after the backup. */
  rows: number;
  /** The newest row of the export, and its time. */
  through: { id: number; at: number };
  /** The seals after the backup; without any, nothing shows that the rows are as they were written. */
  seals: number;
}

/**
 * Adds the rows and seals of an export (`latchkey audit export`) that are newer than the restored log, and returns what they
 * ended and narrowed.
 *
 * Throws `StartError` if the export is not of this log, does not reach back to its end, or has a gap that may hide
 * something: an export that was filtered would leave endings out.
 */
export async function addLaterRows(file: string, store: Store, keys: AuditKeys): Promise<Later> {
  const last = await store.newestChange();
  const [newest] = last > 0 ? await store.auditAfter(last - 1, 1) : [];
  const later: Later = { effects: new Map(), rows: 0, through: { id: last, at: 0 }, seals: 0 };
  const lastSeal = (await store.lastSeal())?.number ?? 0;
  const gaps = new Gaps(last, file);
  let met = last === 0;
  let rows: AuditRow[] = [];
  let seals: { seal: AuditSeal; parts: AuditSealPart[] }[] = [];
  const add = async () => {
    if ((await store.addExported({ rows, seals })) === 'exists')
      throw new StartError(`${file} has a row twice.`);
    later.rows += rows.length;
    later.seals += seals.length;
    [rows, seals] = [[], []];
  };
  for await (const each of readExport(file)) {
    if ('seal' in each) {
      if (each.seal.number > lastSeal) seals.push(each);
      gaps.sealed(each.seal.lastId);
    } else if (each.id < last) {
      continue;
    } else if (each.id === last) {
      met = newest !== undefined && !('unreadable' in newest) && rowDigest(each) === rowDigest(newest);
      if (!met)
        throw new StartError(`${file} is of another log: its row ${last} is not the one of the backup.`);
    } else {
      const effects = effectsOf(each);
      if (effects === null) {
        throw new StartError(
          `${file} has rows of the kind ${JSON.stringify(each.kind.slice(0, 60))}, which this version does not know: restore by the version that wrote them.`,
        );
      }
      for (const effect of effects) gather(later.effects, effect);
      gaps.add(each, readRemoval(keys, each)?.parts ?? []);
      later.through = { id: each.id, at: each.at };
      rows.push(each);
    }
    if (rows.length + seals.length >= PIECE) await add();
  }
  if (!met) {
    throw new StartError(
      `${file} does not have row ${last}, with which the log of the backup ends: export the whole log, with latchkey audit export and no filter.`,
    );
  }
  gaps.hasToBeExplained();
  await add();
  return later;
}

async function* readExport(
  file: string,
): AsyncGenerator<AuditRow | { seal: AuditSeal; parts: AuditSealPart[] }> {
  let line = 0;
  try {
    for await (const text of linesOf(createReadStream(file))) {
      line++;
      if (text === '') continue;
      yield parsed(text, `${file} line ${line}`);
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`${file} cannot be read: ${systemCause(error)}.`);
  }
}

function parsed(text: string, where: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StartError(
      `${where} is not JSON: --log takes what latchkey audit export writes, as JSON Lines and whole.`,
    );
  }
  const seal = sealed.safeParse(value);
  if (seal.success) return seal.data;
  const found = row.safeParse(value);
  if (!found.success) throw new StartError(`${where} is no row of an audit log.`);
  // The members are as the database has them; their brands only keep them from being mixed up.
  return { ...found.data, at: Date.parse(found.data.at) } as AuditRow;
}

/**
 * Rows that are missing between others were removed by retention, and the log says how many of which kind. On PostgreSQL numbers are
 * missing as well: a verb that was undone has used some up, and each month begins with its own. A seal tells all of that from rows that
 * somebody left out: it is held against the rows once they are added.
 */
class Gaps {
  readonly #file: string;
  readonly #found: { before: number; missing: number }[] = [];
  #last: number;
  #removed = 0;
  #sealedThrough = 0;

  constructor(last: number, file: string) {
    this.#last = last;
    this.#file = file;
  }

  add({ id }: AuditRow, removed: readonly { kind: AuditKind; rows: number }[]): void {
    if (id > this.#last + 1) this.#found.push({ before: id, missing: id - this.#last - 1 });
    this.#last = id;
    for (const { kind, rows } of removed) if (isHarmless(kind)) this.#removed += rows;
  }

  sealed(through: number): void {
    this.#sealedThrough = Math.max(this.#sealedThrough, through);
  }

  hasToBeExplained(): void {
    const open = this.#found.filter(({ before }) => before > this.#sealedThrough);
    const missing = open.reduce((sum, gap) => sum + gap.missing, 0);
    if (missing <= this.#removed) return;
    throw new StartError(
      `${this.#file} lacks ${missing} rows between others: export the whole log, with latchkey audit export --seals and no filter.`,
    );
  }
}

/** Calls and the like end nothing, whatever is in their row. */
function isHarmless(kind: AuditKind): boolean {
  return EFFECTS[kind] === EFFECTS['api.called'];
}
