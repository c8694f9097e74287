import { useNavigate, useSearch } from '@tanstack/react-router';

export type Filters = Readonly<Record<string, string>>;

/**
 * Reads the filters of a list from the address, and writes them there: a reload or a link shows the same list. A change is added
 * to the address of that moment, not of the last drawing: a filter chosen while another is typed would be lost otherwise.
 */
export function useFilters(): [filters: Filters, set: (changed: Filters) => void] {
  const filters = useSearch({ strict: false }) as Filters;
  const navigate = useNavigate();
  const set = (changed: Filters) => {
    const search = (before: Filters) =>
      Object.fromEntries(Object.entries({ ...before, ...changed }).filter(([, value]) => value !== ''));
    void navigate({ to: '.', search: search as never, replace: true });
  };
  return [filters, set];
}

/** The begin of a day in the visitor's own time zone, or of the day `after` days later, as a filter of dates has it. */
export function dayAt(text: string | undefined, after = 0): string | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '') ?? [];
  if (day === undefined) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(day) + after).toISOString();
}

/** The named ones of the filters, without those that are empty, as the query of an operation. */
export function asked<Name extends string>(
  filters: Filters,
  names: readonly Name[],
): { [Each in Name]?: string } {
  return Object.fromEntries(names.flatMap((name) => (filters[name] ? [[name, filters[name]]] : []))) as {
    [Each in Name]?: string;
  };
}
