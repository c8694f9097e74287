import type { AuditRow } from '../data/management.ts';
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
