import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFilters } from '../data/filters.ts';
import { useWords } from '../words/index.ts';
import { INPUT } from './field.tsx';
import { Choice, type Option } from './select.tsx';

export type FilterField =
  | { name: string; kind: 'text'; label: string }
  | { name: string; kind: 'choice'; label: string; options: readonly Option[] };

const PAUSE_MS = 250;

/** The filters of a list. They are kept in the address. */
export function FilterBar({ fields }: { fields: readonly FilterField[] }) {
  const { ui } = useWords();
  const [filters, set] = useFilters();
  return (
    <search aria-label={ui.filter} className="flex flex-wrap items-end gap-3 border-b border-line px-4 py-3">
      {fields.map((field) =>
        field.kind === 'text' ? (
          <TypedFilter
            key={field.name}
            label={field.label}
            value={filters[field.name] ?? ''}
            onChange={(value) => set({ [field.name]: value })}
          />
        ) : (
          <div key={field.name} className="min-w-40 max-sm:flex-1">
            <Choice
              label={field.label}
              value={filters[field.name] ?? ''}
              options={[{ value: '', label: ui.all }, ...field.options]}
              onChange={(value) => set({ [field.name]: value })}
            />
          </div>
        ),
      )}
    </search>
  );
}

/** Filters when the visitor stops typing. */
function TypedFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts the pause
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label className="grid grow gap-1.5 sm:max-w-sm">
      <span className="text-sm font-medium">{label}</span>
      <span className="relative block">
        <Search size={16} aria-hidden="true" className="absolute top-1/2 left-3 -translate-y-1/2 text-soft" />
        <input
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className={`${INPUT} min-h-10 pl-9`}
        />
      </span>
    </label>
  );
}
