import { writableFolder } from '../config/environment/data-folder.ts';
import { readEnvironment } from '../config/environment/environment.ts';
import { StartError } from '../config/environment/start-error.ts';
import { databaseName, isDatabaseThere, openStore } from '../databases.ts';
import { API_USAGE, command } from './command.ts';
import { loadConfigs } from './load-config.ts';
import { dataFolder } from './open-store.ts';

export const create = command({
  name: 'create',
  summary: 'make the databases of a new server, once',
  usage: `latchkey create [--config <file>]… [--data <folder>] [--if-absent]

Makes the database of each API, and nothing when one of them is there already. In production no other command makes one:
a folder that was emptied or is not mounted would otherwise start as a new server, and refuse every customer.
Repeat --config for more APIs. In development serve and the others make what they need.

  --if-absent       make those that are missing, and say nothing of the others: for an installer that may run twice
${API_USAGE}`,
  options: {
    config: { type: 'string', multiple: true },
    data: { type: 'string' },
    'if-absent': { type: 'boolean' },
  },
  async run({ values }, terminal) {
    const apis = await loadConfigs(values.config, terminal.cwd);
    const dataDir = dataFolder(values.data, terminal);
    const place = { dataDir, database: readEnvironment(terminal.env).database };
    const missing: typeof apis = [];
    for (const api of apis) if (!(await isDatabaseThere(place, api.config.name))) missing.push(api);
    const found = apis.find((api) => !missing.includes(api));
    if (found && !values['if-absent']) {
      throw new StartError(
        `The database ${databaseName(place, found.config.name)} is there already: nothing was made.`,
      );
    }
    await writableFolder(dataDir);
    for (const { config } of missing) {
      await (await openStore(place, config.name, { opening: 'make' })).close();
      terminal.say(databaseName(place, config.name));
    }
    return 0;
  },
});
