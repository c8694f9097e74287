import { type DeclaredGrant, GRANTS } from '../model/index.ts';
import type { ApiConfig } from './schema/api-config.ts';

type Grant = (typeof GRANTS)[number];

/** The grants that an API takes, as it is configured. */
export function offeredGrants(config: ApiConfig): Grant[] {
  return GRANTS.filter(({ switchedBy }) => switchedBy === null || isOn(config[switchedBy]));
}

/** Those for a client that a member of a tenant makes; those that ask a user come first. */
export function offeredToMembers(config: ApiConfig) {
  return offeredGrants(config)
    .filter((grant) => grant.madeBy !== 'owner')
    .toSorted(askingFirst);
}

/** Those for a client that registers or describes itself; those that ask a user come first. */
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
