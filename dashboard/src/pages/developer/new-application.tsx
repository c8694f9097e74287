import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useFilters } from '../../data/filters.ts';
import type { Client, ClientWithSecrets } from '../../data/management.ts';
import { useMe } from '../../data/me.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Card } from '../../ui/card.tsx';
import { GroupError, TextField, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { SecretOnce } from '../../ui/secret.tsx';
import { Choice } from '../../ui/select.tsx';
import { useWords } from '../../words/index.ts';
import { linesOf, RedirectUris } from '../client/redirect-uris.tsx';
import { reasonsOf, ScopeChoice, type ScopeDraft, scopeDraftOf } from '../client/scope-choice.tsx';

const FIRST = {
  name: '',
  kind: 'confidential' as Client['kind'],
  mode: 'sandbox' as Client['mode'],
  redirectUris: '',
};
const NO_SCOPES: ScopeDraft = { scopes: [], reasons: {} };
const FIRST_GRANTS = ['authorization_code', 'refresh_token'];
const ALONE = 'client_credentials';

/** An application in one form; the sandbox first, so that a first attempt changes nothing real. */
export function NewApplication() {
  const { ui } = useWords();
  const [{ pair }] = useFilters();
  const found = useRead('getClient', { path: { client: pair ?? '' } }, { enabled: pair !== undefined });
  if (found.error) return <Failed error={found.error} reset={() => void found.refetch()} />;
  if (pair !== undefined && !found.data) return <Page title={ui.loading}>{null}</Page>;
  return <Create pair={found.data?.data ?? null} />;
}

/** @param pair the same application in the other mode, from which the form is filled in */
function Create({ pair }: { pair: ClientWithSecrets | null }) {
  const { clients: words } = useWords();
  const navigate = useNavigate();
  const about = useRead('describeApi', {}).data?.data;
  const me = useMe();
  const homes = me?.memberships.filter(({ forTests }) => !forTests) ?? [];
  const [tenant, setTenant] = useState(pair?.tenant ?? null);
  const [draft, setDraft] = useState(pair ? draftOf(pair) : FIRST);
  const [grantTypes, setGrantTypes] = useState<readonly string[]>(pair?.grantTypes ?? FIRST_GRANTS);
  const [scopes, setScopes] = useState<ScopeDraft>(pair ? scopeDraftOf(pair) : NO_SCOPES);
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const create = useChange('createClient', ['listClients', 'getClient']);
  // Without people an application acts in a tenant of its maker, and somebody who signed up has none.
  const alone = homes.length > 0 || draft.kind === 'platform';
  const grants = (about?.grantTypes ?? FIRST_GRANTS).filter((type) => alone || type !== ALONE);
  const modes = [...new Set(about?.domains.map(({ mode }) => mode) ?? [draft.mode])];
  const kinds = about?.clientKinds ?? [draft.kind];
  const mode = modes.includes(draft.mode) ? draft.mode : (modes[0] ?? 'live');
  const open = (id: string) => void navigate({ to: `/applications/${encodeURIComponent(id)}` });
  const submit = () => {
    const { name, kind } = draft;
    const body = {
      ...{ name, kind, mode, grantTypes: grantTypes.filter((type) => grants.includes(type)) },
      scopes: scopes.scopes,
      redirectUris: linesOf(draft.redirectUris),
      scopeReasons: reasonsOf(scopes),
      ...(homes.length > 1 ? { tenant: tenant ?? homes[0]?.tenant } : {}),
      ...(pair ? { pair: pair.id, tenant: pair.tenant } : {}),
    };
    create.mutate(
      { body },
      { onSuccess: ({ id, secret }) => (secret === null ? open(id) : setMade({ id, secret })) },
    );
  };
  return (
    <Page
      title={pair ? words.makePair[draft.mode] : words.create}
      lead={pair ? words.pairLead(pair.name) : undefined}
    >
      <Card>
        <Form action={words.create} change={create} onSubmit={submit}>
          <TextField
            label={words.name}
            hint={words.nameHint}
            value={draft.name}
            onChange={(name) => setDraft({ ...draft, name })}
            at="/name"
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <Choice
              label={words.kind}
              hint={words.kindHints[draft.kind]}
              value={draft.kind}
              onChange={(kind) => setDraft({ ...draft, kind: kind as Client['kind'] })}
              options={kinds.map((value) => ({
                value,
                label: words.kinds[value],
              }))}
              at="/kind"
            />
            <Choice
              label={words.mode}
              value={mode}
              onChange={(next) => setDraft({ ...draft, mode: next as Client['mode'] })}
              options={modes.map((value) => ({ value, label: words.modes[value] }))}
              at="/mode"
            />
          </div>
          {homes.length > 1 && !pair && (
            <Choice
              label={words.tenant}
              value={tenant ?? homes[0]?.tenant ?? ''}
              onChange={setTenant}
              options={homes.map((each) => ({ value: each.tenant, label: each.tenantName }))}
              at="/tenant"
            />
          )}
          <fieldset className="grid gap-0.5">
            <legend className="mb-1 text-sm font-medium">{words.grants}</legend>
            {grants.map((type) => (
              <Tick
                key={type}
                label={words.grantNames[type] ?? type}
                checked={grantTypes.includes(type)}
                onChange={(ticked) =>
                  setGrantTypes(ticked ? [...grantTypes, type] : grantTypes.filter((each) => each !== type))
                }
              />
            ))}
            <GroupError at="/grantTypes" />
          </fieldset>
          {grantTypes.includes('authorization_code') && (
            <RedirectUris
              kind={draft.kind}
              value={draft.redirectUris}
              onChange={(redirectUris) => setDraft({ ...draft, redirectUris })}
            />
          )}
          <ScopeChoice kind={draft.kind} value={scopes} onChange={setScopes} />
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

function draftOf({ name, kind, mode, redirectUris }: ClientWithSecrets): typeof FIRST {
  return { name, kind, mode: mode === 'live' ? 'sandbox' : 'live', redirectUris: redirectUris.join('\n') };
}
