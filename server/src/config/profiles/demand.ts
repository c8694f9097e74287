import type { Client } from '../../model/index.ts';
import type { ApiConfig } from '../schema/api-config.ts';
import type { DialectName } from '../schema/dialect-names.ts';

/** What a profile looks at in a client. */
export type ProfiledClient = Pick<Client, 'kind' | 'authMethod' | 'redirectUris' | 'dialects' | 'settings'>;

/** One thing that a profile demands: the same for `defineApi`, the endpoints, `latchkey doctor` and docs/reference/profiles.md. */
export interface Demand {
  /** What is demanded, in a few words that are unique in the profile. */
  name: string;
  /** Document and section. */
  source: string;
  /** The field of a configuration that decides it; without one no configuration can undo it. */
  field?: string;
  /** What the field is set to where the owner left it open; `undefined`: its own default will do. */
  value?: unknown;
  /** What a configuration lacks, to follow the name of the field and a colon; `null` when it lacks nothing. */
  missing?(config: ApiConfig): string | null;
  /** What a client of such an API lacks, likewise, after its name. */
  missingOf?(client: ProfiledClient, config: ApiConfig): string | null;
}

/** A demand that this program meets whatever the configuration says. */
export function always(name: string, source: string): Demand {
  return { name, source };
}

/** None of these dialects, neither for every client nor for a single one. */
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
