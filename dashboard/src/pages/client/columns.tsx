import { Link } from '@tanstack/react-router';
import type { Client } from '../../data/management.ts';
import { Moment } from '../../ui/moment.tsx';
import type { Column } from '../../ui/table.tsx';
import { useWords } from '../../words/index.ts';
import { ModeBadge, StateBadge, VerifiedBadge } from './badges.tsx';
import { ClientPicture } from './logo.tsx';

/** The columns of a list of clients. `to` is the address below which each has its page. */
export function useClientColumns(to: string): Column<Client>[] {
  const { clients: words, ui } = useWords();
  return [
    {
      id: 'name',
      header: words.name,
      cell: (client) => (
        <span className="flex items-center gap-3">
          <ClientPicture client={client} />
          <span className="min-w-0">
            <Link to={`${to}/${encodeURIComponent(client.id)}`} className="font-medium hover:text-accent">
              {client.name}
            </Link>
            <code className="block text-xs text-soft">{client.id}</code>
          </span>
        </span>
      ),
    },
    { id: 'kind', header: words.kind, wide: true, cell: ({ kind }) => words.kinds[kind] },
    { id: 'mode', header: words.mode, wide: true, cell: ({ mode }) => <ModeBadge mode={mode} /> },
    {
      id: 'state',
      header: words.state,
      cell: (client) => (
        <span className="flex flex-wrap gap-1">
          <StateBadge state={client.state} />
          {client.verified && <VerifiedBadge verified />}
        </span>
      ),
    },
    {
      id: 'used',
      header: words.lastUsed,
      wide: true,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Moment at={lastUsedAt} /> : ui.never),
    },
  ];
}

/** The filters of such a list, as the fields of a filter bar. */
export function useClientFilters() {
  const { clients: words } = useWords();
  const options = (names: Record<string, string>, values: readonly string[]) =>
    values.map((value) => ({ value, label: names[value] ?? value }));
  return {
    search: { name: 'search', kind: 'text', label: words.searchHint } as const,
    kind: {
      name: 'kind',
      kind: 'choice',
      label: words.kind,
      options: options(words.kinds, ['confidential', 'public', 'platform']),
    } as const,
    mode: {
      name: 'mode',
      kind: 'choice',
      label: words.mode,
      options: options(words.modes, ['live', 'sandbox']),
    } as const,
    state: {
      name: 'state',
      kind: 'choice',
      label: words.state,
      options: options(words.states, ['active', 'pending', 'suspended']),
    } as const,
    origin: {
      name: 'origin',
      kind: 'choice',
      label: words.origin,
      options: options(words.origins, ['seed', 'page', 'registration', 'document']),
    } as const,
  };
}
