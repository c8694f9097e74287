/* A manager of Birch Ltd who gives up their role whenever a line comes in, and says what came of it. */
import { createInterface } from 'node:readline';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';

const [file = '', userId = ''] = process.argv.slice(2);
const tenantId = 'org_b';
const store = await openSqliteStore(file);
const made = await store.customRoles(tenantId);
process.stdout.write('ready\n');
for await (const _ of createInterface(process.stdin)) {
  const judged = { by: { userId, role: 'owner' }, made, from: 'owner', managing: ['owner'] };
  const outcome = await store.setRole({ tenantId, userId, role: 'clerk', judged, audit: [] });
  process.stdout.write(`${outcome}\n`);
}
await store.close();
