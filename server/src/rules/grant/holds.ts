import { isWithinResources } from '../../access/resources.ts';
import type { ManagerHold, ResourceRef } from '../../model/index.ts';

/*
 * A manager's decision about a connection, and the actions that it withholds from the connection's user.
 * Checked by the store inside the transaction, and by the pages before they offer an action.
 */

export type HeldProblem = 'stopped' | 'scopes' | 'resources' | 'addresses';

const NOTHING: ManagerHold = { stopped: false, scopes: null, resources: null, addresses: false };

/** Returns why a user who is not a manager may not consent again, or `null` if they may. */
export function consentProblem(
  held: ManagerHold | null,
  wish: { scopes: readonly string[]; resources: readonly ResourceRef[] | null | 'unchanged' },
): HeldProblem | null {
  if (held === null) return null;
  if (held.stopped) return 'stopped';
  if (held.scopes !== null && !wish.scopes.every((scope) => held.scopes?.includes(scope))) return 'scopes';
  if (held.resources === null || wish.resources === 'unchanged') return null;
  return isWithinResources(wish.resources, held.resources) ? null : 'resources';
}

/** Returns whether a user who is not a manager may resume a suspended connection. */
export function mayResume({ held }: { held: ManagerHold | null }): boolean {
  return held?.stopped !== true;
}

/** Returns whether a user who is not a manager may change the allowed addresses. */
export function mayChangeAddresses({ held }: { held: ManagerHold | null }): boolean {
  return held?.addresses !== true;
}

/** Combines managers' decisions about one user's part and about its connected account. */
export function heldTogether(part: ManagerHold | null, account: ManagerHold | null): ManagerHold | null {
  if (part === null || account === null) return part ?? account;
  return {
    ...part,
    stopped: part.stopped || account.stopped,
    addresses: part.addresses || account.addresses,
  };
}

/** Returns the hold after a manager decided a part of it, or `null` if nothing is held any more. */
export function holdWith(held: ManagerHold | null, part: Partial<ManagerHold>): ManagerHold | null {
  const next = { ...NOTHING, ...held, ...part };
  const free = !next.stopped && next.scopes === null && next.resources === null && !next.addresses;
  return free ? null : next;
}
