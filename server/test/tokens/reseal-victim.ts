/* Begins to seal every key anew, and is killed in the third transaction. Run by master-key.test.ts. */
import { changeMasterKey } from '../../src/tokens/keyring.ts';
import { openPlace } from '../store/process-place.ts';

const [, , place = '', from = '', to = ''] = process.argv;
const store = await openPlace(JSON.parse(place), { now: () => Date.now() });
let count = 0;
await changeMasterKey({
  store: {
    sealedKeys: store.sealedKeys,
    resealKeys(keys, audit) {
      const resealed = store.resealKeys(keys, audit);
      count += 1;
      if (count === 3) process.kill(process.pid, 'SIGKILL');
      return resealed;
    },
  },
  from: Buffer.from(from, 'hex'),
  to: Buffer.from(to, 'hex'),
  apiName: 'demo',
});
await store.close();
