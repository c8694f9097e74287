import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../config/environment/start-error.ts';
import { type AuditRow, TenantId } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { inWords } from './audit-row.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { withStore } from './open-store.ts';

const LOOK_AGAIN_MS = 1_000;
const MOST = 1_000;

export const auditTail = command({
  name: 'audit tail',
  summary: 'show what happened last: who did what, for whom, on whose authority',
  usage: `latchkey audit tail [--lines <n>] [--follow] [--tenant <id>] [--client <id>] [--json]

  --lines <n>       how many (default: 20, at most ${MOST})
  --follow          stay, and show what happens from now on
  --tenant <id>     only what concerns this tenant; --client <id> only what this client did
  --json            one JSON object on each line
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    lines: { type: 'string', default: '20' },
    follow: { type: 'boolean', default: false },
    tenant: { type: 'string' },
    client: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  async run({ values }, terminal) {
    const limit = Number(values.lines);
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
      throw new StartError(`--lines has to be a number from 1 to ${MOST}.`);
    }
    const about = {
      ...(values.tenant === undefined ? {} : { tenantId: TenantId(values.tenant) }),
      ...(values.client === undefined ? {} : { clientId: values.client }),
    };
    const show = values.json ? (row: AuditRow) => JSON.stringify(row) : inWords;
    return withStore('read', values, terminal, async ({ store }) => {
      const rows = (await store.auditTrail({ ...about, limit })).reverse();
      for (const row of rows) terminal.say(show(row));
      if (values.follow) await follow(store, about, rows.at(-1)?.id ?? 0, (row) => terminal.say(show(row)));
      return 0;
    });
  },
});

/** Runs until the process ends, usually by Ctrl-C. */
async function follow(
  store: Store,
  about: { tenantId?: TenantId; clientId?: string },
  last: number,
  show: (row: AuditRow) => void,
): Promise<never> {
  let seen = last;
  for (;;) {
    await pause(LOOK_AGAIN_MS);
    const rows = await store.auditTrail({ ...about, limit: MOST });
    for (const row of rows.filter(({ id }) => id > seen).reverse()) show(row);
    seen = rows[0]?.id ?? seen;
  }
}
