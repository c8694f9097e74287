import { isWithinResources } from '../../access/resources.ts';
import type { ManagerHold, ResourceRef } from '../../model/index.ts';

/*
 * A manager's decision about a connection, and the acts that it takes from the connection's user. Asked by the store
 * inside the transaction, and by the pages before they offer something.
 */

export type HeldProblem = 'stopped' | 'scopes' | 'resources' | 'addresses';

const NOTHING: ManagerHold = { stopped: false, scopes: null, resources: null, addresses: false };

/** Why somebody who is no manager may not consent to this again; `null` when they may. */
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

/** Whether somebody who is no manager may let a suspended connection go on. */
export function mayResume({ held }: { held: ManagerHold | null }): boolean {
  return held?.stopped !== true;
}

/** Whether somebody who is no manager may say from where it may be used. */
export function mayChangeAddresses({ held }: { held: ManagerHold | null }): boolean {
  return held?.addresses !== true;
}

/** Managers' decisions about one person's part and about the connected account that it is under, as one. */
export function heldTogether(part: ManagerHold | null, account: ManagerHold | null): ManagerHold | null {
  if (part === null || account === null) return part ?? account;
  return {
    ...part,
    stopped: part.stopped || account.stopped,
    addresses: part.addresses || account.addresses,
  };
}

/** The hold after a manager decided about one part of it; `null` when nothing is held any more. */
export function holdWith(held: ManagerHold | null, part: Partial<ManagerHold>): ManagerHold | null {
  const next = { ...NOTHING, ...held, ...part };
  const free = !next.stopped && next.scopes === null && next.resources === null && !next.addresses;
  return free ? null : next;
}
