import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryWindows } from '../../src/limits/memory-windows.ts';
import { SIGN_IN_LIMITS, SignInThrottle } from '../../src/signin/throttle.ts';

test('an attempt stopped by an account’s own limit does not use up the limit of its address', async () => {
  const throttle = new SignInThrottle(new MemoryWindows());
  const { attempts } = SIGN_IN_LIMITS.account;
  for (let host = 0; host < attempts; host++) {
    assert.equal((await throttle.admit('ann@acme.example', `198.51.100.${host}`)).admitted, true);
  }
  for (let count = 0; count < 60; count++) {
    assert.equal((await throttle.admit('ann@acme.example', '192.0.2.1')).admitted, false);
  }
  for (let count = 0; count < SIGN_IN_LIMITS.address.attempts; count++) {
    const { admitted } = await throttle.admit(`person${count}@acme.example`, '192.0.2.1');
    assert.equal(admitted, true, `attempt ${count}`);
  }
  assert.equal((await throttle.admit('last@acme.example', '192.0.2.1')).admitted, false);
});
