import type { Client } from '../../model/index.ts';

/**
 * `held`: a restore stopped it, and requests are answered as if there were none. `pending`: nobody has approved it yet.
 * `suspended`: an operator stopped it. In each state nothing of it works, and nothing of it is lost.
 */
export type ClientState = 'active' | 'held' | 'pending' | 'suspended';

export function clientState({ settings }: Pick<Client, 'settings'>): ClientState {
  return settings.held ? 'held' : (settings.standing ?? 'active');
}

/** Returns whether an operator stopped the client, or has not approved it yet. */
export function isStopped({ settings }: Pick<Client, 'settings'>): boolean {
  return settings.standing !== undefined;
}
