/* Waits for a line on its input, then opens the store and its keys at the same moment as its siblings. */
import { once } from 'node:events';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { openKeys } from '../../../src/tokens/keyring.ts';

const [file = '', masterKey = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const store = await openSqliteStore(file);
const keys = await openKeys({
  store,
  masterKey: Buffer.from(masterKey, 'hex'),
  apiName: 'demo',
  clock: { now: () => Date.now() },
});
process.stdout.write(`${keys.signing().id} ${keys.succession().id} ${keys.form().id}\n`);
await store.close();
process.stdin.destroy();
