import { Field } from '@base-ui/react/field';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { useFault } from './faults.tsx';

export const INPUT =
  'w-full rounded-lg border border-field-line bg-card px-3 py-2 text-text placeholder:text-soft data-invalid:border-danger';

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  /** Says next to the field what is wrong with it, and what to do. */
  error?: string | null | undefined;
  /** Its place in the body, as a JSON pointer: a fault there that its form was refused for is its error. */
  at?: string;
  type?: 'text' | 'email' | 'url' | 'search' | 'date' | 'number' | 'password';
  /** Rows of a text area; without it the field has one line. */
  rows?: number;
  required?: boolean;
  placeholder?: string;
  name?: string;
  autoComplete?: string;
  monospace?: boolean;
}

/** A labelled field. Its hint and its error are read out with it. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  error,
  at,
  rows,
  monospace = false,
  ...input
}: FieldProps) {
  const fault = useFault(at);
  const problem = error ?? fault;
  const className = classes(INPUT, monospace && 'font-mono text-sm');
  return (
    <Field.Root invalid={Boolean(problem)} className="grid content-start gap-1.5">
      <Field.Label className="text-sm font-medium">{label}</Field.Label>
      <Field.Control
        {...input}
        value={value}
        onValueChange={(next) => onChange(String(next))}
        className={className}
        {...(rows === undefined ? {} : { render: <textarea rows={rows} /> })}
      />
      {hint && <Field.Description className="text-sm text-soft">{hint}</Field.Description>}
      <FieldError error={problem} />
    </Field.Root>
  );
}

export function FieldError({ error }: { error: string | null | undefined }) {
  return (
    <Field.Error match={Boolean(error)} className="text-sm font-medium text-danger">
      {error}
    </Field.Error>
  );
}

interface TickProps {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** A tick box whose whole line can be clicked. */
export function Tick({ label, hint, checked, onChange, disabled }: TickProps) {
  return (
    <label className="flex items-start gap-3 py-1">
      <input
        type="checkbox"
        className="mt-1 size-4 shrink-0 accent-accent"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="grid gap-0.5">
        <span>{label}</span>
        {hint && <span className="text-sm text-soft">{hint}</span>}
      </span>
    </label>
  );
}

/** The fault of a group of fields, such as ticks. */
export function GroupError({ at }: { at: string }) {
  const fault = useFault(at);
  return (
    fault && (
      <p role="alert" className="text-sm font-medium text-danger">
        {fault}
      </p>
    )
  );
}

/** Moves the focus to the first field that has an error. */
export function focusFirstError(form: HTMLElement | null): void {
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')?.focus();
  });
}
