import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Inbound } from '../../../src/http/inbound.ts';
import { registrationLimit } from '../../../src/oauth/registration/limit.ts';
import { newRuntime } from '../../../src/runtime.ts';

const from = (ip: string) => ({ ip }) as Inbound;

it('counts registrations by network: every address of one IPv6 block together, each IPv4 address by itself', async () => {
  const limit = registrationLimit({ runtime: newRuntime() });
  let passed = 0;
  for (let host = 1; host < 999; host++) {
    const refusal = await limit(from(`2001:db8:0:7::${host.toString(16)}`));
    if (refusal) {
      assert.equal(refusal.status, 429);
      break;
    }
    passed++;
  }
  assert.equal(passed, 200);
  assert.equal((await limit(from('2001:db8:0:7:ffff::1')))?.status, 429, 'another host of that block');
  assert.equal(await limit(from('2001:db8:0:8::1')), null, 'another block');
  for (let count = 0; count < 200; count++) assert.equal(await limit(from('192.0.2.1')), null);
  assert.equal((await limit(from('::ffff:192.0.2.1')))?.status, 429, 'the same address in another spelling');
  assert.equal(await limit(from('192.0.2.2')), null);
});
