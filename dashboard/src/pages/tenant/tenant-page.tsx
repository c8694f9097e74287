import { useParams } from '@tanstack/react-router';
import { useFilters } from '../../data/filters.ts';
import { useRead, WATCHED } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Outdated } from '../../shell/outdated.tsx';
import { Card } from '../../ui/card.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Page } from '../../ui/page.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useWords } from '../../words/index.ts';
import { Members } from './members.tsx';
import { Roles } from './roles.tsx';

/** A customer: its people and its roles. */
export function TenantPage() {
  const { tenant: words, owner, ui } = useWords();
  const { tenant: id } = useParams({ strict: false }) as { tenant: string };
  const found = useRead('getTenant', { path: { tenant: id } }, WATCHED);
  const [{ tab = 'members' }, set] = useFilters();
  if (found.error && !found.data) return <Failed error={found.error} reset={() => void found.refetch()} />;
  return (
    <Page title={found.data?.data.name ?? ui.loading} lead={<Copyable text={id} what={owner.tenants.id} />}>
      <Outdated error={found.error} />
      <Card>
        <Tabs
          label={words.parts}
          value={tab}
          onChange={(next) => set({ tab: next })}
          tabs={[
            { value: 'members', label: words.tabs.members, content: <Members tenant={id} /> },
            { value: 'roles', label: words.tabs.roles, content: <Roles tenant={id} /> },
          ]}
        />
      </Card>
    </Page>
  );
}
