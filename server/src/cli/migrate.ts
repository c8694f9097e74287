import { readEnvironment } from '../config/environment/environment.ts';
import { readMasterKey } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import { lockForBackup, MOVES, openStore } from '../databases.ts';
import { systemClock } from '../lib/clock.ts';
import { abandonMove, type MoveStep, moveDatabases } from '../move/move.ts';
import { API_OPTIONS, command } from './command.ts';
import { loadConfigs } from './load-config.ts';
import { dataFolder } from './open-store.ts';

const OPTIONS = {
  ...API_OPTIONS,
  from: { type: 'string' },
  to: { type: 'string' },
  abandon: { type: 'boolean', default: false },
} as const;

export const migrate = command({
  name: 'migrate',
  summary: 'move the databases from files into PostgreSQL, beside the running server',
  usage: `latchkey migrate --from sqlite --to postgres [--config <file>]… [--data <folder>]
latchkey migrate --abandon [--config <file>]… [--data <folder>]

  --config <file>   every configuration that the server runs; repeat it for more APIs (default: latchkey.config.ts here)
  --data <folder>   the data folder (default: LATCHKEY_DATA, else .latchkey here)
  --abandon         take away what an interrupted move left, and stay with the files

Set LATCHKEY_DATABASE_URL to the PostgreSQL database for this command, while the server still runs without it. The command copies
everything, compares each table and verifies the log, all beside the server; then it asks you to stop the server, takes the last changes
over, and says when to start it with LATCHKEY_DATABASE_URL. Ctrl-C before that leaves the server as it is. Needs the master key.`,
  options: OPTIONS,
  async run({ values }, terminal) {
    const { mode, database } = readEnvironment(terminal.env);
    if (!values.abandon && (values.from !== 'sqlite' || values.to !== 'postgres')) {
      throw new StartError('latchkey migrate moves in one direction: write --from sqlite --to postgres.');
    }
    if (!database) {
      throw new StartError(
        'Set LATCHKEY_DATABASE_URL to the PostgreSQL database to move to, such as postgres://latchkey:password@db.acme.example/latchkey.',
      );
    }
    const apis = (await loadConfigs(values.config, terminal.cwd)).map(({ config }) => config);
    const dataDir = dataFolder(values.data, terminal);
    const lock = lockForBackup(dataDir);
    const interrupted = new AbortController();
    const interrupt = () =>
      interrupted.abort(new StartError('The move was given up: the server goes on as before.'));
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    const ways = {
      apis,
      openLeaving: (api: string) => MOVES.openLeaving(dataDir, api),
      openArriving: (api: string) => MOVES.openArriving(database, api),
    };
    try {
      if (values.abandon) {
        await abandonMove(ways);
        terminal.say(
          'Nothing of a move is left. The server goes on with its files, without LATCHKEY_DATABASE_URL.',
        );
        return 0;
      }
      await moveDatabases({
        ...ways,
        openStore: (api) => openStore({ dataDir }, api, { opening: 'read' }),
        masterKey: await readMasterKey(dataDir, terminal.env, mode),
        clock: systemClock,
        lockFolder: () => MOVES.lockFolder(dataDir),
        told: (step) => terminal.say(inWords(step)),
        signal: interrupted.signal,
      });
      return 0;
    } catch (error) {
      if (interrupted.signal.aborted) throw interrupted.signal.reason;
      throw error;
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      lock.release();
    }
  },
});

function inWords(step: MoveStep): string {
  switch (step.step) {
    case 'already moved':
      return `${step.api}: it is in ${step.to} already. Start the server with LATCHKEY_DATABASE_URL.`;
    case 'begins':
      return `${step.api}: from ${step.from} to ${step.to}. The server goes on meanwhile.`;
    case 'copied':
      return `${step.api}: copied ${step.rows} rows in ${seconds(step.ms)}.`;
    case 'compared': {
      const { api, rows, tables, sealed, ms, differences } = step;
      const log =
        differences === 0
          ? `${sealed} rows of the log are as they were sealed`
          : `the log differs from its seals in ${differences} places, which latchkey audit verify names, and moves as it is`;
      return `${api}: compared ${rows} rows of ${tables} tables, by count and sum; ${log}. That took ${seconds(ms)}.`;
    }
    case 'waits':
      return 'Everything is there but the last changes. Stop the server now, such as by systemctl stop latchkey; this goes on by itself.';
    case 'stopped':
      return 'The server has stopped.';
    case 'followed':
      return `${step.api}: took ${step.changes} last changes over, and counted the rows of each table.`;
    case 'moved':
      return `Moved, in ${seconds(step.pause)} since the server stopped. Start it now, with LATCHKEY_DATABASE_URL set as for this command.`;
  }
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(ms < 1_000 ? 3 : 1)} s`;
