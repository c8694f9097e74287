import { ChartColumn } from 'lucide-react';
import { useFilters } from '../../data/filters.ts';
import type { ClientUsage, ClientWithSecrets } from '../../data/management.ts';
import { useList, useRead } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Figure, Notice } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { lasting } from '../../ui/moment.tsx';
import { Choice } from '../../ui/select.tsx';
import { DataTable } from '../../ui/table.tsx';
import { useWords } from '../../words/index.ts';
import { CallsChart } from '../connections/calls-chart.tsx';

const NEAR = 0.8;
const SPANS = [1, 7, 30, 90];
/** More accounts are found on the tab of connections. */
const MOST_ACCOUNTS = 200;

/** The usage of an application, or of one of its connected accounts, by day and operation, and how near its limits are. */
export function Usage({ client }: { client: ClientWithSecrets }) {
  const { calls: words, locale, ui } = useWords();
  const [{ connectedAccount = '', span = '30' }, set] = useFilters();
  const query = { days: Number(span), ...(connectedAccount === '' ? {} : { connectedAccount }) };
  const found = useRead('getClientUsage', { path: { client: client.id }, query });
  const number = new Intl.NumberFormat(locale);
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const usage = found.data?.data;
  const choices = (
    <div className="flex flex-wrap items-end gap-3">
      {client.kind === 'platform' && (
        <Account
          client={client.id}
          value={connectedAccount}
          onChange={(account) => set({ connectedAccount: account })}
        />
      )}
      <div className="min-w-40">
        <Choice
          label={words.span}
          value={span}
          onChange={(days) => set({ span: days })}
          options={SPANS.map((days) => ({ value: String(days), label: words.spans(days) }))}
        />
      </div>
    </div>
  );
  if (found.error) {
    return (
      <>
        {choices}
        <Failed error={found.error} reset={() => void found.refetch()} />
      </>
    );
  }
  if (!usage) return <p className="text-soft">{ui.loading}</p>;
  const total = usage.allowed + usage.denied;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {choices}
      {usage.since && (
        <Notice tone="warn">
          {words.since(
            new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
              new Date(usage.since),
            ),
          )}
        </Notice>
      )}
      <dl className="grid grid-cols-2 gap-4">
        <Figure label={words.total} value={number.format(total)} />
        <Figure
          label={words.refusedShare}
          value={number.format(usage.denied)}
          hint={total > 0 ? share.format(usage.denied / total) : undefined}
        />
      </dl>
      <CallsChart days={usage.days} />
      <Limits limits={usage.limits} />
      <OperationsTable operations={usage.operations} />
    </div>
  );
}

interface AccountProps {
  client: string;
  value: string;
  onChange: (account: string) => void;
}

function Account({ client, value, onChange }: AccountProps) {
  const { calls: words } = useWords();
  const { rows } = useList('listClientConnections', { path: { client }, query: { limit: MOST_ACCOUNTS } });
  const known = rows.map(({ id, tenant, tenantName }) => ({
    value: id,
    label: `${tenantName ?? tenant} · ${id}`,
  }));
  const options = known.some((each) => each.value === value) ? known : [{ value, label: value }, ...known];
  return (
    <div className="min-w-52 max-sm:flex-1">
      <Choice
        label={words.account}
        value={value}
        onChange={onChange}
        options={[{ value: '', label: words.everyAccount }, ...options.filter((each) => each.value !== '')]}
      />
    </div>
  );
}

/** Calls by operation, those allowed beside those refused. */
export function OperationsTable({ operations }: Pick<ClientUsage, 'operations'>) {
  const { calls: words, locale } = useWords();
  const number = new Intl.NumberFormat(locale);
  return (
    <section className="grid gap-2">
      <h2 className="font-semibold">{words.byOperation}</h2>
      <DataTable
        label={words.byOperation}
        rows={operations}
        rowId={({ operation }) => operation ?? ''}
        empty={<Empty icon={ChartColumn} title={words.empty} />}
        columns={[
          {
            id: 'operation',
            header: words.operation,
            cell: ({ operation }) => operation ?? words.noOperation,
          },
          {
            id: 'allowed',
            header: words.allowed,
            align: 'right',
            cell: ({ allowed }) => number.format(allowed),
          },
          {
            id: 'denied',
            header: words.denied,
            align: 'right',
            cell: ({ denied }) => number.format(denied),
          },
        ]}
      />
    </section>
  );
}

function Limits({ limits }: Pick<ClientUsage, 'limits'>) {
  const { calls: words, locale } = useWords();
  const number = new Intl.NumberFormat(locale);
  return (
    <section className="grid gap-3">
      <h2 className="font-semibold">{words.limits}</h2>
      <p className="text-sm text-soft">{limits.length === 0 ? words.noLimits : words.limitsText}</p>
      {limits.map(({ policy, window, limit, used }) => (
        <div key={`${policy} ${window}`} className="grid gap-1.5">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <code>{policy}</code>
            {words.used(number.format(used), number.format(limit), lasting(window, locale))}
            {used >= limit ? (
              <Badge tone="bad">{words.spent}</Badge>
            ) : (
              used >= NEAR * limit && <Badge tone="warn">{words.near}</Badge>
            )}
          </p>
          <meter
            min={0}
            max={limit}
            high={NEAR * limit}
            optimum={0}
            value={Math.min(used, limit)}
            aria-label={policy}
          />
        </div>
      ))}
    </section>
  );
}
