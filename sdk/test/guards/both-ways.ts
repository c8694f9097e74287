import type { TestContext } from 'node:test';
import { gateway, sdk } from '../../../server/src/config/index.ts';
import { freePort } from '../../../server/test/http/free-port.ts';
import { startRealLatchkey } from '../real-latchkey.ts';

/**
 * Starts a real Latchkey twice: for an API that asks, and for one behind the gateway, at a port that is free now. Returns
 * the environment with which the tests of a guard in another language find them.
 */
export async function startBothWays(t: TestContext): Promise<Record<string, string>> {
  const asked = await startRealLatchkey(t, sdk({ port: 1 }));
  const upstream = await freePort();
  const front = await startRealLatchkey(t, gateway({ upstream: `http://127.0.0.1:${upstream}` }));
  const told = ({ url, key, host, token, origin }: typeof asked) => ({
    url,
    key,
    host,
    token,
    port: Number(new URL(origin).port),
  });
  return { LATCHKEY_TEST: JSON.stringify({ sdk: told(asked), gateway: { ...told(front), upstream } }) };
}
