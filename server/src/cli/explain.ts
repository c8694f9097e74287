import type { RecordedNeeds } from '../audit/basis.ts';
import { type Explanation, explanationOf } from '../audit/explanation.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { AuditRow, Check } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { EN } from '../words/en/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { withStore } from './open-store.ts';
import { columns, type Terminal } from './terminal.ts';

const PAGE = 1_000;

export const explain = command({
  name: 'explain',
  summary: 'say why a past call was allowed or refused, as it was decided then',
  usage: `latchkey explain <audit id | request id> [--json]

  <audit id>        the number of a row of the audit log
  <request id>      what the answer of the call carried as Latchkey-Request-Id; the audit log is searched backwards for it
  --json            one JSON object for each call
${API_USAGE}`,
  options: { ...API_OPTIONS, json: { type: 'boolean', default: false } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [wanted = ''] = positionals;
    return withStore('read', values, terminal, async ({ store }) => {
      const rows = await rowsOf(store, wanted);
      if (rows.length === 0)
        throw new StartError(
          `There is no row ${wanted} in the log: latchkey audit search --json shows ids and request ids.`,
        );
      let calls = 0;
      for (const row of rows) {
        const explanation = explanationOf(row);
        if (!explanation) continue;
        calls++;
        if (values.json) terminal.say(JSON.stringify({ ...whose(row), ...explanation }));
        else tell(row, explanation, terminal);
      }
      if (calls > 0) return 0;
      throw new StartError(`Row ${rows[0]?.id} is no call but ${rows[0]?.kind}; see latchkey audit tail.`);
    });
  },
});

async function rowsOf(store: Store, wanted: string): Promise<AuditRow[]> {
  if (/^\d{1,15}$/.test(wanted)) {
    const rows = await store.auditTrail({ before: Number(wanted) + 1, limit: 1 });
    return rows.filter(({ id }) => id === Number(wanted));
  }
  // Rows of one request are close together, so they end on the page where they begin or on the next.
  const found: AuditRow[] = [];
  let page = await store.auditTrail({ limit: PAGE });
  while (page.length > 0) {
    const here = page.filter(({ requestId }) => requestId === wanted);
    if (here.length === 0 && found.length > 0) break;
    found.push(...here);
    page = await store.auditTrail({ before: page.at(-1)?.id ?? 0, limit: PAGE });
  }
  return found.reverse();
}

function whose(row: AuditRow): Record<string, unknown> {
  const { id, at, tenantId, userId, clientId, connectedAccountId, grantId, mode, ip, requestId, detail } =
    row;
  const who = { tenantId, userId, clientId, connectedAccountId, grantId, mode, ip, requestId };
  const account = detail.account === undefined ? {} : { askedAccount: detail.account };
  const version = detail.version === undefined ? {} : { version: detail.version };
  return { id, at: new Date(at).toISOString(), ...who, token: detail.token ?? null, ...account, ...version };
}

function tell(
  row: AuditRow,
  { outcome, code, said, remedy, method, operation, ...rest }: Explanation,
  to: Terminal,
) {
  const verdict = outcome === 'allowed' ? 'allowed' : `refused as ${code}`;
  to.say(
    `Row ${row.id}, ${new Date(row.at).toISOString()}: ${method} ${operation ?? '(no operation)'} was ${verdict}.`,
  );
  const about = Object.entries(whose(row)).filter(
    ([name, value]) => !['id', 'at'].includes(name) && value !== null,
  );
  to.say(`  ${about.map(([name, value]) => `${name} ${value}`).join(', ')}`);
  if (said !== '') to.say(`  ${said}`);
  if (remedy !== null) to.say(`  What helps: ${EN.calls.remedy[remedy]}`);
  tellChecks(rest.checks, to);
  const { needs, held } = rest;
  if (needs) to.say(`  needed  ${needsInWords(needs)}`);
  if (held) to.say(`  held    ${inWords({ ...held })}`);
}

/** Prints one line per check: its outcome and the reason. */
export function tellChecks(checks: Check[], terminal: Pick<Terminal, 'say'>): void {
  const words: Record<Check['outcome'], string> = {
    passed: 'passed',
    failed: 'FAILED',
    skipped: 'not reached',
  };
  for (const line of columns(
    checks.map(({ check, outcome, detail }) => [`  ${check}`, words[outcome], detail ?? '']),
  )) {
    terminal.say(line);
  }
}

/** Returns what an operation needs, with the alternatives of its scopes. */
export function needsInWords(needs: RecordedNeeds): string {
  return inWords({ ...needs, scopes: needs.scopes.map((way) => way.join(' and ')).join(', or ') });
}

/** Returns facts as `name: value`, without those that are empty. */
export function inWords(facts: object): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== '' && value !== null)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') || '(none)' : value}`)
    .join('; ');
}
