import type { ApiConfig } from '../schema/api-config.ts';
import { PROFILE_NAMES, type ProfileName } from '../schema/profile-names.ts';
import type { Demand, ProfiledClient } from './demand.ts';
import { FAPI_2 } from './fapi2.ts';
import { MCP_AUTHORIZATION } from './mcp.ts';
import { OAUTH_21 } from './oauth21.ts';

export type { Demand, ProfiledClient } from './demand.ts';

export interface Profile {
  title: string;
  demands: readonly Demand[];
  /**
   * Whether a non-compliant client is refused, including an existing one. Otherwise only `doctor` reports it.
   */
  turnsClientsAway: boolean;
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  'oauth2.1': { title: 'OAuth 2.1', demands: OAUTH_21, turnsClientsAway: false },
  fapi2: { title: 'FAPI 2.0 Security Profile', demands: FAPI_2, turnsClientsAway: true },
  mcp: { title: 'MCP authorization', demands: MCP_AUTHORIZATION, turnsClientsAway: false },
};

/** A demand that is not met. */
export interface Shortfall {
  demand: Demand;
  /** The lack, as text to follow the name of a field or client and a colon. */
  lacks: string;
}

/**
 * Returns a definition with the profile's values for fields that the owner left open. Existing values stay.
 */
export function withProfile<Definition>(definition: Definition): Definition {
  const profile = profileIn(definition);
  if (!profile) return definition;
  return profile.demands.reduce<Definition>(
    (filled, { field, value }) =>
      field === undefined || value === undefined
        ? filled
        : (fillIn(filled, field.split('.'), value) as Definition),
    definition,
  );
}

/**
 * Returns the demands of a profile that a configuration does not meet, whether or not it names that profile.
 */
export function shortfallsOf(config: ApiConfig, name: ProfileName): Shortfall[] {
  return PROFILES[name].demands.flatMap((demand) => {
    const lacks = demand.missing?.(config) ?? null;
    return lacks === null ? [] : [{ demand, lacks }];
  });
}

/** Returns the demands of a profile that a client does not meet, on an API with this configuration. */
export function shortfallsOfClient(
  client: ProfiledClient,
  config: ApiConfig,
  name: ProfileName,
): Shortfall[] {
  return PROFILES[name].demands.flatMap((demand) => {
    const lacks = demand.missingOf?.(client, config) ?? null;
    return lacks === null ? [] : [{ demand, lacks }];
  });
}

/** Returns the first reason for which the API refuses a client, or `null`. */
export function turnedAwayFor(client: ProfiledClient, config: ApiConfig): Shortfall | null {
  const { profile } = config;
  if (profile === undefined || !PROFILES[profile].turnsClientsAway) return null;
  return shortfallsOfClient(client, config, profile)[0] ?? null;
}

/**
 * Returns the contradictions between a configuration and its profile, as sentences with field, profile and
 * section.
 */
export function profileProblems(config: ApiConfig): string[] {
  const { profile } = config;
  if (profile === undefined) return [];
  return shortfallsOf(config, profile).map(
    ({ demand, lacks }) => `${demand.field}: ${lacks} (profile ${profile}, ${demand.source})`,
  );
}

function profileIn(definition: unknown): Profile | null {
  const named = isObject(definition) ? definition.profile : undefined;
  const name = PROFILE_NAMES.find((each) => each === named);
  return name === undefined ? null : PROFILES[name];
}

function fillIn(into: unknown, [name, ...rest]: string[], value: unknown): unknown {
  if (name === undefined) return into === undefined ? value : into;
  // The schema rejects a value that is not an object.
  if (into !== undefined && !isObject(into)) return into;
  return { ...into, [name]: fillIn(into?.[name], rest, value) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
