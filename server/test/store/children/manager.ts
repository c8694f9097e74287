/*
 * A manager of Birch Ltd who gives up their role whenever a line comes in, and says what came of it. Is given the user's id and a
 * file, or a PostgreSQL server and a schema.
 */

import { createInterface } from 'node:readline';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { postgresDatabases } from '../../../src/store/postgres/index.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';

const [user = '', place = '', schema] = process.argv.slice(2);
const userId = UserId(user);
const tenantId = TenantId('org_b');
const databases =
  schema === undefined ? null : postgresDatabases({ url: place, directUrl: null, connections: 4 });
const store = await (databases && schema !== undefined ? databases.open(schema) : openSqliteStore(place));
const made = await store.customRoles(tenantId);
process.stdout.write('ready\n');
for await (const _ of createInterface(process.stdin)) {
  const judged = { by: { userId, role: 'owner' }, made, from: 'owner', managing: ['owner'] };
  const outcome = await store.setRole({ tenantId, userId, role: 'clerk', judged, audit: [] });
  process.stdout.write(`${outcome}\n`);
}
await store.close();
await databases?.close();
