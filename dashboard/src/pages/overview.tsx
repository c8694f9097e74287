import { Link } from '@tanstack/react-router';
import { AppWindow, CircleCheck, Plus } from 'lucide-react';
import type { Input } from '../data/call.ts';
import { useMe } from '../data/me.ts';
import { useList, useRead } from '../data/queries.ts';
import { Failed } from '../shell/failed.tsx';
import { Badge } from '../ui/badge.tsx';
import { buttonClasses } from '../ui/button.tsx';
import { Card, Figure, Notice } from '../ui/card.tsx';
import { Empty } from '../ui/empty.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { DataTable } from '../ui/table.tsx';
import { useWords } from '../words/index.ts';
import { About, EventName, namesIn } from './audit-cells.tsx';
import { useClientColumns } from './client/columns.tsx';

/** The state of one's applications, and the work that waits. */
export function Overview() {
  const { overview: words, ui } = useWords();
  const me = useMe();
  const homes = me?.memberships.filter(({ forTests }) => !forTests) ?? [];
  const refused = me?.developer === 'pending' || me?.developer === 'refused' ? me.developer : null;
  // A member of a tenant makes applications for it, whatever became of their sign-up as a developer.
  const waits = refused !== null && homes.length === 0;
  return (
    <Page
      title={me ? words.hello(me.user.name) : ui.loading}
      lead={me?.operator ? words.ownerLead : words.lead}
    >
      {me?.operator && (
        <>
          <AtAGlance />
          <WaitingDevelopers />
          <Waiting />
          <Refused />
        </>
      )}
      {refused && <Notice tone="warn">{words.developer[refused]}</Notice>}
      {me && <Own user={me.user.id} operates={me.operator !== null} waits={waits} />}
    </Page>
  );
}

/**
 * @param operates people who operate the API need no application of their own: without one, nothing is said
 * @param waits nobody approved them, so they cannot make one
 */
function Own({ user, operates, waits }: { user: string; operates: boolean; waits: boolean }) {
  const { overview: words, clients } = useWords();
  const list = useList('listClients', { query: { owner: user, limit: 5 } } as Input<'listClients'>);
  const columns = useClientColumns('/applications');
  if ((operates || waits) && list.rows.length === 0) return null;
  const create = (
    <Link to="/applications/new" className={buttonClasses('primary')}>
      <Plus size={18} aria-hidden="true" />
      {clients.create}
    </Link>
  );
  return (
    <Card flush title={words.yours} action={list.rows.length > 0 && !waits && create}>
      {list.error ? (
        <Failed error={list.error} reset={() => void list.refetch()} />
      ) : (
        <DataTable
          label={words.yours}
          rows={list.rows.slice(0, 5)}
          loading={list.isPending}
          rowId={({ id }) => id}
          columns={columns}
          empty={
            <Empty icon={AppWindow} title={words.begin} action={create}>
              {words.beginText}
            </Empty>
          }
        />
      )}
      {list.more && <More to="/applications" />}
    </Card>
  );
}

/** How is the API now? Each figure leads to its page. */
function AtAGlance() {
  const { overview: words, running, shell, ui, locale } = useWords();
  const alerts = useList('listAlerts', { query: { state: 'open', limit: 50 } });
  const nodes = useRead('listNodes', {}, { every: 30_000 }).data?.data;
  const number = new Intl.NumberFormat(locale);
  const up = nodes?.data.filter(({ missing }) => !missing).length;
  return (
    <dl className="grid gap-4 sm:grid-cols-3">
      <Figure
        label={<Link to="/owner/alerts">{shell.alerts}</Link>}
        value={
          alerts.isPending ? ui.loading : `${number.format(alerts.rows.length)}${alerts.more ? '+' : ''}`
        }
        hint={words.openAlerts}
      />
      <Figure
        label={<Link to="/owner/nodes">{shell.nodes}</Link>}
        value={nodes ? `${number.format(up ?? 0)} / ${number.format(nodes.data.length)}` : ui.loading}
        hint={running.nodes.states.up}
      />
      <Figure
        label={<Link to="/owner/nodes">{words.outgoing}</Link>}
        value={nodes ? number.format(nodes.waiting.mails + nodes.waiting.webhooks) : ui.loading}
        hint={running.nodes.toSend}
      />
    </dl>
  );
}

/** People who signed up wait beside applications; without any, nothing is said of them. */
function WaitingDevelopers() {
  const { overview: words } = useWords();
  const { rows, more } = useList('listDevelopers', { query: { state: 'pending', limit: 5 } });
  if (rows.length === 0) return null;
  return (
    <Notice tone="warn">
      {words.developersWait(rows.length, more !== undefined)}{' '}
      <Link to="/owner/developers" search={{ state: 'pending' } as never} className="font-medium underline">
        {words.look}
      </Link>
    </Notice>
  );
}

function Waiting() {
  const { overview: words } = useWords();
  const list = useList('listClients', { query: { state: 'pending', limit: 5 } });
  const columns = useClientColumns('/owner/clients');
  if (list.rows.length === 0 && !list.isPending) return <Notice tone="ok">{words.nothingWaits}</Notice>;
  return (
    <Card flush title={words.waiting}>
      <DataTable
        label={words.waiting}
        rows={list.rows.slice(0, 5)}
        loading={list.isPending}
        rowId={({ id }) => id}
        columns={columns}
        empty={null}
      />
      {list.more && <More to="/owner/clients" search={{ state: 'pending' }} />}
    </Card>
  );
}

function Refused() {
  const { overview: words, owner } = useWords();
  const list = useList('listAuditRows', { query: { outcome: 'denied', limit: 5 } });
  const names = namesIn(list.data?.pages ?? []);
  return (
    <Card flush title={words.refused}>
      <DataTable
        label={words.refused}
        rows={list.rows.slice(0, 5)}
        loading={list.isPending}
        rowId={({ id }) => String(id)}
        empty={<Empty icon={CircleCheck} title={words.nothingRefused} />}
        columns={[
          {
            id: 'kind',
            header: owner.audit.kind,
            cell: (row) => <EventName {...row} />,
          },
          { id: 'code', header: owner.audit.outcome, cell: ({ code }) => <Badge tone="bad">{code}</Badge> },
          {
            id: 'who',
            header: owner.audit.who,
            wide: true,
            cell: (row) => <About of={row} names={names} />,
          },
          { id: 'at', header: owner.audit.time, align: 'right', cell: ({ at }) => <Moment at={at} /> },
        ]}
      />
      {list.more && <More to="/owner/audit" search={{ outcome: 'denied' }} />}
    </Card>
  );
}

function More({ to, search = {} }: { to: string; search?: Record<string, string> }) {
  const words = useWords().overview;
  return (
    <p className="border-t border-line px-4 py-3 text-sm">
      <Link to={to} search={search as never} className="font-medium text-accent">
        {words.all}
      </Link>
    </p>
  );
}
