/*
 * A node that changes a connection and delivers what that tells. With `help` it only delivers, until it is killed; with `drain`
 * it ends by itself when everything is delivered, so that the test fails, and does not wait, if an event is lost. Run by
 * crash.test.ts.
 */
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { addressOf } from '../../src/config/index.ts';
import { startDelivery } from '../../src/delivery/sender.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { ConnectedAccountId, GrantId, TenantId } from '../../src/model/index.ts';
import { newRuntime } from '../../src/runtime.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { acme } from '../oauth/acme.ts';
import { event } from '../store/fixtures.ts';
import { openPlace } from '../store/process-place.ts';

const [, , place = '', key = '', ahead = '0', grant = '', account = '', work = ''] = process.argv;
const [grantId, connectedAccountId] = [GrantId(grant), ConnectedAccountId(account)];
/** Each start is later than the one before, so that what a killed one had taken is due again. */
const clock = { now: () => Date.now() + Number(ahead) };
const store = await openPlace(JSON.parse(place), clock);
const config = acme();
const masterKey = Buffer.from(key, 'hex');
const keys = await openKeys({ store, masterKey, apiName: config.name, clock });
const address = addressOf(config, { kind: 'localhost', port: 4000 });
const log = createLogger({ level: 'silent' });
/** More than the test lets it make. */
const MOST = 60;
startDelivery({ config, store, keys, clock, address, log, runtime: newRuntime() });

for (let count = 0; work === 'change' && count < MOST; count++) {
  const suspended = count % 2 === 0;
  const requestId = `${ahead}-${count}`;
  const detail = { suspended };
  await store.suspendGrant({
    ...{ grantId, tenantId: TenantId('org_a'), suspended, now: clock.now() },
    audit: [
      event('authorization.changed', { at: clock.now(), grantId, connectedAccountId, requestId, detail }),
    ],
  });
  writeSync(1, '.');
}
const [endpoint] = await store.webhookEndpoints({ after: '', limit: 1 });
// Kept in order, so the newest is the last to be delivered. Nothing tells of a delivery that ended.
const newest = { endpointId: endpoint?.id ?? '', before: null, limit: 1 };
while (
  work === 'help' ||
  (await store.webhookDeliveries(newest)).some(({ delivery }) => delivery.status !== 'delivered')
) {
  await setTimeout(20);
}
process.exit(0);
