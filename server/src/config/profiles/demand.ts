import type { Client } from '../../model/index.ts';
import type { ApiConfig } from '../schema/api-config.ts';
import type { DialectName } from '../schema/dialect-names.ts';

/** The parts of a client that profiles check. */
export type ProfiledClient = Pick<Client, 'kind' | 'authMethod' | 'redirectUris' | 'dialects' | 'settings'>;

/**
 * One demand of a profile, used alike by `defineApi`, the endpoints, `latchkey doctor` and
 * docs/reference/profiles.md.
 */
export interface Demand {
  /** The demand in a few words, unique in the profile. */
  name: string;
  /** Document and section. */
  source: string;
  /** The configuration field that decides it. Without one, no configuration can violate it. */
  field?: string;
  /** The value set if the owner left the field open; `undefined` keeps its default. */
  value?: unknown;
  /** Returns what a configuration lacks, as text to follow the field's name and a colon, or `null`. */
  missing?(config: ApiConfig): string | null;
  /** Returns what a client of such an API lacks, as text to follow its name, or `null`. */
  missingOf?(client: ProfiledClient, config: ApiConfig): string | null;
}

/** Returns a demand that Latchkey meets with any configuration. */
export function always(name: string, source: string): Demand {
  return { name, source };
}

/** Returns a demand that excludes these dialects, for all clients and for single ones. */
export function withoutDialects(
  name: string,
  source: string,
  dialects: readonly DialectName[],
): Required<Omit<Demand, 'value'>> {
  const among = (given: readonly string[]) => {
    const found = dialects.filter((each) => given.includes(each));
    return found.length === 0 ? null : `${found.join(', ')} cannot be on`;
  };
  return {
    name,
    source,
    field: 'dialects',
    missing: (config) => among(config.dialects),
    missingOf: (client) => among(client.dialects),
  };
}
