import type { ReactNode } from 'react';
import { classes } from './classes.ts';

interface CardProps {
  title?: string;
  lead?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  /** The content goes to the edges, as tables do. */
  flush?: boolean;
}

export function Card({ title, lead, action, children, flush = false }: CardProps) {
  return (
    <section className="rounded-card border border-line bg-card shadow-card">
      {title && (
        <header
          className={classes(
            'flex flex-wrap items-center justify-between gap-3 pt-4',
            flush ? 'px-4' : 'px-5 max-sm:px-3.5',
          )}
        >
          <div>
            <h2 className="font-semibold">{title}</h2>
            {lead && <p className="text-sm text-soft">{lead}</p>}
          </div>
          {action}
        </header>
      )}
      <div className={classes(flush ? title && 'pt-2' : 'p-5 max-sm:p-3.5')}>{children}</div>
    </section>
  );
}

/** A figure that answers a question in one look. */
export function Figure({ label, value, hint }: { label: ReactNode; value: ReactNode; hint?: ReactNode }) {
  return (
    <div className="rounded-card border border-line bg-card px-5 py-4 shadow-card">
      <dt className="text-sm text-soft">{label}</dt>
      <dd className="mt-1 text-2xl font-semibold tabular-nums [&_time]:text-lg [&_time]:whitespace-normal">
        {value}
      </dd>
      {hint && <dd className="mt-0.5 text-sm text-soft">{hint}</dd>}
    </div>
  );
}

/** A sentence that matters: a warning, a failure, good news. */
export function Notice({ tone, children }: { tone: 'bad' | 'warn' | 'ok'; children: ReactNode }) {
  const looks = {
    bad: 'bg-danger-soft text-danger',
    warn: 'bg-warn-soft text-warn',
    ok: 'bg-ok-soft text-ok',
  };
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={`rounded-lg px-4 py-3 ${looks[tone]}`}>
      {children}
    </div>
  );
}

/** Names with their values, as a details page shows them. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-0.5 sm:gap-y-3 sm:grid-cols-[minmax(9rem,auto)_1fr]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-sm text-soft max-sm:[div+div>&]:mt-2.5 sm:py-0.5">{name}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
