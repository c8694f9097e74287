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
  /** A client that lacks something is turned away, also one that was made before; otherwise doctor names it. */
  turnsClientsAway: boolean;
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  'oauth2.1': { title: 'OAuth 2.1', demands: OAUTH_21, turnsClientsAway: false },
  fapi2: { title: 'FAPI 2.0 Security Profile', demands: FAPI_2, turnsClientsAway: true },
  mcp: { title: 'MCP authorization', demands: MCP_AUTHORIZATION, turnsClientsAway: false },
};

/** What a demand makes of something that does not meet it. */
export interface Shortfall {
  demand: Demand;
  /** What is lacking, to follow the name of a field or client and a colon. */
  lacks: string;
}

/** A definition with what its profile demands where the owner left a field open. What is in it stays. */
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

/** What a configuration lacks of a profile, whichever it is written for. */
export function shortfallsOf(config: ApiConfig, name: ProfileName): Shortfall[] {
  return PROFILES[name].demands.flatMap((demand) => {
    const lacks = demand.missing?.(config) ?? null;
    return lacks === null ? [] : [{ demand, lacks }];
  });
}

/** What a client lacks of a profile, on an API that is configured like this. */
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

/** The first thing for which a client is turned away from an API; `null` when there is none. */
export function turnedAwayFor(client: ProfiledClient, config: ApiConfig): Shortfall | null {
  const { profile } = config;
  if (profile === undefined || !PROFILES[profile].turnsClientsAway) return null;
  return shortfallsOfClient(client, config, profile)[0] ?? null;
}

/** Why a configuration contradicts its own profile, each as a sentence that names field, profile and section. */
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
  // What is no object here is for the schema to refuse.
  if (into !== undefined && !isObject(into)) return into;
  return { ...into, [name]: fillIn(into?.[name], rest, value) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
