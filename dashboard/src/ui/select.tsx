import { Field } from '@base-ui/react/field';
import { Select } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFault } from './faults.tsx';
import { FieldError, INPUT } from './field.tsx';

export interface Option {
  value: string;
  label: string;
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
  hint?: ReactNode;
  error?: string | null | undefined;
  /** As of a text field. */
  at?: string;
  /** The label is read out, but not shown: a heading above says the same. */
  hidesLabel?: boolean;
}

/** A choice of one among several. */
export function Choice({
  label,
  value,
  options,
  onChange,
  hint,
  error,
  at,
  hidesLabel = false,
}: ChoiceProps) {
  const fault = useFault(at);
  const problem = error ?? fault;
  return (
    <Field.Root invalid={Boolean(problem)} className="grid content-start gap-1.5">
      <Field.Label
        className={hidesLabel ? 'sr-only' : 'text-sm font-medium'}
        nativeLabel={false}
        render={<div />}
      >
        {label}
      </Field.Label>
      <Select.Root items={options as Option[]} value={value} onValueChange={(next) => onChange(next ?? '')}>
        <Select.Trigger className={`${INPUT} flex min-h-10 items-center justify-between gap-3 text-left`}>
          <Select.Value />
          <Select.Icon className="text-soft">
            <ChevronsUpDown size={16} aria-hidden="true" />
          </Select.Icon>
        </Select.Trigger>
        <Select.Portal>
          <Select.Positioner className="z-40" sideOffset={4} alignItemWithTrigger={false}>
            <Select.Popup className="max-h-80 min-w-(--anchor-width) overflow-y-auto rounded-lg border border-line bg-card p-1 shadow-card">
              {options.map((option) => (
                <Select.Item
                  key={option.value}
                  value={option.value}
                  className="flex min-h-9 items-center justify-between gap-4 rounded-md px-2.5 py-1.5 data-highlighted:bg-accent-soft"
                >
                  <Select.ItemText>{option.label}</Select.ItemText>
                  <Select.ItemIndicator>
                    <Check size={16} aria-hidden="true" />
                  </Select.ItemIndicator>
                </Select.Item>
              ))}
            </Select.Popup>
          </Select.Positioner>
        </Select.Portal>
      </Select.Root>
      {hint && <Field.Description className="text-sm text-soft">{hint}</Field.Description>}
      <FieldError error={problem} />
    </Field.Root>
  );
}
