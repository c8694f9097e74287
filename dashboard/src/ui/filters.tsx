import { Search, SlidersHorizontal } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useFilters } from '../data/filters.ts';
import { useWords } from '../words/index.ts';
import { Button } from './button.tsx';
import { classes } from './classes.ts';
import { INPUT } from './field.tsx';
import { Choice, type Option } from './select.tsx';

export type FilterField =
  | { name: string; kind: 'text'; label: string }
  /** A day, as `2026-12-31`. */
  | { name: string; kind: 'date'; label: string }
  /** Without a choice it is `none`, or all. */
  | { name: string; kind: 'choice'; label: string; options: readonly Option[]; none?: string };

const PAUSE_MS = 250;

/** The filters of a list. They are kept in the address. */
export function FilterBar({ fields }: { fields: readonly FilterField[] }) {
  const { ui } = useWords();
  const [filters, set] = useFilters();
  const count = fields.filter(({ name }) => (filters[name] ?? '') !== '').length;
  const [open, setOpen] = useState(count > 0);
  // On a phone, many fields would push the list out of sight.
  const folds = fields.length > 2;
  return (
    <search aria-label={ui.filter} className="block border-b border-line px-4 py-3">
      {folds && (
        <Button
          small
          aria-expanded={open}
          icon={<SlidersHorizontal size={15} aria-hidden="true" />}
          className="sm:hidden"
          onClick={() => setOpen(!open)}
        >
          {count > 0 ? `${ui.filter} (${count})` : ui.filter}
        </Button>
      )}
      <div
        className={classes(
          'flex flex-wrap items-end gap-3',
          folds && 'max-sm:mt-3',
          folds && !open && 'max-sm:hidden',
        )}
      >
        {fields.map((field) =>
          field.kind === 'date' ? (
            <label key={field.name} className="grid min-w-40 gap-1.5 max-sm:flex-1">
              <span className="text-sm font-medium">{field.label}</span>
              <input
                type="date"
                value={filters[field.name] ?? ''}
                onChange={(event) => set({ [field.name]: event.target.value })}
                className={`${INPUT} min-h-10`}
              />
            </label>
          ) : field.kind === 'text' ? (
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
                options={[{ value: '', label: field.none ?? ui.all }, ...field.options]}
                onChange={(value) => set({ [field.name]: value })}
              />
            </div>
          ),
        )}
      </div>
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
  const told = useRef(value);
  // A value that comes back after it was told must not replace letters that were typed since.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts the pause
  useEffect(() => {
    if (typed.trim() === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed.trim();
      onChange(told.current);
    }, PAUSE_MS);
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
