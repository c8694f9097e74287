import { folder } from './fixtures.ts';
import { openNewStore } from './made-before.ts';
import { storeSuite } from './store-suite.ts';

storeSuite('SQLite', async (clock) => {
  const { path, remove } = folder();
  const store = await openNewStore(path('store.db'), { clock });
  return {
    store,
    remove: async () => {
      await store.close();
      remove();
    },
  };
});
