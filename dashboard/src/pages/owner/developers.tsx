import { Code2 } from 'lucide-react';
import { useState } from 'react';
import type { Input } from '../../data/call.ts';
import { asked, useFilters } from '../../data/filters.ts';
import type { Developer } from '../../data/management.ts';
import { useChange, useList } from '../../data/queries.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog, Refusal } from '../../ui/form.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';

const TONES: Record<Developer['state'], Tone> = { pending: 'warn', approved: 'ok', refused: 'bad' };

/** Who signed up to make applications, for what, and may they? */
export function Developers() {
  const { owner, shell } = useWords();
  const words = owner.developers;
  const [filters] = useFilters();
  const query = asked(filters, ['state']);
  const list = useList('listDevelopers', { query } as Input<'listDevelopers'>);
  const [refusing, setRefusing] = useState<Developer | null>(null);
  const approve = useChange('approveDeveloper', ['listDevelopers']);
  return (
    <Page title={shell.developers} lead={words.lead}>
      <Refusal refused={approve.error} />
      <List
        label={shell.developers}
        list={list}
        rowId={({ user }) => user}
        empty={{ icon: Code2, title: words.empty, text: words.emptyText }}
        filters={[
          {
            name: 'state',
            kind: 'choice',
            label: words.state,
            options: (['pending', 'approved', 'refused'] as const).map((value) => ({
              value,
              label: words.states[value],
            })),
          },
        ]}
        columns={[
          {
            id: 'person',
            header: words.person,
            cell: ({ name, email, purpose }) => (
              <>
                <span className="font-medium">{name}</span>
                <span className="block text-sm text-soft">{email}</span>
                {purpose && <span className="mt-1 block max-w-prose text-sm">{purpose}</span>}
              </>
            ),
          },
          {
            id: 'state',
            header: words.state,
            cell: ({ state, reason }) => (
              <>
                <Badge tone={TONES[state]}>{words.states[state]}</Badge>
                {reason && <span className="mt-1 block text-sm text-soft">{reason}</span>}
              </>
            ),
          },
          {
            id: 'since',
            header: words.since,
            wide: true,
            cell: ({ createdAt }) => <Moment at={createdAt} />,
          },
          {
            id: 'actions',
            header: '',
            align: 'right',
            cell: (developer) => (
              <span className="inline-flex flex-wrap justify-end gap-1">
                {developer.state !== 'approved' && (
                  <Button
                    small
                    aria-label={`${words.approve}: ${developer.name}`}
                    busy={approve.isPending && approve.variables.path.user === developer.user}
                    onClick={() =>
                      approve.mutate(
                        { path: { user: developer.user } },
                        telling(words.approved(developer.name)),
                      )
                    }
                  >
                    {words.approve}
                  </Button>
                )}
                {developer.state !== 'refused' && (
                  <Button
                    small
                    weight="quiet"
                    aria-label={`${words.refuse}: ${developer.name}`}
                    onClick={() => setRefusing(developer)}
                  >
                    {words.refuse}
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
      {refusing && <Refuse developer={refusing} onClose={() => setRefusing(null)} />}
    </Page>
  );
}

function Refuse({ developer, onClose }: { developer: Developer; onClose: () => void }) {
  const words = useWords().owner.developers;
  const [reason, setReason] = useState('');
  const refuse = useChange('refuseDeveloper', ['listDevelopers']);
  const submit = () =>
    refuse.mutate(
      { path: { user: developer.user }, body: { reason: reason.trim() || null } },
      telling(words.refused(developer.name), onClose),
    );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.refuseTitle(developer.name)}
      action={words.refuse}
      change={refuse}
      onSubmit={submit}
    >
      <p>{words.refuseText}</p>
      <TextField
        label={words.reason}
        hint={words.reasonHint}
        rows={3}
        value={reason}
        onChange={setReason}
        at="/reason"
      />
    </FormDialog>
  );
}
