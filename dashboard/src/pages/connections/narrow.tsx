import { useState } from 'react';
import type { OperationId, Tagged } from '../../data/call.ts';
import type { Connection } from '../../data/management.ts';
import { useChange, useRead } from '../../data/queries.ts';
import { GroupError, TextField, Tick } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { linesOf } from '../client/redirect-uris.tsx';

/** The operations whose answers a change of a connection makes outdated. */
export const TOUCHES: readonly OperationId[] = [
  'getConnection',
  'listConnections',
  'listParts',
  'listConnectionActivity',
  'listConnectionResources',
];

export interface ConnectionPath {
  tenant: string;
  connection: string;
}

interface NarrowProps {
  /** As it is now. */
  found: Tagged<Connection>;
  path: ConnectionPath;
  onClose: () => void;
}

/** From this many on, a field searches them. */
const MANY = 12;
/** More ticks than these are found by their name. */
const MOST_SHOWN = 100;

/** Takes scopes and selected resources away. A connection never gets more by this. */
export function Shrink({ found, path, onClose }: NarrowProps) {
  const { connections: words, clients } = useWords();
  // The connection as the dialog found it, with its tag: somebody may change it meanwhile.
  const [{ data: before, etag }, setBase] = useState(found);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const named = useRead('listConnectionResources', { path }, { enabled: before.resources !== null });
  const shrink = useChange('shrinkConnection', TOUCHES);
  const names = new Map(named.data?.data.data?.map((each) => [keyOf(each), each.name]));
  const resources = (before.resources ?? []).map((each) => ({
    ...each,
    key: keyOf(each),
    name: names.get(keyOf(each)) ?? `${each.type} ${each.id}`,
  }));
  const kept = (key: string) => !left.has(key);
  const toggle = (key: string, ticked: boolean) => {
    const next = new Set(left);
    if (ticked) next.delete(key);
    else next.add(key);
    setLeft(next);
  };
  const submit = () =>
    shrink.mutate(
      {
        path,
        body: {
          scopes: before.scopes.map(({ name }) => name).filter(kept),
          ...(before.resources === null
            ? {}
            : { resources: resources.filter(({ key }) => kept(key)).map(({ type, id }) => ({ type, id })) }),
        },
        ifMatch: etag,
      },
      telling(words.shrunk(before.client.name), onClose),
    );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.shrinkTitle(before.client.name)}
      action={words.shrink}
      change={shrink}
      onSubmit={submit}
      onReload={() => {
        setBase(found);
        shrink.reset();
      }}
    >
      <p className="text-soft">{words.shrinkText}</p>
      <fieldset className="grid gap-0.5">
        <legend className="mb-1 text-sm font-medium">{clients.scopes}</legend>
        {before.scopes.map(({ name, title }) => (
          <Tick
            key={name}
            label={title}
            hint={<code>{name}</code>}
            checked={kept(name)}
            onChange={(ticked) => toggle(name, ticked)}
          />
        ))}
        <GroupError at="/scopes" />
      </fieldset>
      {before.resources !== null && (
        <Resources resources={resources} kept={kept} toggle={toggle} label={words.resources} />
      )}
    </FormDialog>
  );
}

function keyOf({ type, id }: { type: string; id: string }): string {
  return JSON.stringify([type, id]);
}

interface ResourcesProps {
  label: string;
  resources: readonly { key: string; name: string }[];
  kept: (key: string) => boolean;
  toggle: (key: string, ticked: boolean) => void;
}

function Resources({ label, resources, kept, toggle }: ResourcesProps) {
  const { ui, connections: words } = useWords();
  const [search, setSearch] = useState('');
  const asked = search.trim().toLowerCase();
  const found = resources.filter(({ name }) => name.toLowerCase().includes(asked));
  const shown = found.slice(0, MOST_SHOWN);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      {resources.length > MANY && (
        <TextField label={ui.search} type="search" value={search} onChange={setSearch} />
      )}
      <div className="grid max-h-72 gap-0.5 overflow-y-auto rounded-lg border border-line px-3 py-2">
        {shown.map(({ key, name }) => (
          <Tick key={key} label={name} checked={kept(key)} onChange={(ticked) => toggle(key, ticked)} />
        ))}
        {found.length === 0 && <p className="text-soft">{ui.nothingFound}</p>}
        {found.length > shown.length && (
          <p className="text-sm text-soft">{words.searchMore(found.length - shown.length)}</p>
        )}
      </div>
      <GroupError at="/resources" />
    </fieldset>
  );
}

/** Says from where a connection may call. */
export function LimitAddresses({ found, path, onClose }: NarrowProps) {
  const { connections: words, ui } = useWords();
  const { client, addresses } = found.data;
  const [draft, setDraft] = useState(addresses?.join('\n') ?? '');
  const [base, setBase] = useState(found.etag);
  const limit = useChange('limitConnectionAddresses', TOUCHES);
  const submit = () =>
    limit.mutate({ path, body: { addresses: linesOf(draft) }, ifMatch: base }, telling(ui.saved, onClose));
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.limitTitle(client.name)}
      action={ui.save}
      change={limit}
      onSubmit={submit}
      onReload={() => {
        setDraft(addresses?.join('\n') ?? '');
        setBase(found.etag);
        limit.reset();
      }}
    >
      <TextField
        label={words.addresses}
        hint={words.addressesHint}
        value={draft}
        onChange={setDraft}
        rows={4}
        monospace
        at="/addresses"
      />
    </FormDialog>
  );
}
