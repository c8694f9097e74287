/* Changes connections without end and delivers what that tells; or, with `drain`, only delivers. Run by crash.test.ts. */
import { writeSync } from 'node:fs';
import { addressOf } from '../../src/config/index.ts';
import { startDelivery } from '../../src/delivery/sender.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { ConnectedAccountId, GrantId, TenantId } from '../../src/model/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { acme } from '../oauth/acme.ts';
import { event } from '../store/fixtures.ts';

const [, , file = '', key = '', ahead = '0', grant = '', account = '', work = ''] = process.argv;
const [grantId, connectedAccountId] = [GrantId(grant), ConnectedAccountId(account)];
/** Each start is later than the one before, so that what a killed one had taken is due again. */
const clock = { now: () => Date.now() + Number(ahead) };
const store = await openSqliteStore(file, { clock, synchronous: 'NORMAL' });
const config = acme();
const masterKey = Buffer.from(key, 'hex');
const keys = await openKeys({ store, masterKey, apiName: config.name, clock });
const address = addressOf(config, { kind: 'localhost', port: 4000 });
const log = createLogger({ level: 'silent' });
startDelivery({ config, store, keys, clock, address, log });

for (let count = 0; work === 'change'; count++) {
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
// The sender itself does not keep a process alive.
setInterval(() => undefined, 1_000);
