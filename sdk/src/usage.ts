import type { UsagePage } from '../../wire/usage.ts';
import type { SignedAsk } from './signed-exchange.ts';
import type { UsageQuery } from './types.ts';

/**
 * Makes a function that asks Latchkey for a page of the API's usage. It rejects with what is wrong with the query, or
 * if Latchkey does not answer.
 */
export function createUsageReader(ask: SignedAsk, timeoutMs: number) {
  return async (asked: UsageQuery = {}): Promise<UsagePage> => {
    const given = Object.entries(asked).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(
      given.map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const answer = await ask('usage', { query }, AbortSignal.timeout(timeoutMs));
    const body = (await answer.json()) as UsagePage & { detail?: string };
    if (answer.status === 200) return body;
    throw new Error(`Latchkey does not show this usage (${answer.status}): ${body.detail}`);
  };
}
