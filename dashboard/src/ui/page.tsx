import { type ReactNode, useEffect, useRef } from 'react';
import { api } from '../data/boot.ts';

interface PageProps {
  title: string;
  /** One sentence: the question that this page answers. */
  lead?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

/** A page of the dashboard: its heading gets the focus when the page opens, so that a screen reader says where it is. */
export function Page({ title, lead, action, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${api}`;
  }, [title]);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.closest('nav'))
      heading.current?.focus();
  }, []);
  return (
    <>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div className="grid gap-1">
          <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none">
            {title}
          </h1>
          {lead && <p className="max-w-prose text-soft">{lead}</p>}
        </div>
        {action}
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">{children}</div>
    </>
  );
}
