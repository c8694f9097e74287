import { type KnownHead, verifyLog } from '../audit/seal/verify.ts';
import { readEnvironment } from '../config/environment/environment.ts';
import { readMasterKeys } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import { systemClock } from '../lib/clock.ts';
import type { AuditSeal } from '../model/index.ts';
import { openAuditKeys } from '../tokens/keyring.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { lookBeside } from './look-beside.ts';
import { withStore } from './open-store.ts';

export const auditVerify = command({
  name: 'audit verify',
  summary: 'compare the audit log with its seals: which rows were changed, removed, added or moved',
  usage: `latchkey audit verify [--head <number>:<digest>]

  --head <seal>     a seal that was written down earlier, as this command prints it; tells whether
                    the end of the log was cut off since

Exits with 1 when anything differs, and names it. Needs the master key, in LATCHKEY_MASTER_KEY or the data folder.
${API_USAGE}`,
  options: { ...API_OPTIONS, head: { type: 'string' } },
  async run({ values }, terminal) {
    const known = values.head === undefined ? null : readHead(values.head);
    return withStore('read', values, terminal, async ({ store, config, dataDir }) => {
      const { mode, database } = readEnvironment(terminal.env);
      const masterKey = await readMasterKeys(dataDir, terminal.env, mode);
      const keys = await openAuditKeys({ store, masterKey, apiName: config.name });
      let differences = 0;
      const second = database ? null : lookBeside({ dataDir, apiName: config.name });
      const beside = (seals: readonly AuditSeal[]) => second?.look(seals) ?? null;
      const verified = await verifyLog(
        { store, keys, clock: systemClock, retention: config.audit.retention, beside },
        ({ text }) => {
          differences++;
          terminal.say(`${text}.`);
        },
        known,
      ).finally(() => second?.close());
      const { seals, sound, unsealed, head } = verified;
      if (seals + unsealed + differences === 0)
        throw new StartError('The audit log is empty: there is nothing to verify.');
      terminal.say(
        `${sound} rows under ${seals} ${seals === 1 ? 'seal' : 'seals'} are as they were; ${unsealed} are not sealed yet.`,
      );
      if (head) terminal.say(`Write this down elsewhere: --head ${head.number}:${head.digest}`);
      if (differences === 0) return 0;
      const found = `${differences} ${differences === 1 ? 'difference' : 'differences'}`;
      terminal.note(`The log was changed after it was sealed: ${found}.`);
      return 1;
    });
  },
});

function readHead(text: string): KnownHead {
  const [, number, digest] = /^(\d+):([A-Za-z0-9_-]{43})$/.exec(text) ?? [];
  if (number === undefined || digest === undefined) {
    throw new StartError('--head is the number of a seal, a colon and its digest.');
  }
  return { number: Number(number), digest };
}
