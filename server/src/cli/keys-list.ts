import { KEY_PURPOSES } from '../store/sealed-keys/verbs.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { withStore } from './open-store.ts';

export const keysList = command({
  name: 'keys list',
  summary: 'show the keys of an API, without what is secret about them',
  usage: `latchkey keys list [--json]

${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS },
  async run({ values }, terminal) {
    return withStore('read', values, terminal, async ({ store }) => {
      const keys = (await Promise.all(KEY_PURPOSES.map((purpose) => store.sealedKeys(purpose)))).flat();
      const rows = keys.map(({ purpose, algorithm, createdAt, id }) => ({
        purpose,
        algorithm,
        createdAt,
        id,
      }));
      const cells = ({ purpose, algorithm, createdAt, id }: (typeof rows)[number]) => [
        ...[purpose, algorithm, new Date(createdAt).toISOString(), id],
      ];
      for (const line of listed(rows, values.json, cells)) terminal.say(line);
      return 0;
    });
  },
});
