import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { MonitorSmartphone, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useChange, useRead, WATCHED } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Outdated } from '../../shell/outdated.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Refusal } from '../../ui/form.tsx';
import { ExactMoment, Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { Rename } from '../../ui/rename.tsx';
import { DataTable } from '../../ui/table.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { FactorsOf } from './factors.tsx';
import { PasswordOf } from './password-of.tsx';

/** Where does this person belong, and where are they signed in? */
export function UserPage() {
  const { owner, tenant, shell, ui } = useWords();
  const words = owner.users;
  const [renaming, setRenaming] = useState(false);
  const { user: id } = useParams({ strict: false }) as { user: string };
  const found = useRead('getUser', { path: { user: id } }, WATCHED);
  if (found.error && !found.data) return <Failed error={found.error} reset={() => void found.refetch()} />;
  const user = found.data?.data;
  return (
    <Page
      title={user?.name ?? ui.loading}
      lead={user?.email}
      action={
        user && (
          <span className="flex flex-wrap gap-2">
            <Button icon={<Pencil size={16} aria-hidden="true" />} onClick={() => setRenaming(true)}>
              {tenant.rename}
            </Button>
            <Link to="/owner/personal-tokens" search={{ user: id } as never} className={buttonClasses()}>
              {tenant.tabs.tokens}
            </Link>
            <Link to="/owner/audit" search={{ user: id } as never} className={buttonClasses()}>
              {shell.audit}
            </Link>
          </span>
        )
      }
    >
      {user && (
        <>
          <Outdated error={found.error} />
          <Card>
            <Facts
              facts={[
                ['Id', <Copyable key="id" text={user.id} what="Id" />],
                [words.since, <ExactMoment key="since" at={user.createdAt} />],
                [
                  words.memberships,
                  user.memberships.length === 0
                    ? words.none
                    : user.memberships.map(({ tenant, tenantName, role }) => (
                        <span key={tenant} className="mr-3 inline-flex items-center gap-2">
                          <Link
                            to={`/owner/tenants/${encodeURIComponent(tenant)}`}
                            className="font-medium hover:text-accent"
                          >
                            {tenantName}
                          </Link>
                          <Badge>{role}</Badge>
                        </span>
                      )),
                ],
              ]}
            />
          </Card>
          <PasswordOf user={id} name={user.name} has={user.hasPassword} />
          <FactorsOf user={id} name={user.name} />
          <Sessions user={id} />
          <Remove user={id} name={user.name} />
          {renaming && (
            <Rename
              title={tenant.rename}
              label={words.name}
              name={user.name}
              change="changeUser"
              input={(name) => ({ path: { user: id }, body: { name } })}
              etag={found.data?.etag}
              touches={['getUser', 'listUsers', 'listMembers']}
              onClose={() => setRenaming(false)}
            />
          )}
        </>
      )}
    </Page>
  );
}

function Sessions({ user }: { user: string }) {
  const words = useWords().owner.users;
  const found = useRead('listSessions', { path: { user } });
  const end = useChange('endSession', ['listSessions']);
  const endAll = useChange('endSessions', ['listSessions']);
  const told = telling(words.ended);
  const rows = found.data?.data.data ?? [];
  return (
    <Card
      flush
      title={words.sessions}
      lead={words.sessionsLead}
      action={
        rows.length > 1 && (
          <Button small busy={endAll.isPending} onClick={() => endAll.mutate({ path: { user } }, told)}>
            {words.endAll}
          </Button>
        )
      }
    >
      <Refusal refused={end.error ?? endAll.error} />
      <DataTable
        label={words.sessions}
        loading={found.isPending}
        rows={rows}
        rowId={({ id }) => id}
        empty={<Empty icon={MonitorSmartphone} title={words.noSessions} />}
        columns={[
          { id: 'browser', header: words.browser, cell: ({ browser }) => browser ?? '–' },
          {
            id: 'begun',
            header: words.begun,
            wide: true,
            cell: ({ createdAt }) => <Moment at={createdAt} />,
          },
          { id: 'seen', header: words.seen, cell: ({ lastSeenAt }) => <Moment at={lastSeenAt} /> },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: ({ id: session }) => (
              <Button small weight="quiet" onClick={() => end.mutate({ path: { user, session } }, told)}>
                {words.end}
              </Button>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Remove({ user, name }: { user: string; name: string }) {
  const words = useWords().owner.users;
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <div>
      <Button weight="danger" onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      <ConfirmedChange
        change="deleteUser"
        input={{ path: { user } }}
        touches={['listUsers']}
        open={asking}
        title={words.removeTitle(name)}
        action={words.remove}
        text={words.removeText}
        done={words.removed(name)}
        onDone={() => void navigate({ to: '/owner/users' })}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
