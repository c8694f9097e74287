import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  /** It says which things will stand here, and how to get there. */
  children?: ReactNode;
  action?: ReactNode;
}

/** Stands in place of a list that has nothing in it. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-10 text-center">
      <span className="mb-2 inline-flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
        <Icon size={22} aria-hidden="true" />
      </span>
      <p className="font-semibold">{title}</p>
      {children && <p className="max-w-prose text-soft">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
