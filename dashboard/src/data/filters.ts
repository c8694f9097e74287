import { useNavigate, useSearch } from '@tanstack/react-router';

export type Filters = Readonly<Record<string, string>>;

/** Reads the filters of a list from the address, and writes them there: a reload or a link shows the same list. */
export function useFilters(): [filters: Filters, set: (changed: Filters) => void] {
  const filters = useSearch({ strict: false }) as Filters;
  const navigate = useNavigate();
  const set = (changed: Filters) => {
    const next = Object.entries({ ...filters, ...changed }).filter(([, value]) => value !== '');
    void navigate({ to: '.', search: Object.fromEntries(next) as never, replace: true });
  };
  return [filters, set];
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
