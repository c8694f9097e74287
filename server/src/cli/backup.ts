import { setPriority } from 'node:os';
import { resolve } from 'node:path';
import { makeBackup } from '../backup/backup.ts';
import { readEnvironment } from '../config/environment/environment.ts';
import { readMasterKey } from '../config/environment/master-key.ts';
import { databasesIn, lockForBackup, requireDatabase } from '../databases.ts';
import { systemClock } from '../lib/clock.ts';
import { API_OPTIONS, command } from './command.ts';
import { loadConfigs } from './load-config.ts';
import { dataFolder } from './open-store.ts';

/**
 * The lowest: reading a copy through is work for the processor alone, and nothing waits for it. Until then it is that of
 * `bin/latchkey.js`: copying more slowly would let the log of the server grow.
 */
const READING = 19;

export const backup = command({
  name: 'backup',
  summary: 'copy the databases into a folder, beside a running server, and verify the copy',
  usage: `latchkey backup <folder> [--config <file>]… [--data <folder>]

  <folder>          new, or empty: one for each backup
  --config <file>   a configuration; repeat it for more APIs (default: latchkey.config.ts here)
  --data <folder>   the data folder (default: LATCHKEY_DATA, else .latchkey here)

With LATCHKEY_DATABASE_URL each API of that PostgreSQL database becomes a file.
The copy has every key and secret as the master key seals it, and not the master key: keep that elsewhere.
Needs the master key, to verify the log. latchkey restore takes the folder.`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const folder = resolve(terminal.cwd, positionals[0] ?? '');
    const apis = await loadConfigs(values.config, terminal.cwd);
    const dataDir = dataFolder(values.data, terminal);
    const { mode, database } = readEnvironment(terminal.env);
    for (const { config } of apis) await requireDatabase({ dataDir, database }, config.name);
    const masterKey = await readMasterKey(dataDir, terminal.env, mode);
    const lock = lockForBackup(dataDir);
    try {
      const configs = apis.map(({ config }) => config);
      const databases = databasesIn(database);
      const made = await makeBackup({
        apis: configs,
        dataDir,
        folder,
        masterKey,
        clock: systemClock,
        databases,
        copied: yieldToOthers,
      });
      for (const { api, bytes, lastRow, head } of made.databases) {
        terminal.say(
          `${api}: ${Math.ceil(bytes / 1_000_000)} MB, up to row ${lastRow} of the log${head ? `, --head ${head}` : ''}`,
        );
        const differences = made.differences[api] ?? 0;
        if (differences > 0) {
          terminal.note(
            `The log of ${api} differs from its seals in ${differences} places, which latchkey audit verify names; the copy has it as it is.`,
          );
        }
      }
      terminal.say(`${folder} is whole. Keep it away from this machine, and apart from the master key.`);
      return 0;
    } finally {
      lock.release();
    }
  },
});

function yieldToOthers(): void {
  try {
    setPriority(READING);
  } catch {
    // Some systems do not allow it, and then the copy competes with the server.
  }
}
