import { rowsBehind } from '../anomalies/explain.ts';
import { closedRow } from '../anomalies/row.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { Alert } from '../model/index.ts';
import type { Place } from '../store/grants/page.ts';
import { alertInWords } from '../words/alert-in-words.ts';
import { figuresIn } from '../words/figures.ts';
import { wordsIn } from '../words/words.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE } from './listing.ts';
import { withStore } from './open-store.ts';
import { pages } from './pages.ts';
import { tenantNamed } from './tenant-named.ts';
import { columns } from './terminal.ts';

export const alertList = command({
  name: 'alert list',
  summary: 'show unusual use of connections and tokens',
  usage: `latchkey alert list [--tenant <id>] [--all] [--json]

Id, time, kind, connected account or grant, and why; newest first.

  --tenant <id>     only those of this tenant
  --all             those that were closed, too
${LIST_USAGE}
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    tenant: { type: 'string' },
    all: { type: 'boolean', default: false },
    ...LIST_OPTIONS,
  },
  async run({ values }, terminal) {
    const { tenant, all, json } = values;
    return withStore('read', values, terminal, async ({ store, config }) => {
      const whose = tenant ? { tenantId: (await tenantNamed(tenant, { store, config })).id } : {};
      const state = all ? {} : { state: 'open' as const };
      const read = (before: Place | null, limit: number) =>
        store.alertsPage({ ...whose, ...state, before, limit });
      for await (const page of pages(read, ({ createdAt, id }) => ({ createdAt, id }))) {
        for (const line of json ? page.map(asJson) : asColumns(page)) terminal.say(line);
      }
      return 0;
    });
  },
});

export const alertDismiss = command({
  name: 'alert dismiss',
  summary: 'say that unusual use was no misuse, so that it is usual from now on',
  usage: `latchkey alert dismiss <id>

latchkey alert list shows ids.
${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [id = ''] = positionals;
    return withStore('change', values, terminal, async ({ store }) => {
      const alert = await store.alert(id);
      if (!alert) throw new StartError(`There is no alert ${id} (latchkey alert list).`);
      const now = Date.now();
      const audit = [closedRow(alert, 'dismissed', 'command line', now)];
      const outcome = await store.closeAlert({ id, as: 'dismissed', by: null, byOperator: true, now, audit });
      terminal.say(outcome === 'closed' ? `${id} is dismissed.` : `${id} had been closed before.`);
      return 0;
    });
  },
});

const IN_ENGLISH = { words: wordsIn('en'), figures: figuresIn('en', 'UTC') };

function asColumns(page: readonly Alert[]): string[] {
  return columns(
    page.map((alert) => [
      alert.id,
      new Date(alert.since).toISOString().slice(0, 16),
      alert.kind,
      alert.connectedAccountId ?? alert.grantId ?? alert.clientId ?? alert.subject,
      alertInWords(IN_ENGLISH, alert),
    ]),
  );
}

function asJson(alert: Alert): string {
  const { subject: _, expiresAt: __, ...shown } = alert;
  return JSON.stringify({
    ...shown,
    sentence: alertInWords(IN_ENGLISH, alert),
    rows: rowsBehind(alert),
  });
}
