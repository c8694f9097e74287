import { setTimeout as pause } from 'node:timers/promises';
import { verifyLog } from '../audit/seal/verify.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Arriving, Leaving, MovedTable } from '../store/moving/moving.ts';
import type { Store } from '../store/store.ts';
import { openAuditKeys } from '../tokens/keyring.ts';

/** A part of the move that is done, for the operator. */
export type MoveStep =
  | { step: 'already moved'; api: string; to: string }
  | { step: 'begins'; api: string; from: string; to: string }
  | { step: 'copied'; api: string; rows: number; ms: number }
  | {
      step: 'compared';
      api: string;
      rows: number;
      tables: number;
      sealed: number;
      differences: number;
      ms: number;
    }
  | { step: 'waits' }
  | { step: 'stopped' }
  | { step: 'followed'; api: string; changes: number }
  | { step: 'moved'; pause: number };

export interface MoveOptions {
  apis: readonly ApiConfig[];
  masterKey: Buffer;
  clock: Clock;
  openLeaving(api: string): Promise<Leaving>;
  openArriving(api: string): Promise<Arriving>;
  /** Opens the store that moves, to read. */
  openStore(api: string): Promise<Store>;
  /** Locks the data folder, or returns `null` while a server uses it. */
  lockFolder(): { release(): void } | null;
  told(step: MoveStep): void;
  /** Aborts the move as long as the server has not been stopped. */
  signal: AbortSignal;
}

interface Moving {
  api: ApiConfig;
  from: Leaving;
  to: Arriving;
}

/** Tables of so few rows are compared whole once more while nobody is served; it takes milliseconds. */
const SMALL = 10_000;
/** Milliseconds between two looks whether the server has stopped, each of which follows what it wrote. */
const LOOK_AGAIN = 200;

/**
 * Moves the databases of all APIs while their server writes them, follows its changes until it has stopped, and puts them in
 * place. Until that last step the server may go on as if nothing had been; whatever fails before it leaves it so. Throws `StartError`.
 */
export async function moveDatabases(options: MoveOptions): Promise<void> {
  const moving: Moving[] = [];
  try {
    for (const api of options.apis) moving.push(await openBoth(options, api));
    const left: Moving[] = [];
    for (const each of moving) if (await isLeft(each, options)) left.push(each);
    if (left.length === 0) return;
    try {
      for (const each of left) await copyBeside(each, options);
      await finish(left, await untilStopped(left, options), options);
    } catch (error) {
      // If this fails as well, the next start says so, and the next move begins with it.
      await takeBack(left).catch(() => {});
      throw error;
    }
  } finally {
    for (const { from, to } of moving) {
      from.close();
      await to.close();
    }
  }
}

/** Takes away what interrupted moves have left in both databases. */
export async function abandonMove(
  options: Pick<MoveOptions, 'apis' | 'openLeaving' | 'openArriving'>,
): Promise<void> {
  for (const api of options.apis) {
    const { from, to } = await openBoth(options, api);
    try {
      if (await to.isComplete()) {
        throw new StartError(
          `The move of ${api.name} to ${to.place} is complete: to go back to ${from.place}, without what was written there since, ` +
            'drop that schema with psql first.',
        );
      }
      await takeBack([{ api, from, to }]);
    } finally {
      from.close();
      await to.close();
    }
  }
}

async function openBoth(
  { openLeaving, openArriving }: Pick<MoveOptions, 'openLeaving' | 'openArriving'>,
  api: ApiConfig,
): Promise<Moving> {
  const from = await openLeaving(api.name);
  try {
    return { api, from, to: await openArriving(api.name) };
  } catch (error) {
    from.close();
    throw error;
  }
}

/** Whether a database is still to be moved. An earlier move may have been killed before it could say that it was done. */
async function isLeft({ api, from, to }: Moving, { told }: MoveOptions): Promise<boolean> {
  const [state, complete] = [from.state(), await to.isComplete()];
  if (complete && state === 'in use') {
    throw new StartError(
      `There is a database of ${api.name} in ${to.place} already, and ${from.place} was not moved to it: ` +
        'drop that schema with psql if nothing in it counts, or name another database by LATCHKEY_DATABASE_URL.',
    );
  }
  if (!complete && state === 'moved') {
    throw new StartError(
      `${from.place} was moved to another place than ${to.place}: set LATCHKEY_DATABASE_URL to that, or go back by latchkey migrate --abandon.`,
    );
  }
  if (!complete) return true;
  from.finish();
  told({ step: 'already moved', api: api.name, to: to.place });
  return false;
}

async function copyBeside({ api, from, to }: Moving, options: MoveOptions): Promise<void> {
  const { told, clock, signal } = options;
  told({ step: 'begins', api: api.name, from: from.place, to: to.place });
  let begun = performance.now();
  let rows = 0;
  from.follow();
  await hasToOpen(await options.openStore(api.name), { api, options });
  await to.prepare(from.tables, clock.now());
  for (const table of from.tables) await to.copy(table, unlessAborted(from.lines(table), signal));
  // Rows were read one after the other, so that only now they are those of one moment.
  await from.atOneMoment(() => to.follow(from));
  for (const table of from.tables) rows += await to.count(table);
  told({ step: 'copied', api: api.name, rows, ms: performance.now() - begun });

  begun = performance.now();
  await to.index();
  signal.throwIfAborted();
  rows = 0;
  await from.atOneMoment(async () => {
    await to.follow(from);
    for (const table of from.tables) {
      signal.throwIfAborted();
      rows += await compare(table, from, to);
    }
  });
  const log = await verify({ api, to }, options);
  const ms = performance.now() - begun;
  told({ step: 'compared', api: api.name, rows, tables: from.tables.length, ...log, ms });
}

/** Compares a table by count and sum, or by count alone where it has more than `most` rows. Returns how many it has. */
async function compare(
  table: MovedTable,
  from: Leaving,
  to: Arriving,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  const [one, other] = [from.count(table), await to.count(table)];
  if (one !== other) throw differs(table.name, `${one} rows`, `${other}`);
  if (one > most) return one;
  const [before, after] = await Promise.all([from.contents(table), to.contents(table)]);
  if (before !== after) throw differs(table.name, `the sum ${before}`, after);
  return one;
}

/** Throws for a wrong master key, before anything is copied. */
async function hasToOpen(
  store: Store,
  { api, options }: { api: ApiConfig; options: MoveOptions },
): Promise<void> {
  const { masterKey } = options;
  await openAuditKeys({ store, masterKey, apiName: api.name }).finally(() => store.close());
}

function* unlessAborted(lines: Iterable<string>, signal: AbortSignal): Iterable<string> {
  for (const each of lines) {
    signal.throwIfAborted();
    yield each;
  }
}

/** Reads the log in its new place, by the keys that are sealed there. */
async function verify(
  { api, to }: Pick<Moving, 'api' | 'to'>,
  { masterKey, clock }: MoveOptions,
): Promise<{ sealed: number; differences: number }> {
  const store = await to.open();
  try {
    const keys = await openAuditKeys({ store, masterKey, apiName: api.name });
    let differences = 0;
    const { sound } = await verifyLog({ store, keys, clock, retention: api.audit.retention }, () => {
      differences += 1;
    });
    return { sealed: sound, differences };
  } finally {
    await store.close();
  }
}

/** Follows the changes until no server uses the folder any more. Resolves to its lock. */
async function untilStopped(
  left: readonly Moving[],
  { told, signal, lockFolder }: MoveOptions,
): Promise<{ release(): void }> {
  const follow = async () => {
    for (const { from, to } of left) await from.atOneMoment(() => to.follow(from));
  };
  await follow();
  const free = lockFolder();
  if (free) return free;
  told({ step: 'waits' });
  for (;;) {
    await pause(LOOK_AGAIN, undefined, { signal });
    await follow();
    const lock = lockFolder();
    if (!lock) continue;
    told({ step: 'stopped' });
    return lock;
  }
}

/** Takes over what was written last, and puts everything in place. Removes from `left` what must not be taken back any more. */
async function finish(left: Moving[], lock: { release(): void }, { told }: MoveOptions): Promise<void> {
  const begun = performance.now();
  const moved = [...left];
  try {
    for (const { from, to } of left) from.freeze(to.place);
    for (const { api, from, to } of left) {
      const changes = await from.atOneMoment(() => to.follow(from));
      for (const table of from.tables) await compare(table, from, to, SMALL);
      told({ step: 'followed', api: api.name, changes });
    }
    for (const each of moved) {
      await each.to.finish((table) => each.from.greatest(table));
      left.splice(left.indexOf(each), 1);
      each.from.finish();
    }
  } finally {
    // The next server needs it.
    lock.release();
  }
  told({ step: 'moved', pause: performance.now() - begun });
  for (const { to } of moved) await to.checkReferences();
}

/** Leaves a frozen file as it is until it is known that PostgreSQL has not completed the move: two databases would go on. */
async function takeBack(left: readonly Moving[]): Promise<void> {
  for (const { from } of left) if (from.state() === 'in use') from.restore();
  for (const { from, to } of left) {
    if (await to.isComplete()) {
      from.finish();
      continue;
    }
    await to.abandon();
    from.restore();
  }
}

function differs(table: string, one: string, other: string): StartError {
  return new StartError(
    `The table ${table} has ${one} in the file and ${other} in PostgreSQL, so nothing was moved: run latchkey migrate again, ` +
      'and report this if it comes again.',
  );
}
