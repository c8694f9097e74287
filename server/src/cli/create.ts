import { writableFolder } from '../config/environment/data-folder.ts';
import { StartError } from '../config/environment/start-error.ts';
import { databaseFile, isFree, openStore } from '../main.ts';
import { API_USAGE, type Command, readArgs } from './command.ts';
import { loadConfigs } from './load-config.ts';
import { dataFolder } from './open-store.ts';

export const create: Command = {
  name: 'create',
  summary: 'make the databases of a new server, once',
  usage: `latchkey create [--config <file>]… [--data <folder>]

Makes the database of each API, and nothing when one of them is there already. In production no other command makes one:
a folder that was emptied or is not mounted would otherwise start as a new server, and refuse every customer.
Repeat --config for more APIs. In development serve and the others make what they need.
${API_USAGE}`,
  async run(args, terminal) {
    const options = { config: { type: 'string', multiple: true }, data: { type: 'string' } } as const;
    const { values } = readArgs('create', args, options, { least: 0, most: 0 });
    const apis = await loadConfigs(values.config, terminal.cwd);
    const dataDir = dataFolder(values.data, terminal);
    for (const { config } of apis) {
      const file = databaseFile(dataDir, config.name);
      if (!isFree(file)) {
        throw new StartError(`The database ${file} is there already: nothing was made.`);
      }
    }
    await writableFolder(dataDir);
    for (const { config } of apis) {
      await (await openStore(dataDir, config.name, { opening: 'make' })).close();
      terminal.say(databaseFile(dataDir, config.name));
    }
    return 0;
  },
};
