import { Link, useParams } from '@tanstack/react-router';
import type { Connection } from '../../data/management.ts';
import { useRead, WATCHED } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Outdated } from '../../shell/outdated.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { ExactMoment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { ModeBadge } from '../client/badges.tsx';
import { OperationsTable } from '../client/usage.tsx';
import { Activity } from './activity.tsx';
import { ConnectionAlerts } from './alerts.tsx';
import { ConnectionState } from './badges.tsx';
import { CallsChart } from './calls-chart.tsx';
import { ConnectionActions } from './connection-actions.tsx';
import { Held } from './held.tsx';
import { People } from './people.tsx';

/** Shows the rights and the calls of a connection, and the ways to stop it. */
export function ConnectionPage() {
  const { connections: words, ui } = useWords();
  const path = useParams({ strict: false }) as { tenant: string; connection: string };
  const found = useRead('getConnection', { path }, WATCHED);
  const usage = useRead('getConnectionUsage', { path }).data?.data;
  if (found.error && !found.data) return <Failed error={found.error} reset={() => void found.refetch()} />;
  if (!found.data) return <Page title={ui.loading}>{null}</Page>;
  const connection = found.data.data;
  return (
    <Page
      title={connection.client.name}
      lead={
        <span className="flex flex-wrap items-center gap-2">
          {words.connection} <ModeBadge mode={connection.mode} /> <ConnectionState state={connection.state} />
        </span>
      }
    >
      <Outdated error={found.error} />
      <Card>
        <Held connection={connection} path={path} />
        <Details connection={connection} tenant={path.tenant} />
        <ConnectionActions found={found.data} path={path} />
      </Card>
      <ConnectionAlerts path={path} />
      {usage && (
        <Card>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
            <CallsChart days={usage.days} />
            <OperationsTable operations={usage.operations} />
          </div>
        </Card>
      )}
      {connection.people > 1 && <People path={path} />}
      <Activity path={path} />
    </Page>
  );
}

/** More than these are counted, not listed. */
const MOST_RESOURCES = 20;

function Details({ connection, tenant }: { connection: Connection; tenant: string }) {
  const { connections: words, clients, owner, ui } = useWords();
  const { client, user, people, scopes, resources, addresses } = connection;
  const link = 'font-medium hover:text-accent';
  return (
    <Facts
      facts={[
        [
          words.client,
          <Link key="client" to={`/owner/clients/${encodeURIComponent(client.id)}`} className={link}>
            {client.name}
          </Link>,
        ],
        [
          owner.tokens.nouns.tenants ?? '',
          <Link key="tenant" to={`/owner/tenants/${encodeURIComponent(tenant)}`} className={link}>
            {tenant}
          </Link>,
        ],
        [
          words.by,
          <span key="by">
            <Link to={`/owner/users/${encodeURIComponent(user.id)}`} className={link}>
              {user.name}
            </Link>
            {people > 1 && <span className="text-soft"> · {words.people(people)}</span>}
          </span>,
        ],
        ...(connection.connectedAccount
          ? [
              [
                words.account,
                <Copyable key="account" text={connection.connectedAccount} what={words.account} />,
              ] as const,
            ]
          : []),
        [
          clients.scopes,
          <ul key="scopes" className="grid gap-0.5">
            {scopes.map(({ name, title }) => (
              <li key={name}>
                {title} <code className="text-sm text-soft">{name}</code>
              </li>
            ))}
          </ul>,
        ],
        [
          words.resources,
          resources === null
            ? words.anyResource
            : resources.length > MOST_RESOURCES
              ? words.manyResources(resources.length)
              : resources.map(({ type, id }) => `${type} ${id}`).join(', '),
        ],
        [words.addresses, addresses === null ? words.anywhere : addresses.join(', ')],
        [words.since, <ExactMoment key="since" at={connection.connectedAt} />],
        [words.allowed, <ExactMoment key="allowed" at={connection.authorizedAt} />],
        [words.ends, connection.expiresAt ? <ExactMoment key="ends" at={connection.expiresAt} /> : ui.never],
      ]}
    />
  );
}
