import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useDraft } from '../../data/draft.ts';
import type { ClientWithSecrets } from '../../data/management.ts';
import { useSave } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import type { ClientProps } from './client-props.ts';
import { Logo } from './logo.tsx';
import { linesOf, RedirectUris } from './redirect-uris.tsx';

const LINKS = ['clientUri', 'policyUri', 'tosUri'] as const;

interface SettingsProps extends ClientProps {
  as: 'developer' | 'operator';
}

/** Name, addresses and links. */
export function ClientSettings({ client, etag, again, as }: SettingsProps) {
  const { clients: words, ui } = useWords();
  const { draft, base, change, rebase } = useDraft({ data: client, etag }, draftOf);
  const save = useSave('changeClient', ['getClient', 'listClients']);
  const submit = () =>
    save.mutate(
      { path: { client: client.id }, body: bodyOf(draft), ifMatch: base },
      telling(ui.saved, rebase),
    );
  const reload = async () => {
    const now = await again();
    if (now) rebase(now);
    save.reset();
  };
  const field = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (value: string) => change({ [name]: value }),
    at: `/${name}`,
  });
  return (
    <div className="grid gap-8">
      <Logo client={client} />
      <Form action={ui.save} change={save} onSubmit={submit} onReload={() => void reload()}>
        <TextField label={words.name} hint={words.nameHint} {...field('name')} />
        <RedirectUris kind={client.kind} registered={client.redirectUris} {...field('redirectUris')} />
        <div className="grid gap-4 sm:grid-cols-2">
          {LINKS.map((name) => (
            <TextField key={name} label={words[name]} type="url" placeholder="https://" {...field(name)} />
          ))}
        </div>
        <TextField
          label={words.addresses}
          hint={words.addressesHint}
          rows={2}
          monospace
          {...field('addresses')}
        />
      </Form>
      <Delete client={client} back={as === 'operator' ? '/owner/clients' : '/applications'} />
    </div>
  );
}

type Draft = ReturnType<typeof draftOf>;

function draftOf(client: ClientWithSecrets) {
  const { name, redirectUris, addresses, clientUri, policyUri, tosUri } = client;
  return {
    name,
    redirectUris: redirectUris.join('\n'),
    addresses: addresses.join('\n'),
    clientUri: clientUri ?? '',
    policyUri: policyUri ?? '',
    tosUri: tosUri ?? '',
  };
}

function bodyOf({ name, redirectUris, addresses, ...links }: Draft) {
  const given = Object.entries(links).map(([link, url]) => [link, url.trim() || null]);
  return {
    name,
    redirectUris: linesOf(redirectUris),
    addresses: linesOf(addresses),
    ...(Object.fromEntries(given) as Record<(typeof LINKS)[number], string | null>),
  };
}

function Delete({ client: { id, name }, back }: { client: ClientWithSecrets; back: string }) {
  const words = useWords().clients;
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <div className="border-t border-line pt-5">
      <Button weight="danger" onClick={() => setAsking(true)}>
        {words.delete}
      </Button>
      <ConfirmedChange
        change="deleteClient"
        input={{ path: { client: id } }}
        touches={['listClients']}
        open={asking}
        title={words.deleteTitle(name)}
        action={words.delete}
        text={words.deleteText}
        done={words.deleted(name)}
        onDone={() => void navigate({ to: back })}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
