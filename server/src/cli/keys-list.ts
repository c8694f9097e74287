import type { KeyPurpose } from '../store/store.ts';
import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { withStore } from './open-store.ts';
import { columns } from './terminal.ts';

const PURPOSES: KeyPurpose[] = ['signing', 'succession', 'form', 'subject'];

export const keysList: Command = {
  name: 'keys list',
  summary: 'show the keys of an API, without what is secret about them',
  usage: `latchkey keys list

${API_USAGE}`,
  async run(args, terminal) {
    const { values } = readArgs('keys list', args, API_OPTIONS, { least: 0, most: 0 });
    return withStore('read', values, terminal, async ({ store }) => {
      const keys = (await Promise.all(PURPOSES.map((purpose) => store.sealedKeys(purpose)))).flat();
      const rows = keys.map((key) => [
        key.purpose,
        key.algorithm,
        new Date(key.createdAt).toISOString(),
        key.id,
      ]);
      for (const line of columns(rows)) terminal.say(line);
      return 0;
    });
  },
};
