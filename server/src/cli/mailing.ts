import type { Api } from '../api.ts';
import { servedAs } from '../config/addressing/last-served.ts';
import { readEnvironment } from '../config/environment/environment.ts';
import { addressOf } from '../config/index.ts';
import { systemClock } from '../lib/clock.ts';
import type { Opened } from './open-store.ts';
import type { Terminal } from './terminal.ts';

/**
 * Returns what letters are written with, and whether the server sends them: by SMTP, or to the mailbox page of development. A command writes
 * them into the outbox like the server.
 */
export async function mailingOf(
  { config, store, dataDir }: Opened,
  terminal: Terminal,
): Promise<Pick<Api, 'config' | 'store' | 'clock' | 'address'> & { mails: boolean }> {
  const address = addressOf(config, await servedAs(dataDir, terminal.env));
  const mails = readEnvironment(terminal.env).smtp !== null || !address.secure;
  return { config, store, clock: systemClock, address, mails };
}
