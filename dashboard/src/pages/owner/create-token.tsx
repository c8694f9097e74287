import { useState } from 'react';
import type { Operations } from '../../data/management.ts';
import { useChange } from '../../data/queries.ts';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { Choice } from '../../ui/select.tsx';
import { useWords } from '../../words/index.ts';

type Scope = Operations['createManagementToken']['body']['scopes'][number];
type Level = '' | 'read' | 'write';

const LIFETIMES = [30, 90, 365];
const DAY = 86_400_000;
const FIRST = { name: '', tenant: '', days: '90', all: 'read' as Level };

/** Least first: a new token reads, and expires, until somebody says otherwise. */
export function CreateToken(props: {
  open: boolean;
  onClose: () => void;
  onCreated: (token: string) => void;
}) {
  const { owner, ui } = useWords();
  const words = owner.tokens;
  const [draft, setDraft] = useState(FIRST);
  const [levels, setLevels] = useState<Record<string, Level>>({});
  const create = useChange('createManagementToken', ['listManagementTokens']);
  const levelOptions = [
    { value: '', label: words.no },
    { value: 'read', label: words.read },
    { value: 'write', label: words.write },
  ];
  const submit = () => {
    const scopes = draft.all
      ? [`manage:${draft.all}`]
      : Object.entries(levels).flatMap(([noun, level]) => (level ? [`manage:${noun}:${level}`] : []));
    const expiresAt =
      draft.days === '' ? null : new Date(Date.now() + Number(draft.days) * DAY).toISOString();
    const body = {
      name: draft.name,
      scopes: scopes as Scope[],
      tenant: draft.tenant.trim() || null,
      expiresAt,
    };
    create.mutate(
      { body },
      {
        onSuccess({ token }) {
          setDraft(FIRST);
          setLevels({});
          props.onClose();
          props.onCreated(token);
        },
      },
    );
  };
  return (
    <FormDialog
      open={props.open}
      onClose={props.onClose}
      title={words.create}
      action={words.create}
      change={create}
      onSubmit={submit}
    >
      <TextField
        label={words.name}
        hint={words.nameHint}
        value={draft.name}
        onChange={(name) => setDraft({ ...draft, name })}
        at="/name"
      />
      <Choice
        label={words.expires}
        value={draft.days}
        onChange={(days) => setDraft({ ...draft, days })}
        options={[
          ...LIFETIMES.map((days) => ({ value: String(days), label: words.inDays(days) })),
          { value: '', label: ui.never },
        ]}
        at="/expiresAt"
      />
      <Choice
        label={`${words.scopes}: ${words.everything}`}
        value={draft.all}
        onChange={(all) => setDraft({ ...draft, all: all as Level })}
        options={levelOptions}
        at="/scopes"
      />
      {draft.all === '' && (
        <div className="grid gap-3 sm:grid-cols-2">
          {Object.entries(words.nouns).map(([noun, label]) => (
            <Choice
              key={noun}
              label={label}
              value={levels[noun] ?? ''}
              onChange={(level) => setLevels({ ...levels, [noun]: level as Level })}
              options={levelOptions}
            />
          ))}
        </div>
      )}
      <TextField
        label={words.tenant}
        hint={words.tenantHint}
        value={draft.tenant}
        onChange={(tenant) => setDraft({ ...draft, tenant })}
        at="/tenant"
      />
    </FormDialog>
  );
}
