import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { folder } from './fixtures.ts';
import { storeSuite } from './store-suite.ts';

storeSuite('SQLite', async (clock) => {
  const { path, remove } = folder();
  const store = await openSqliteStore(path('store.db'), { clock });
  return {
    store,
    remove: async () => {
      await store.close();
      remove();
    },
  };
});
