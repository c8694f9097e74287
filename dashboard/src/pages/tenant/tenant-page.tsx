import { Link, useParams } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useFilters } from '../../data/filters.ts';
import { useRead, WATCHED } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Outdated } from '../../shell/outdated.tsx';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Page } from '../../ui/page.tsx';
import { Rename } from '../../ui/rename.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useWords } from '../../words/index.ts';
import { AlertList } from '../connections/alerts.tsx';
import { TenantConnections } from '../connections/of-tenant.tsx';
import { Members } from './members.tsx';
import { Provider } from './provider.tsx';
import { Roles } from './roles.tsx';
import { PersonalTokens } from './tokens.tsx';

/** A customer: its people, its roles, and every key to it. */
export function TenantPage() {
  const { tenant: words, owner, shell, ui } = useWords();
  const { tenant: id } = useParams({ strict: false }) as { tenant: string };
  const found = useRead('getTenant', { path: { tenant: id } }, WATCHED);
  const [{ tab = 'members' }, set] = useFilters();
  const [renaming, setRenaming] = useState(false);
  if (found.error && !found.data) return <Failed error={found.error} reset={() => void found.refetch()} />;
  const name = found.data?.data.name;
  const tabs = [
    { value: 'members', label: words.tabs.members, content: <Members tenant={id} /> },
    { value: 'roles', label: words.tabs.roles, content: <Roles tenant={id} /> },
    { value: 'connections', label: words.tabs.connections, content: <TenantConnections tenant={id} /> },
    { value: 'tokens', label: words.tabs.tokens, content: <PersonalTokens tenant={id} /> },
    { value: 'alerts', label: shell.alerts, content: <AlertList tenant={id} /> },
    { value: 'provider', label: words.tabs.provider, content: <Provider tenant={id} /> },
  ];
  return (
    <Page
      title={name ?? ui.loading}
      lead={<Copyable text={id} what={owner.tenants.id} />}
      action={
        <span className="flex flex-wrap gap-2">
          <Button icon={<Pencil size={16} aria-hidden="true" />} onClick={() => setRenaming(true)}>
            {words.rename}
          </Button>
          <Link to="/owner/audit" search={{ tenant: id } as never} className={buttonClasses()}>
            {shell.audit}
          </Link>
        </span>
      }
    >
      <Outdated error={found.error} />
      <Card>
        <Tabs
          label={words.parts}
          value={tabs.some(({ value }) => value === tab) ? tab : 'members'}
          onChange={(next) => set({ tab: next, state: '' })}
          tabs={tabs}
        />
      </Card>
      {renaming && found.data && (
        <Rename
          title={words.rename}
          label={owner.tenants.name}
          name={name ?? ''}
          change="changeTenant"
          input={(next) => ({ path: { tenant: id }, body: { name: next } })}
          etag={found.data.etag}
          touches={['getTenant', 'listTenants']}
          onClose={() => setRenaming(false)}
        />
      )}
    </Page>
  );
}
