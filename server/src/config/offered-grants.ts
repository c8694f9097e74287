import { type DeclaredGrant, GRANTS } from '../model/index.ts';
import { oncePerConfig } from './once-per-config.ts';
import type { ApiConfig } from './schema/api-config.ts';

type Grant = (typeof GRANTS)[number];

/** Returns the grants that an API's configuration enables. */
export const offeredGrants: (config: ApiConfig) => readonly Grant[] = oncePerConfig((config) =>
  GRANTS.filter(({ switchedBy }) => switchedBy === null || isOn(config[switchedBy])),
);

/** Returns the grants for clients that a member of a tenant creates. Grants with user consent come first. */
export function offeredToMembers(config: ApiConfig) {
  return offeredGrants(config)
    .filter((grant) => grant.madeBy !== 'owner')
    .toSorted(askingFirst);
}

/**
 * Returns the grants for clients that register or describe themselves. Grants with user consent come first.
 */
export function offeredToAnybody(config: ApiConfig) {
  return offeredGrants(config)
    .filter((grant) => grant.madeBy === 'anybody')
    .toSorted(askingFirst);
}

function isOn(setting: unknown): boolean {
  return Array.isArray(setting) ? setting.length > 0 : setting !== undefined && setting !== false;
}

function askingFirst(one: DeclaredGrant, other: DeclaredGrant): number {
  return Number(other.asksUser) - Number(one.asksUser);
}
