import { OF_CHORES } from '../../src/store/writer/sent.ts';
import { folder } from './fixtures.ts';
import { storeSuite } from './store-suite.ts';
import { openBoth } from './through-worker.ts';

// As a worker sees it: so each verb also runs in the process that writes, where nearly all other tests have their store, and one that
// writes without being sent, or is given what cannot be sent, fails.
storeSuite('SQLite', async (clock) => {
  const { path, remove } = folder();
  const { worker, writer, close } = await openBoth(path('store.db'), clock);
  const chores = Object.keys(OF_CHORES).map((verb) => [verb, Reflect.get(writer, verb)]);
  return {
    store: { ...worker, ...Object.fromEntries(chores) },
    remove: async () => {
      await close();
      remove();
    },
  };
});
