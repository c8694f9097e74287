import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classes } from './classes.ts';

export type Weight = 'primary' | 'plain' | 'danger' | 'quiet';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  weight?: Weight;
  /** An icon before the text. */
  icon?: ReactNode;
  /** While its work goes on, the button keeps its place and its focus, and a second click does nothing. */
  busy?: boolean;
  small?: boolean;
}

const WEIGHTS: Record<Weight, string> = {
  primary: 'bg-accent text-on-accent border-accent hover:bg-accent-strong hover:border-accent-strong',
  plain: 'bg-card text-text border-field-line hover:bg-sunken',
  danger: 'bg-card text-danger border-danger hover:bg-danger-soft',
  quiet: 'bg-transparent text-soft border-transparent hover:bg-sunken hover:text-text',
};

/** The look of a button, for links that act like one. */
export function buttonClasses(weight: Weight = 'plain', small = false): string {
  return classes(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg border font-medium whitespace-nowrap transition-colors',
    small ? 'min-h-8 px-2.5 text-sm' : 'min-h-10 px-4 text-[0.9375rem]',
    WEIGHTS[weight],
  );
}

export function Button({
  weight = 'plain',
  icon,
  busy = false,
  small = false,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || rest.disabled || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
      className={classes(
        buttonClasses(weight, small),
        (busy || rest.disabled) && 'opacity-60',
        rest.className,
      )}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-4 animate-spin rounded-full border-2 border-current border-t-transparent"
    />
  );
}
