import { resolve } from 'node:path';
import { addressOf } from '../config/addressing/address.ts';
import { type Environment, readEnvironment } from '../config/environment/environment.ts';
import type { MasterKey } from '../config/environment/master-key.ts';
import type { ApiConfig, ProfileName } from '../config/index.ts';
import { PROFILES } from '../config/profiles/profile.ts';
import { DATABASES, databaseFile, isDatabaseThere, openStore } from '../databases.ts';
import { MigrationDue } from '../store/migrations/due.ts';
import { API_USAGE, command } from './command.ts';
import { checkConfig, checkMail, checkOperations } from './doctor/config-checks.ts';
import {
  checkClients,
  checkClock,
  checkDataFolder,
  checkKeys,
  checkMasterKey,
  checkPages,
  checkSchema,
} from './doctor/data-checks.ts';
import { broken, type Finding, type Level, note } from './doctor/finding.ts';
import { readProfileName, reportClients, reportConfig } from './doctor/profile-report.ts';
import { checkSharing } from './doctor/redis-check.ts';
import { checkDevelopers, checkSignIn } from './doctor/sign-in-checks.ts';
import { checkUpstream } from './doctor/upstream-check.ts';
import { DEFAULT_CONFIG, type LoadedConfig, loadConfigs } from './load-config.ts';
import { dataFolder } from './open-store.ts';
import type { Terminal } from './terminal.ts';

const SAID: Record<Level, string> = { broken: 'BROKEN', unsafe: 'UNSAFE', note: 'note  ' };

export const doctor = command({
  name: 'doctor',
  summary: 'say what is unsafe or broken, and what to do about it',
  usage: `latchkey doctor [--profile <name>] [--read-all] [--config <file>]… [--data <folder>]

Looks at configuration, OpenAPI document, dialects, keys, data folder, upstream, Redis and clock, and changes nothing: a database of an
earlier version is named and not migrated.
Exit code 1 when something is broken.
  --read-all        read each database through, to find damage; takes about a minute for 10 GB
  --profile <name>  instead: what the API and each of its clients miss of oauth2.1, fapi2 or mcp;
                    exit code 1 when something is missing
${API_USAGE}`,
  options: {
    config: { type: 'string', multiple: true },
    data: { type: 'string' },
    profile: { type: 'string' },
    'read-all': { type: 'boolean', default: false },
  },
  async run({ values }, terminal) {
    const environment = { ...readEnvironment(terminal.env), dataDir: dataFolder(values.data, terminal) };
    const files = values.config ?? [DEFAULT_CONFIG];
    if (values.profile !== undefined) {
      return compareAll(files, readProfileName(values.profile), environment, terminal);
    }
    const examined = await examine(files, { ...environment, readAll: values['read-all'] }, terminal);

    let worst = 0;
    for (const { of, findings } of examined) {
      terminal.say(`${of}${findings.length === 0 ? ': nothing to say' : ''}`);
      for (const { level, what, todo } of findings) {
        terminal.say(`  ${SAID[level]}  ${what}${todo ? `\n          ${todo}` : ''}`);
        if (level === 'broken') worst = 1;
      }
    }
    terminal.say(worst === 0 ? '\nNothing is broken.' : '\nSomething is broken.');
    return worst;
  },
});

/** Prints the demands of a profile that each API and its clients do not meet. Resolves to the exit code. */
async function compareAll(
  files: string[],
  name: ProfileName,
  place: Environment,
  terminal: Terminal,
): Promise<number> {
  let complete = true;
  for (const { config, file } of await loadConfigs(files, terminal.cwd)) {
    terminal.say(`${config.title} (${file}): ${PROFILES[name].title}`);
    const reports = [reportConfig(config, name)];
    if (await isDatabaseThere(place, config.name)) {
      const store = await openStore(place, config.name, { opening: 'read' });
      reports.push(await reportClients(store, config, name).finally(() => store.close()));
    }
    for (const line of reports.flatMap(({ lines }) => lines)) terminal.say(line);
    complete &&= reports.every((report) => report.complete);
  }
  terminal.say(complete ? '\nNothing is missing.' : '\nSomething is missing.');
  return complete ? 0 : 1;
}

type Examining = Environment & { readAll: boolean };

interface Examined {
  of: string;
  findings: Finding[];
}

async function examine(files: string[], environment: Examining, terminal: Terminal): Promise<Examined[]> {
  const { dataDir, mode } = environment;
  const master = await checkMasterKey(dataDir, terminal.env, mode);
  const here: Finding[] = [...(await checkDataFolder(dataDir)), ...master.findings];
  if (mode === 'development') {
    here.push(note('LATCHKEY_MODE is development: plain HTTP and a master key beside the data are allowed.'));
  }
  here.push(...(await checkClock(Date.now(), [])));
  const examined: Examined[] = [{ of: 'This machine', findings: here }];
  for (const file of files) examined.push(await examineApi(file, environment, master.key, terminal));
  return examined;
}

async function examineApi(
  file: string,
  environment: Examining,
  masterKey: MasterKey | null,
  { cwd }: Terminal,
): Promise<Examined> {
  let loaded: LoadedConfig | undefined;
  try {
    [loaded] = await loadConfigs([file], cwd);
  } catch (error) {
    return { of: resolve(cwd, file), findings: problems(error) };
  }
  if (!loaded) return { of: file, findings: [] };
  const { config } = loaded;
  const findings = [
    ...checkConfig(config),
    ...checkMail(config, environment),
    ...checkSignIn(config, environment),
    ...(await examineOperations(loaded)),
    ...(await checkUpstream(config, environment.mode, Date.now)),
    ...(await checkSharing(config, environment)),
    ...(await examineDatabase(config, environment, masterKey)),
  ];
  return { of: `${config.title} (${loaded.file})`, findings };
}

async function examineOperations({ config, file }: LoadedConfig): Promise<Finding[]> {
  // Loaded only here: what reads the document would make every command start later.
  const { loadAllOperations } = await import('../openapi/domain-operations.ts');
  try {
    const address = addressOf(config, { kind: 'public' });
    return checkOperations(config, await loadAllOperations(file, { config, address }));
  } catch (error) {
    return problems(error);
  }
}

async function examineDatabase(
  config: ApiConfig,
  place: Examining,
  masterKey: MasterKey | null,
): Promise<Finding[]> {
  const api = config.name;
  const { mode, readAll, database } = place;
  const file = databaseFile(place.dataDir, api);
  try {
    // In development the first start creates it.
    if (mode === 'development' && !(await isDatabaseThere(place, api))) return [];
    const store = await openStore(place, api, { opening: 'read' });
    try {
      const keys = masterKey ? await checkKeys(store, api, masterKey) : [];
      const schema = await checkSchema(store, api);
      const clients = [...(await checkClients(store, config)), ...(await checkDevelopers(store, config))];
      const damage = readAll && !database ? checkPages(file, DATABASES.damageIn(file)) : [];
      return [...damage, ...keys, ...schema, ...clients, ...(await checkClock(Date.now(), [store]))];
    } finally {
      await store.close();
    }
  } catch (error) {
    // A start would migrate by itself, so nothing is broken, but returning to the earlier version would be
    // impossible.
    if (error instanceof MigrationDue) return [note(error.message, 'Back the file up before.')];
    return problems(error);
  }
}

/** A `ConfigError` contains all problems; each becomes a finding. */
function problems(error: unknown): Finding[] {
  if (!(error instanceof Error)) return [broken(String(error), '')];
  const several = 'problems' in error && Array.isArray(error.problems) ? error.problems.map(String) : null;
  return several ? several.map((each) => broken(`${each}.`, '')) : [broken(error.message, '')];
}
