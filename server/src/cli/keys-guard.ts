import { readEnvironment } from '../config/environment/environment.ts';
import { loadMasterKey } from '../config/environment/master-key.ts';
import { deriveGuardKey } from '../tokens/keyring.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { loadConfig } from './load-config.ts';
import { dataFolder } from './open-store.ts';

export const keysGuard = command({
  name: 'keys guard',
  summary: 'print the key with which your API (SDK) or your proxy asks Latchkey about calls',
  usage: `latchkey keys guard

Derived from the master key: the same each time, and another one after "keys rotate master". Its holder can ask
what a token permits, so treat it as a password. It goes into LATCHKEY_GUARD_KEY of an API that uses
@latchkey/guard, or into the header Latchkey-Guard-Key of a proxy that asks /.latchkey/<api>/check.
${API_USAGE}`,
  options: API_OPTIONS,
  async run({ values }, terminal) {
    const { config } = await loadConfig(values.config, terminal.cwd);
    const { mode } = readEnvironment(terminal.env);
    const masterKey = await loadMasterKey(dataFolder(values.data, terminal), terminal.env, mode);
    terminal.say(deriveGuardKey(masterKey, config.name));
    return 0;
  },
});
