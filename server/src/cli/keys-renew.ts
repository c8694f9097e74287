import { readEnvironment } from '../config/environment/environment.ts';
import { loadMasterKey } from '../config/environment/master-key.ts';
import { lockFolder } from '../databases.ts';
import { systemClock } from '../lib/clock.ts';
import type { SealedKey } from '../store/store.ts';
import { lostKeys, renewKeys } from '../tokens/renewal.ts';
import { agreed } from './agreed.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, dataFolder, type Opened, withStore } from './open-store.ts';
import { clientPages, pages } from './pages.ts';
import type { Terminal } from './terminal.ts';

export const keysRenew = command({
  name: 'keys renew',
  summary: 'make every key anew that the master key does not open: after it was lost or stolen',
  usage: `latchkey keys renew [--yes]

Set a new master key and stop the server before. Says what ends and what clients have to do, and asks.

  --yes             do not ask
${API_USAGE}

Connections, sessions, opaque tokens, passwords and most client secrets go on. To exchange a master key that you still have
and that nobody else has, latchkey keys rotate master is enough.`,
  options: { ...API_OPTIONS, yes: { type: 'boolean', default: false } },
  async run({ values }, terminal) {
    const lock = lockFolder(dataFolder(values.data, terminal));
    try {
      return await withStore('change', values, terminal, (opened) => renew(opened, values.yes, terminal));
    } finally {
      lock.release();
    }
  },
});

async function renew(opened: Opened, yes: boolean, terminal: Terminal): Promise<number> {
  const { store, config, dataDir } = opened;
  const masterKey = await loadMasterKey(dataDir, terminal.env, readEnvironment(terminal.env).mode);
  const about = { store, masterKey, apiName: config.name };
  const lost = await lostKeys(about);
  if (lost.length === 0) {
    terminal.say(`The master key opens every key of ${config.name}: none has to be made anew.`);
    return 0;
  }
  await describe(opened, lost, terminal);
  if (!yes && !(await agreed('renew', terminal))) {
    terminal.note('Nothing was changed.');
    return 1;
  }
  const audit = [atTheTerminal('signing_key.rotated', { detail: { key: 'lost', keys: lost.length } })];
  for (const id of await renewKeys({ ...about, clock: systemClock, audit }, lost)) {
    terminal.note(`The public half of the key ${id} was changed in the database: its seals verify no more.`);
  }
  terminal.say(`Removed ${lost.length} keys of ${config.name}; the next start makes new ones.`);
  terminal.note(
    'Then: latchkey audit verify --head <one from elsewhere>, latchkey keys guard, latchkey backup.',
  );
  return 0;
}

/** Says what the loss of these keys means, for those things alone that there are. */
async function describe(
  { store, config }: Opened,
  lost: readonly SealedKey[],
  { say }: Terminal,
): Promise<void> {
  const purposes = new Set(lost.map(({ purpose }) => purpose));
  say(`The master key does not open ${lost.length} keys of ${config.name}. They are made anew:`);
  if (purposes.has('signing')) say('  access tokens that are JWTs and ID tokens end; clients ask again');
  if (purposes.has('succession')) {
    say('  refresh tokens go on; a client that used one and got no answer asks its user again');
  }
  if (purposes.has('form')) say('  pages that are open have to be loaded again');
  const [signing, pairwise]: [string[], string[]] = [[], []];
  for await (const page of clientPages(store)) {
    for (const { id, authMethod, settings } of page) {
      if (authMethod === 'client_secret_jwt') signing.push(id);
      if (settings.subjectType === 'pairwise') pairwise.push(id);
    }
  }
  if (purposes.has('client_secrets')) {
    for (const id of signing) say(`  ${id} signs with its secret and needs a new one, from its page`);
  }
  if (purposes.has('subject')) {
    for (const id of pairwise) say(`  ${id} gets another pairwise subject for each of its users`);
  }
  if (purposes.has('webhook_secrets')) {
    const read = (after: string | null, limit: number) =>
      store.webhookEndpoints({ after: after ?? '', limit });
    for await (const page of pages(read, ({ id }) => id)) {
      for (const { id, url } of page) say(`  ${url} gets nothing until latchkey webhook rotate ${id}`);
    }
  }
  if (purposes.has('factor_secrets')) {
    say('  authenticator apps cannot be asked: latchkey user remove-factors for who has no recovery code');
  }
  say('  SDKs and proxies need the new guard key; backups so far cannot be restored');
}
