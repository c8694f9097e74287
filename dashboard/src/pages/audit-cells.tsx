import type { AuditRow, Names } from '../data/management.ts';
import { Badge } from '../ui/badge.tsx';
import { Dotted } from '../ui/dotted.tsx';
import type { FilterField } from '../ui/filters.tsx';
import { useWords } from '../words/index.ts';

/** The event of a row of the log; for a call, its operation as well. */
export function EventName({ kind, detail }: Pick<AuditRow, 'kind' | 'detail'>) {
  return (
    <>
      <span className="font-medium">
        <Dotted text={kind} />
      </span>
      {typeof detail.operation === 'string' && (
        <code className="block text-xs text-soft">{detail.operation}</code>
      )}
    </>
  );
}

/** Whether something was allowed. */
export function Outcome({ outcome }: Pick<AuditRow, 'outcome'>) {
  const words = useWords().calls;
  return <Badge tone={outcome === 'denied' ? 'bad' : 'ok'}>{words[outcome]}</Badge>;
}

/** The filter of a list by what was decided. */
export function useOutcomeFilter(): FilterField {
  const words = useWords().calls;
  const options = (['allowed', 'denied'] as const).map((value) => ({ value, label: words[value] }));
  return { name: 'outcome', kind: 'choice', label: words.outcome, options };
}

/** For whom something was done, and by which application. */
export function About({ of: { tenant, user, client }, names }: { of: AuditRow; names: Names }) {
  const parts = [
    tenant && (names.tenants[tenant] ?? tenant),
    user && (names.users[user] ?? user),
    client && (names.clients[client] ?? client),
  ];
  return <span className="text-sm text-soft">{parts.filter(Boolean).join(' · ') || '–'}</span>;
}

/** Names of the people, clients and tenants in the rows that are shown, by their ids. */
export function namesIn(pages: readonly { names: Names }[]): Names {
  return {
    users: Object.assign({}, ...pages.map(({ names }) => names.users)),
    clients: Object.assign({}, ...pages.map(({ names }) => names.clients)),
    tenants: Object.assign({}, ...pages.map(({ names }) => names.tenants)),
  };
}
