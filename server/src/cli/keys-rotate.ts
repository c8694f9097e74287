import { readEnvironment } from '../config/environment/environment.ts';
import { decodeMasterKey, loadMasterKey } from '../config/environment/master-key.ts';
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
  master            seal every key anew: the old master key from LATCHKEY_MASTER_KEY (or its file), the new
                    one from LATCHKEY_NEW_MASTER_KEY; stop the server before, start it with the new one after
${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 0, most: 1 },
  async run({ values, positionals }, terminal) {
    const which = WHICH.find((each) => each === (positionals[0] ?? 'signing'));
    if (!which) throw new StartError(`There is no ${positionals[0]} key: use ${WHICH.join(', ')}.`);
    return withStore('change', values, terminal, async (opened) => {
      const { mode } = readEnvironment(terminal.env);
      const masterKey = await loadMasterKey(opened.dataDir, terminal.env, mode);
      if (which === 'master') await resealAll(opened, masterKey, terminal);
      else await rotate(opened, masterKey, which);
      terminal.say(`Rotated the ${which} key of ${opened.config.name}.`);
      if (which !== 'master') terminal.note('A server that is running takes it up within the hour.');
      return 0;
    });
  },
});

async function rotate({ store, config }: Opened, masterKey: Buffer, which: 'signing' | 'succession') {
  const keys = await keyringOf({ store, config }, masterKey);
  const rows = ({ id }: { id: string }) => [rotated({ key: which, id })];
  await (which === 'signing' ? keys.rotateSigningKey(rows) : keys.rotateSuccessionKey(rows));
}

async function resealAll({ store, config }: Opened, from: Buffer, { env }: Terminal): Promise<void> {
  const text = env.LATCHKEY_NEW_MASTER_KEY?.trim();
  if (!text) throw new StartError('Set LATCHKEY_NEW_MASTER_KEY to the new master key.');
  await changeMasterKey({
    store,
    from,
    to: decodeMasterKey(text, 'LATCHKEY_NEW_MASTER_KEY'),
    apiName: config.name,
    audit: [rotated({ key: 'master' })],
  });
}

function rotated(detail: Record<string, string>) {
  return atTheTerminal('signing_key.rotated', { detail });
}
