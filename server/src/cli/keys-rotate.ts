import { type RunMode, readEnvironment } from '../config/environment/environment.ts';
import {
  loadMasterKey,
  loadMasterKeys,
  type MasterKey,
  readNewMasterKey,
} from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import { changeMasterKey } from '../tokens/keyring.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { keyringOf } from './open-keys.ts';
import { atTheTerminal, type Opened, withStore } from './open-store.ts';
import type { Terminal } from './terminal.ts';

const WHICH = ['signing', 'succession', 'master'] as const;

export const keysRotate = command({
  name: 'keys rotate',
  summary: 'sign with a new key from now on, or change the master key',
  usage: `latchkey keys rotate [signing|succession|master]

  signing           sign with a new key of each algorithm; the old ones stay published for two days (default)
  succession        derive refresh tokens with a new key; tokens under the old one go on
  master            seal every key anew: the old master key from LATCHKEY_MASTER_KEY (or its file), the new one from
                    LATCHKEY_NEW_MASTER_KEY (or LATCHKEY_NEW_MASTER_KEY_FILE). Servers go on that were started with
                    both; start them with the new one alone after. It can be repeated if it was interrupted
${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 0, most: 1 },
  async run({ values, positionals }, terminal) {
    const which = WHICH.find((each) => each === (positionals[0] ?? 'signing'));
    if (!which) throw new StartError(`There is no ${positionals[0]} key: use ${WHICH.join(', ')}.`);
    return withStore('change', values, terminal, async (opened) => {
      const { mode } = readEnvironment(terminal.env);
      if (which === 'master') await resealAll(opened, mode, terminal);
      else await rotate(opened, await loadMasterKeys(opened.dataDir, terminal.env, mode), which);
      terminal.say(`Rotated the ${which} key of ${opened.config.name}.`);
      if (which !== 'master') terminal.note('A server that is running takes it up within the hour.');
      return 0;
    });
  },
});

async function rotate({ store, config }: Opened, masterKey: MasterKey, which: 'signing' | 'succession') {
  const keys = await keyringOf({ store, config }, masterKey);
  const rows = ({ id }: { id: string }) => [rotated({ key: which, id })];
  await (which === 'signing' ? keys.rotateSigningKey(rows) : keys.rotateSuccessionKey(rows));
}

async function resealAll(
  { store, config, dataDir }: Opened,
  mode: RunMode,
  { env }: Terminal,
): Promise<void> {
  const to = await readNewMasterKey(env, mode);
  if (!to) {
    throw new StartError(
      'Set LATCHKEY_NEW_MASTER_KEY to the new master key, or LATCHKEY_NEW_MASTER_KEY_FILE to its file.',
    );
  }
  await changeMasterKey({
    store,
    from: await loadMasterKey(dataDir, env, mode),
    to,
    apiName: config.name,
    audit: [rotated({ key: 'master' })],
  });
}

function rotated(detail: Record<string, string>) {
  return atTheTerminal('signing_key.rotated', { detail });
}
