import { resolve } from 'node:path';
import { eventWithoutRequest } from '../audit/event.ts';
import { type RunMode, readEnvironment } from '../config/environment/environment.ts';
import { openStore, type SqliteOptions } from '../databases.ts';
import type { AuditEvent } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { latePush } from './late-push.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';
import type { Terminal } from './terminal.ts';

export interface Opened extends LoadedConfig {
  store: Store;
  dataDir: string;
}

/**
 * Runs `work` on the database of one API and closes it again; a server may be running on it too. Throws if
 * there is no database, except with `make` in development: otherwise a command run in the wrong folder would
 * report that all is well.
 */
export async function withStore<Outcome>(
  opening: NonNullable<SqliteOptions['opening']>,
  values: { config?: string[] | undefined; data?: string | undefined },
  terminal: Terminal,
  work: (opened: Opened) => Promise<Outcome>,
): Promise<Outcome> {
  const loaded = await loadConfig(values.config, terminal.cwd);
  const dataDir = dataFolder(values.data, terminal);
  const { mode, database, redis } = readEnvironment(terminal.env);
  const api = loaded.config;
  const push = redis && latePush(redis, { api, note: terminal.note });
  const store = await openStore({ dataDir, database }, api.name, {
    opening: opening === 'make' ? whatMakes(mode) : opening,
    push,
  });
  try {
    return await work({ ...loaded, store, dataDir });
  } finally {
    await store.close();
    await push?.close();
  }
}

/**
 * In production only `latchkey create` makes a database: a folder that is not mounted must not look like a
 * new server.
 */
export function whatMakes(mode: RunMode): 'make' | 'change' {
  return mode === 'production' ? 'change' : 'make';
}

export function dataFolder(option: string | undefined, terminal: Terminal): string {
  return resolve(terminal.cwd, option ?? readEnvironment(terminal.env).dataDir);
}

/** Returns the audit row of an operator's action at the command line: without user, address or request. */
export function atTheTerminal(kind: AuditEvent['kind'], about: Partial<AuditEvent>): AuditEvent {
  return eventWithoutRequest(kind, Date.now(), { ...about, detail: { by: 'command line', ...about.detail } });
}
