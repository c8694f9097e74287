import { Link } from '@tanstack/react-router';
import { BellOff } from 'lucide-react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import type { Alert } from '../../data/management.ts';
import { useChange, useList, useRead } from '../../data/queries.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import type { FilterField } from '../../ui/filters.tsx';
import { Refusal } from '../../ui/form.tsx';
import { type FetchedList, List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import type { ConnectionPath } from './narrow.tsx';

const TONES: Record<Alert['state'], Tone> = { open: 'warn', dismissed: 'neutral', ended: 'bad' };

/** Is a key used in an unusual way? */
export function Alerts() {
  const { shell, connections } = useWords();
  return (
    <Page title={shell.alerts} lead={connections.alerts.lead}>
      <AlertList tenant={null} />
    </Page>
  );
}

/** @param tenant the tenant whose alerts are shown; `null`: all of the API */
export function AlertList({ tenant }: { tenant: string | null }) {
  const words = useWords().connections.alerts;
  const [filters] = useFilters();
  const query = asked(filters, ['state']);
  const all = useList('listAlerts', { query } as Input<'listAlerts'>, { enabled: tenant === null });
  const ofTenant = useList(
    'listTenantAlerts',
    { path: { tenant: tenant ?? '' }, query } as Input<'listTenantAlerts'>,
    { enabled: tenant !== null },
  );
  return (
    <Table
      inside={tenant !== null}
      list={tenant === null ? all : ofTenant}
      filters={[
        {
          name: 'state',
          kind: 'choice',
          label: words.state,
          options: (['open', 'dismissed', 'ended'] as const).map((value) => ({
            value,
            label: words.states[value],
          })),
        },
      ]}
    />
  );
}

/** The open alerts of one connection; without any, nothing is said. */
export function ConnectionAlerts({ path }: { path: ConnectionPath }) {
  const { shell } = useWords();
  const found = useRead('listConnectionAlerts', { path });
  const rows = found.data?.data.data ?? [];
  return rows.length > 0 && <Table title={shell.alerts} list={{ ...found, rows, more: undefined }} />;
}

interface TableProps {
  list: FetchedList<Alert>;
  inside?: boolean;
  title?: string;
  filters?: readonly FilterField[];
}

function Table(props: TableProps) {
  const { shell, connections } = useWords();
  const words = connections.alerts;
  const dismiss = useChange('dismissAlert', [
    'listAlerts',
    'listTenantAlerts',
    'listConnectionAlerts',
    'listConnections',
  ]);
  return (
    <>
      <Refusal refused={dismiss.error} />
      <List
        {...props}
        label={shell.alerts}
        rowId={({ id }) => id}
        empty={{ icon: BellOff, title: words.empty, text: words.emptyText }}
        columns={[
          {
            id: 'says',
            header: words.says,
            cell: (alert) => (
              <>
                <span className="font-medium">{alert.says}</span>
                <span className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-soft">
                  <About alert={alert} />
                </span>
              </>
            ),
          },
          {
            id: 'state',
            header: words.state,
            cell: ({ state }) => <Badge tone={TONES[state]}>{words.states[state]}</Badge>,
          },
          { id: 'at', header: words.at, wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: ({ id, state }) =>
              state === 'open' && (
                <Button
                  small
                  busy={dismiss.isPending && dismiss.variables.path.alert === id}
                  onClick={() => dismiss.mutate({ path: { alert: id } }, telling(words.dismissed))}
                >
                  {words.dismiss}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

/** Where somebody looks into it, and can stop it. */
function About({ alert: { tenant, grant, client } }: { alert: Alert }) {
  const { connections } = useWords();
  const link = 'underline hover:text-accent';
  return (
    <>
      {client && (
        <Link to={`/owner/clients/${encodeURIComponent(client)}`} className={link}>
          {connections.client}
        </Link>
      )}
      {tenant && grant && (
        <Link
          to={`/owner/tenants/${encodeURIComponent(tenant)}/connections/${encodeURIComponent(grant)}`}
          className={link}
        >
          {connections.connection}
        </Link>
      )}
      {tenant && (
        <Link to={`/owner/tenants/${encodeURIComponent(tenant)}`} className={link}>
          {tenant}
        </Link>
      )}
    </>
  );
}
