import { StartError } from '../../config/environment/start-error.ts';
import { type ApiConfig, PROFILE_NAMES, type ProfileName } from '../../config/index.ts';
import { type Demand, PROFILES, shortfallsOf, shortfallsOfClient } from '../../config/profiles/profile.ts';
import type { Client } from '../../model/index.ts';
import type { Store } from '../../store/store.ts';

/** The prefix of a line for a met demand; as wide as the levels of other findings. */
const MET = 'ok     ';
const NOT_MET = 'MISSING';

const CLIENTS_AT_ONCE = 500;

export interface ProfileReport {
  lines: string[];
  /** Whether every demand of the profile is met. */
  complete: boolean;
}

export function readProfileName(name: string): ProfileName {
  const known = PROFILE_NAMES.find((each) => each === name);
  if (!known) throw new StartError(`--profile ${name}: use ${PROFILE_NAMES.join(', ')}.`);
  return known;
}

/** Reports which demands of a profile an API meets, one by one. Pure: depends only on the configuration. */
export function reportConfig(config: ApiConfig, name: ProfileName): ProfileReport {
  const missing = new Map(shortfallsOf(config, name).map(({ demand, lacks }) => [demand, lacks]));
  const lines = PROFILES[name].demands.flatMap((demand) => {
    const lacks = missing.get(demand);
    const what = `${demand.name} (${demand.source})`;
    return lacks === undefined
      ? [`  ${MET}  ${what}`]
      : [`  ${NOT_MET}  ${what}`, `           ${demand.field}: ${lacks}${remedy(demand)}`];
  });
  return { lines, complete: missing.size === 0 };
}

/** Reports the demands that one client does not meet. A compliant client gets one line. */
export function reportClient(client: Client, config: ApiConfig, name: ProfileName): ProfileReport {
  const shortfalls = shortfallsOfClient(client, config, name);
  const who = `Client ${client.id} (${client.name})`;
  if (shortfalls.length === 0) return { lines: [`${who}: nothing is missing`], complete: true };
  const lines = shortfalls.flatMap(({ demand, lacks }) => [
    `  ${NOT_MET}  ${demand.name} (${demand.source})`,
    `           ${lacks}`,
  ]);
  return { lines: [who, ...lines], complete: false };
}

/** Reports on every client in chunks: there may be many, and a server may be running on the same database. */
export async function reportClients(
  store: Pick<Store, 'clientsAfter'>,
  config: ApiConfig,
  name: ProfileName,
): Promise<ProfileReport> {
  const lines: string[] = [];
  let complete = true;
  for (let last = ''; ; ) {
    const clients = await store.clientsAfter(last, CLIENTS_AT_ONCE);
    for (const client of clients) {
      const report = reportClient(client, config, name);
      lines.push(...report.lines);
      complete &&= report.complete;
    }
    const end = clients.at(-1);
    if (!end) return { lines, complete };
    last = end.id;
  }
}

function remedy({ value }: Demand): string {
  if (value === undefined) return '';
  const written = Array.isArray(value) ? `[${value.map(inCode).join(', ')}]` : inCode(value);
  return `; set it to ${written}`;
}

function inCode(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
