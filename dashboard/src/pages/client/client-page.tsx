import { useParams } from '@tanstack/react-router';
import { useFilters } from '../../data/filters.ts';
import { useRead, WATCHED } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Outdated } from '../../shell/outdated.tsx';
import { Card, Notice } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { useWords } from '../../words/index.ts';
import { Endpoints } from '../webhooks/endpoints.tsx';
import { ModeBadge, StateBadge, VerifiedBadge } from './badges.tsx';
import { ClientConnections } from './connections.tsx';
import { Credentials } from './credentials.tsx';
import { QuickStart } from './quick-start.tsx';
import { Refusals } from './refusals.tsx';
import { Requests } from './requests.tsx';
import { Review } from './review.tsx';
import { ClientScopes } from './scopes.tsx';
import { ClientSettings } from './settings.tsx';
import { Usage } from './usage.tsx';

/** Is this application in order, and how do I use it? */
export function ClientPage() {
  return <OneClient as="developer" />;
}

/** Should this application be allowed? */
export function ReviewedClientPage() {
  return <OneClient as="operator" />;
}

/** A filter of one tab means nothing on another. */
const NO_FILTERS = { outcome: '', operation: '', connectedAccount: '', code: '', days: '', span: '' };

function OneClient({ as }: { as: 'developer' | 'operator' }) {
  const { clients: words, ui } = useWords();
  const { client: id } = useParams({ strict: false }) as { client: string };
  const found = useRead('getClient', { path: { client: id } }, WATCHED);
  const [{ tab }, set] = useFilters();
  if (found.error && !found.data) return <Failed error={found.error} reset={() => void found.refetch()} />;
  if (!found.data) return <Page title={ui.loading}>{null}</Page>;
  const { data: client, etag } = found.data;
  const props = { client, etag, again: async () => (await found.refetch()).data };
  const tabs: Tab[] = [
    ...(as === 'operator'
      ? [{ value: 'review', label: words.tabs.review, content: <Review {...props} /> }]
      : []),
    { value: 'start', label: words.tabs.start, content: <QuickStart client={client} /> },
    { value: 'credentials', label: words.tabs.credentials, content: <Credentials client={client} /> },
    { value: 'requests', label: words.tabs.requests, content: <Requests client={client} /> },
    { value: 'refusals', label: words.tabs.refusals, content: <Refusals client={client} /> },
    { value: 'usage', label: words.tabs.usage, content: <Usage client={client} /> },
    ...(client.kind === 'platform'
      ? [
          {
            value: 'connections',
            label: words.tabs.connections,
            content: <ClientConnections client={client} />,
          },
        ]
      : []),
    { value: 'webhooks', label: words.tabs.webhooks, content: <Endpoints whose={id} /> },
    { value: 'scopes', label: words.tabs.scopes, content: <ClientScopes {...props} key={`${id} scopes`} /> },
    {
      value: 'settings',
      label: words.tabs.settings,
      content: <ClientSettings {...props} key={id} as={as} />,
    },
  ];
  return (
    <Page
      title={client.name}
      lead={
        <span className="flex flex-wrap items-center gap-2">
          {words.kinds[client.kind]} <ModeBadge mode={client.mode} /> <StateBadge state={client.state} />
          <VerifiedBadge verified={client.verified} />
        </span>
      }
    >
      <Outdated error={found.error} />
      {client.state !== 'active' && (
        <Notice tone="warn">
          <p>{words.stateTexts[client.state]}</p>
          {client.stateReason && <p className="mt-1">{client.stateReason}</p>}
        </Notice>
      )}
      <Card>
        <Tabs
          label={words.parts}
          tabs={tabs}
          value={tabs.some(({ value }) => value === tab) ? (tab ?? '') : (tabs[0]?.value ?? '')}
          onChange={(next) => set({ ...NO_FILTERS, tab: next })}
        />
      </Card>
    </Page>
  );
}
