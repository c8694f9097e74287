import { resolve } from 'node:path';
import { type Draft, restoreBackup } from '../backup/restore.ts';
import { writableFolder } from '../config/environment/data-folder.ts';
import { readEnvironment } from '../config/environment/environment.ts';
import { readMasterKey } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import { DATABASES, lockForRestore, requireFiles } from '../databases.ts';
import { systemClock } from '../lib/clock.ts';
import type { Effect } from '../rules/restore/effects.ts';
import { countsOf } from '../rules/restore/gather.ts';
import { agreed } from './agreed.ts';
import { API_OPTIONS, command } from './command.ts';
import { loadConfigs } from './load-config.ts';
import { dataFolder } from './open-store.ts';
import type { Terminal } from './terminal.ts';

const OPTIONS = {
  ...API_OPTIONS,
  log: { type: 'string', multiple: true },
  replace: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
} as const;

export const restore = command({
  name: 'restore',
  summary: 'put the databases of a backup in place, without what has ended since',
  usage: `latchkey restore <folder> [--log <file>] [--replace] [--config <file>]… [--data <folder>]

  <folder>          a backup that latchkey backup made
  --log <file>      the whole log as latchkey audit export writes it, from the time of the loss: everything that it ended or
                    narrowed after the backup is done again. With several APIs: --log <name>=<file>, for each.
                    Without it every token, session, secret and password ends, and every connection, client and member
                    is held until latchkey confirm
  --replace         move databases that are there into a folder beside them
  --yes             do not ask
  --config <file>   a configuration; repeat it for more APIs (default: latchkey.config.ts here)
  --data <folder>   the data folder (default: LATCHKEY_DATA, else .latchkey here)

Stop the server first. Says how much will end before anything changes. Needs the master key of the backup.`,
  options: OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const folder = resolve(terminal.cwd, positionals[0] ?? '');
    const apis = (await loadConfigs(values.config, terminal.cwd)).map(({ config }) => config);
    const logs = readLogs(
      values.log ?? [],
      apis.map(({ name }) => name),
      terminal.cwd,
    );
    const dataDir = dataFolder(values.data, terminal);
    const { mode, database } = readEnvironment(terminal.env);
    requireFiles(database, 'restore');
    const masterKey = await readMasterKey(dataDir, terminal.env, mode);
    await writableFolder(dataDir);
    const lock = lockForRestore(dataDir);
    try {
      const before = await restoreBackup({
        apis,
        dataDir,
        folder,
        logs,
        replace: values.replace,
        masterKey,
        clock: systemClock,
        databases: DATABASES,
        async confirm(drafts, { begun }) {
          terminal.say(`The backup was made ${begun}.`);
          for (const draft of drafts) describe(draft, terminal);
          return values.yes || (await agreed('restore', terminal));
        },
      });
      if (before === 'cancelled') {
        terminal.note('Nothing was changed.');
        return 1;
      }
      terminal.say('The backup is restored.');
      if (before) terminal.say(`The databases that were there are in ${before}.`);
      const open = apis.filter(({ name }) => logs[name] === undefined);
      if (open.length > 0) terminal.say('latchkey confirm lists what is held, and lets it go on.');
      return 0;
    } finally {
      lock.release();
    }
  },
});

function readLogs(named: readonly string[], apis: readonly string[], cwd: string): Record<string, string> {
  const logs: Record<string, string> = {};
  for (const text of named) {
    const [, name = '', path = text] = /^([a-z][a-z0-9-]*)=(.*)$/s.exec(text) ?? [];
    const api = name || (apis.length === 1 ? apis[0] : undefined);
    if (api === undefined || !apis.includes(api)) {
      throw new StartError(`--log ${text}: name the API that it is of, as ${apis[0]}=<file>.`);
    }
    if (logs[api] !== undefined)
      throw new StartError(`--log names two files for ${api}: one is the whole log.`);
    logs[api] = resolve(cwd, path);
  }
  return logs;
}

/** In the words of the operator. */
const DONE: Record<Effect['does'], string> = {
  'end everything': 'restores without a log, so everything is ended and held',
  'end tokens of connection':
    'connections lose their tokens, and are used again after the client has asked its user',
  'end tokens of client': 'clients lose the tokens that they got for themselves',
  'end sessions': 'users are signed out',
  'renew password': 'users need a new password',
  'remove provider': 'OpenID providers of tenants are removed',
  'remove group roles': 'groups of a directory give no roles but those that are called like them',
  'unlink account': 'accounts at other systems are no longer linked',
  'end second step': 'users turned the second step off',
  'end recovery codes': 'users need new recovery codes',
  'remove passkey': 'passkeys are removed',
  'remove factors': 'users lose their passkeys and second step',
  'end personal access token': 'personal access tokens end',
  'end management token': 'management tokens end',
  'limit operator': 'operators become auditors',
  'remove operator': 'operators are removed',
  'refuse developer': 'developers are refused',
  'narrow connection': 'connections have only what their user or a manager left',
  'limit addresses': 'connections are limited to addresses',
  'suspend connection': 'connections were suspended or resumed; those that were suspended last are',
  'end connection': 'connections end',
  'narrow role': 'roles have no more permissions than they had last',
  'change role': 'members have no more than the role that they had last',
  'remove role': 'roles are removed',
  'remove member': 'members are removed',
  'end invitation': 'invitations were accepted, withdrawn or sent again, so those links end',
  'replace secret': 'client secrets are those before the newest, and end as they would have',
  'end secret': 'client secrets ended',
  'narrow client': 'clients have no more redirect URIs and addresses than they had last',
  'delete client': 'clients are deleted',
  'end registration token': 'registration tokens end',
  'end registration tokens': 'registrations were made, so tokens for a number of registrations end',
  'replace signing keys': 'replacements of signing keys, so the next start makes new ones',
  'disable webhook': 'webhook endpoints are disabled',
  'remove webhook': 'webhook endpoints are removed',
  'delete user': 'users are deleted',
  'delete tenant': 'tenants are deleted',
};

function describe({ api, copied, counts, later, differences }: Draft, { say, note }: Terminal): void {
  say(
    `\n${api.name}: ${counts.members} memberships, ${counts.connections} connections, ${counts.clients} clients`,
  );
  if (differences > 0) {
    note(
      `The log of ${api.name} differs from its seals in ${differences} places: see latchkey audit verify.`,
    );
  }
  if (later === null) {
    const { accessTokens, refreshTokens, personalTokens } = counts;
    say('No --log, so nothing shows what has ended since:');
    say(
      `  ${accessTokens} access tokens, ${refreshTokens} refresh tokens and ${personalTokens} personal access tokens end`,
    );
    say(`  ${counts.sessions} sessions end, and everything that is valid once`);
    say(
      `  ${counts.connections} connections, ${counts.clients} clients and ${counts.members} memberships are held until they are confirmed`,
    );
    say(`  ${counts.secrets} client secrets and ${counts.passwords} passwords end; new ones have to be set`);
    say(`  ${counts.webhookEndpoints} webhook endpoints are disabled, and the signing keys are replaced`);
    return;
  }
  const { rows, through, seals, effects } = later;
  const until = rows > 0 ? ` of ${new Date(through.at).toISOString()}` : '';
  say(
    rows > 0
      ? `The log goes on for ${rows} rows, from row ${copied.lastRow + 1} to row ${through.id}${until}.`
      : 'The log has no row after the backup.',
  );
  say('An end after that row is not known, so it is not done again.');
  if (seals === 0 && rows > 0) {
    note(
      'The export has no seals, so its rows cannot be verified: latchkey audit export --seals writes them.',
    );
  }
  for (const [does, count] of countsOf(effects)) say(`  ${count} ${DONE[does]}`);
  say('  everything that is valid once ends');
}
