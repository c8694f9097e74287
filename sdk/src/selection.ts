import type { JWTPayload } from 'jose';
import { SELECTION_HEADER } from '../../wire/names.ts';
import { callerIn, IdentityError } from './named-caller.ts';
import type { SignedAsk } from './signed-exchange.ts';
import type { Caller, ResourceRef } from './types.ts';

const MOST_KEPT = 100;

/** Returns the caller that a verified identity names, with all selected resources. */
export type CallerReader = (payload: JWTPayload) => Promise<Caller | null>;

/**
 * An identity has no room for thousands of selected resources, so it refers to them. A reference always
 * stands for the same selection, so it is requested once. The reader throws `IdentityError` if Latchkey does
 * not answer or the selection has changed: that call is refused, and the next one carries the new selection.
 *
 * @param ask `null` if there is no guard key to ask with
 */
export function createCallerReader(ask: SignedAsk | null, timeoutMs: number): CallerReader {
  const kept = new Map<string, Promise<ResourceRef[]>>();

  async function fetchSelection(reference: string): Promise<ResourceRef[]> {
    if (!ask) throw new Error('There is no guard key to ask with.');
    const question = { headers: { [SELECTION_HEADER]: reference } };
    const answer = await ask('selection', question, AbortSignal.timeout(timeoutMs));
    const body: unknown = answer.status === 200 ? await answer.json() : null;
    if (typeof body === 'object' && body !== null && 'resources' in body && Array.isArray(body.resources)) {
      return body.resources;
    }
    throw new Error('The selection has changed.');
  }

  function selected(reference: string): Promise<ResourceRef[]> {
    const known = kept.get(reference);
    if (known) return known;
    const asked = fetchSelection(reference);
    kept.set(reference, asked);
    asked.catch(() => kept.delete(reference));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return asked;
  }

  return async (payload) => {
    const caller = callerIn(payload);
    if (caller === null || typeof payload.selection !== 'string') return caller;
    try {
      return { ...caller, resources: await selected(payload.selection) };
    } catch {
      const said = ask
        ? 'cannot be asked for just now'
        : 'are asked for with the guard key: give it as `key`';
      throw new IdentityError('unavailable', `The selected resources that the identity refers to ${said}.`);
    }
  };
}
