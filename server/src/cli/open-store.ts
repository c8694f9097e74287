import { resolve } from 'node:path';
import { eventWithoutRequest } from '../audit/event.ts';
import { type RunMode, readEnvironment } from '../config/environment/environment.ts';
import { openStore } from '../main.ts';
import type { AuditEvent } from '../model/index.ts';
import type { SqliteOptions } from '../store/sqlite/index.ts';
import type { Store } from '../store/store.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';
import type { Terminal } from './terminal.ts';

export interface Opened extends LoadedConfig {
  store: Store;
  dataDir: string;
}

/**
 * Runs `work` on the database of one API, beside a server that may be running on it, and closes it again. Throws where
 * there is none, except with `make` in development: a command that shows something must not say that all is well in the wrong folder.
 */
export async function withStore<Outcome>(
  opening: NonNullable<SqliteOptions['opening']>,
  values: { config?: string[] | undefined; data?: string | undefined },
  terminal: Terminal,
  work: (opened: Opened) => Promise<Outcome>,
): Promise<Outcome> {
  const loaded = await loadConfig(values.config, terminal.cwd);
  const dataDir = dataFolder(values.data, terminal);
  const { mode } = readEnvironment(terminal.env);
  const store = await openStore(dataDir, loaded.config.name, {
    opening: opening === 'make' ? whatMakes(mode) : opening,
  });
  try {
    return await work({ ...loaded, store, dataDir });
  } finally {
    await store.close();
  }
}

/** In production only `latchkey create` makes a database: a folder that is not mounted must not look like a new server. */
export function whatMakes(mode: RunMode): 'make' | 'change' {
  return mode === 'production' ? 'change' : 'make';
}

export function dataFolder(option: string | undefined, terminal: Terminal): string {
  return resolve(terminal.cwd, option ?? readEnvironment(terminal.env).dataDir);
}

/** What somebody at the command line did: no user of the API, no address, no request. */
export function atTheTerminal(kind: AuditEvent['kind'], about: Partial<AuditEvent>): AuditEvent {
  return eventWithoutRequest(kind, Date.now(), { ...about, detail: { by: 'command line', ...about.detail } });
}
