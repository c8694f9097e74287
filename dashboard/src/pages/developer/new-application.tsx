import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Client } from '../../data/management.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Card } from '../../ui/card.tsx';
import { TextField, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { SecretOnce } from '../../ui/secret.tsx';
import { Choice } from '../../ui/select.tsx';
import { useWords } from '../../words/index.ts';
import { linesOf, RedirectUris } from '../client/redirect-uris.tsx';
import { FieldProblem, reasonsOf, ScopeChoice, type ScopeDraft } from '../client/scope-choice.tsx';

const FIRST = {
  name: '',
  kind: 'confidential' as Client['kind'],
  mode: 'sandbox' as Client['mode'],
  redirectUris: '',
};
const FIRST_GRANTS = ['authorization_code', 'refresh_token'];

/** An application in one form; the sandbox first, so that a first attempt changes nothing real. */
export function NewApplication() {
  const { clients: words } = useWords();
  const navigate = useNavigate();
  const about = useRead('describeApi', {}).data?.data;
  const [draft, setDraft] = useState(FIRST);
  const [grantTypes, setGrantTypes] = useState<readonly string[]>(FIRST_GRANTS);
  const [scopes, setScopes] = useState<ScopeDraft>({ scopes: [], reasons: {} });
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const create = useChange('createClient', ['listClients']);
  const modes = [...new Set(about?.domains.map(({ mode }) => mode) ?? [draft.mode])];
  const mode = modes.includes(draft.mode) ? draft.mode : (modes[0] ?? 'live');
  const open = (id: string) => void navigate({ to: `/applications/${encodeURIComponent(id)}` });
  const submit = () => {
    const { name, kind } = draft;
    const body = {
      ...{ name, kind, mode, grantTypes, scopes: scopes.scopes },
      redirectUris: linesOf(draft.redirectUris),
      scopeReasons: reasonsOf(scopes),
    };
    create.mutate(
      { body },
      { onSuccess: ({ id, secret }) => (secret === null ? open(id) : setMade({ id, secret })) },
    );
  };
  const refused = create.error;
  return (
    <Page title={words.create}>
      <Card>
        <Form action={words.create} busy={create.isPending} refused={refused} onSubmit={submit}>
          <TextField
            label={words.name}
            hint={words.nameHint}
            value={draft.name}
            onChange={(name) => setDraft({ ...draft, name })}
            error={refused?.at('/name')}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <Choice
              label={words.kind}
              hint={words.kindHints[draft.kind]}
              value={draft.kind}
              onChange={(kind) => setDraft({ ...draft, kind: kind as Client['kind'] })}
              options={(['confidential', 'public', 'platform'] as const).map((value) => ({
                value,
                label: words.kinds[value],
              }))}
              error={refused?.at('/kind')}
            />
            <Choice
              label={words.mode}
              value={mode}
              onChange={(next) => setDraft({ ...draft, mode: next as Client['mode'] })}
              options={modes.map((value) => ({ value, label: words.modes[value] }))}
              error={refused?.at('/mode')}
            />
          </div>
          <fieldset className="grid gap-0.5">
            <legend className="mb-1 text-sm font-medium">{words.grants}</legend>
            {(about?.grantTypes ?? FIRST_GRANTS).map((type) => (
              <Tick
                key={type}
                label={words.grantNames[type] ?? type}
                checked={grantTypes.includes(type)}
                onChange={(ticked) =>
                  setGrantTypes(ticked ? [...grantTypes, type] : grantTypes.filter((each) => each !== type))
                }
              />
            ))}
            {refused?.at('/grantTypes') && <FieldProblem>{refused.at('/grantTypes') ?? ''}</FieldProblem>}
          </fieldset>
          {grantTypes.includes('authorization_code') && (
            <RedirectUris
              kind={draft.kind}
              value={draft.redirectUris}
              onChange={(redirectUris) => setDraft({ ...draft, redirectUris })}
              error={refused?.at('/redirectUris')}
            />
          )}
          <ScopeChoice kind={draft.kind} value={scopes} onChange={setScopes} error={refused?.at('/scopes')} />
        </Form>
      </Card>
      <SecretOnce
        title={words.secretShown}
        secret={made?.secret ?? null}
        what={words.secret}
        onClose={() => made && open(made.id)}
      />
    </Page>
  );
}
