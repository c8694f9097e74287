import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { addedInWords } from '../../audit/seal/finding.ts';
import type { RunMode } from '../../config/environment/environment.ts';
import {
  type MasterKey,
  masterKeyFile,
  openToOthers,
  readMasterKeys,
} from '../../config/environment/master-key.ts';
import type { ApiConfig } from '../../config/index.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { freeBytes, isLow } from '../../lib/free-space.ts';
import { TOLD_FROM } from '../../nodes/database-clock.ts';
import { KEY_PURPOSES } from '../../store/sealed-keys/verbs.ts';
import type { Store } from '../../store/store.ts';
import { masterKeysIn, sealUnder, sealUnderBoth } from '../../tokens/sealing.ts';
import { actsForNobody } from '../client-tenant.ts';
import { clientPages } from '../pages.ts';
import { broken, type Finding, note, unsafe } from './finding.ts';

/** Latchkey was first released after this. An earlier clock has lost its battery. */
const EARLIEST = Date.UTC(2026, 0, 1);

/** Checks that outsiders cannot read the data folder and this process can write it. */
export async function checkDataFolder(dataDir: string): Promise<Finding[]> {
  if (!(await exists(dataDir))) return [note(`The data folder ${dataDir} is not there yet.`)];
  const findings: Finding[] = [];
  try {
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    findings.push(
      broken(`The data folder ${dataDir} cannot be written.`, 'Give it to the user that runs Latchkey.'),
    );
  }
  if (await openToOthers(dataDir)) {
    findings.push(
      unsafe(
        `Others on this machine can look into ${dataDir}, where password hashes are.`,
        `Run chmod 700 ${dataDir}.`,
      ),
    );
  }
  if (isLow(dataDir)) {
    const left = Math.floor(freeBytes(dataDir) / 1_000_000);
    findings.push(unsafe(`The disk of ${dataDir} has ${left} MB left.`, 'Make room before writes fail.'));
  }
  return findings;
}

/** Checks the master key as a start would load it, without creating one. */
export async function checkMasterKey(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  mode: RunMode,
): Promise<{ key: MasterKey | null; findings: Finding[] }> {
  const named = env.LATCHKEY_MASTER_KEY || env.LATCHKEY_MASTER_KEY_FILE;
  const file = env.LATCHKEY_MASTER_KEY ? null : (env.LATCHKEY_MASTER_KEY_FILE ?? masterKeyFile(dataDir));
  if (!named && mode === 'development' && !(await exists(masterKeyFile(dataDir)))) {
    return {
      key: null,
      findings: [note('There is no master key yet; the first start in development makes one.')],
    };
  }
  try {
    const key = await readMasterKeys(dataDir, env, mode);
    const lax = file !== null && (await openToOthers(file));
    return {
      key,
      findings: lax ? [unsafe(`Others can read the master key file ${file}.`, `Run chmod 600 ${file}.`)] : [],
    };
  } catch (error) {
    return { key: null, findings: [broken((error as Error).message, '')] };
  }
}

/** Checks that the master key opens the database's sealed secrets. Reads only: `doctor` changes nothing. */
export async function checkKeys(store: Store, api: string, masterKey: MasterKey): Promise<Finding[]> {
  const seal = sealUnderBoth(masterKey);
  const [, next] = masterKeysIn(masterKey);
  let toReseal = 0;
  for (const purpose of KEY_PURPOSES) {
    for (const { id, sealed } of await store.sealedKeys(purpose)) {
      const opened = seal.unseal(sealed, { api, purpose, id });
      if (opened.ok && next && !sealUnder(next).unseal(sealed, { api, purpose, id }).ok) toReseal += 1;
      if (opened.ok) continue;
      return [
        opened.problem === 'other_master'
          ? broken(
              `The keys of ${api} were sealed under another master key.`,
              'Start with the one they were made with; if it is lost, see docs/operate/keys.md.',
            )
          : broken(
              `The ${purpose} key ${id} of ${api} was changed after it was sealed.`,
              'Restore the database from a backup.',
            ),
      ];
    }
  }
  if (!next) return [];
  return [
    toReseal > 0
      ? note(
          `${toReseal} keys of ${api} are still sealed under the old master key.`,
          'latchkey keys rotate master seals them under the new one.',
        )
      : note(`Every key of ${api} is sealed under the new master key.`, 'Start each server with it alone.'),
  ];
}

/** Reports what is damaged inside a database file that was read through. */
export function checkPages(file: string, damage: readonly string[]): Finding[] {
  if (damage.length === 0) return [];
  // SQLite gives up at some pages, and then says no more than that.
  const places = damage.filter((each) => !each.startsWith('it is damaged'));
  return [
    broken(
      `The database ${file} is damaged${places.length > 0 ? ` (${places.join('; ')})` : ''}.`,
      'Stop Latchkey, keep a copy of the file, and restore it from a backup.',
    ),
  ];
}

/** Reports triggers and views that act on the log or replace a table. Latchkey creates none. */
export async function checkSchema(store: Store, api: string): Promise<Finding[]> {
  return (await store.addedToSchema(NAMED)).map((each) =>
    unsafe(
      `The database of ${api} has ${addedInWords(each)}, which Latchkey did not make; it can keep rows from the log.`,
      'Find out who put it there, and remove it.',
    ),
  );
}

const NAMED = 5;

/** Reports clients whose own tokens are useless because they have no tenant. */
export async function checkClients(store: Store, config: ApiConfig): Promise<Finding[]> {
  const idle: string[] = [];
  for await (const page of clientPages(store)) {
    idle.push(...page.filter((client) => actsForNobody(client, config)).map(({ id }) => id));
  }
  if (idle.length === 0) return [];
  const more = idle.length > NAMED ? ` and ${idle.length - NAMED} more` : '';
  const { word } = config.tenant;
  return [
    note(
      `Tokens that these clients get for themselves open no ${word}'s data, because they are bound to no ${word}: ${idle.slice(0, NAMED).join(', ')}${more}.`,
      'Bind each with latchkey client set <id> --tenant <id>, unless it calls only operations with x-latchkey-tenant: false.',
    ),
  ];
}

/** Expiry depends on the clock, so recorded times must not lie in the future. */
export async function checkClock(now: number, stores: Store[]): Promise<Finding[]> {
  const set = 'Set the clock, and let it be kept by NTP.';
  if (now < EARLIEST) return [broken(`The clock says ${new Date(now).toISOString()}.`, set)];
  for (const store of stores) {
    const difference = (await store.databaseTime()) - now;
    if (Math.abs(difference) >= TOLD_FROM) {
      const seconds = `${Math.round(Math.abs(difference) / SECOND)} seconds ${difference > 0 ? 'behind' : 'ahead of'}`;
      return [unsafe(`The clock of this machine is ${seconds} the database’s, by which Latchkey goes.`, set)];
    }
    const [last] = await store.auditTrail({ limit: 1 });
    if (last && last.at > now + MINUTE) {
      const when = new Date(last.at).toISOString();
      return [broken(`The clock went back: the last thing that happened is dated ${when}.`, set)];
    }
  }
  return [];
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
