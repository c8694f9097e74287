import { Link, useLocation } from '@tanstack/react-router';
import { CircleUser, LogOut, Menu, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { api, formToken, logo } from '../data/boot.ts';
import { useMe } from '../data/me.ts';
import { classes } from '../ui/classes.ts';
import { useWords } from '../words/index.ts';
import { LanguageChoice } from './language-choice.tsx';
import { DEVELOPER, OWNER, SETUP, type Section } from './sections.ts';

/** The navigation beside the page; on a phone it is a menu. */
export function Frame({ children }: { children: ReactNode }) {
  const { shell } = useWords();
  const { pathname } = useLocation();
  const me = useMe();
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when another page opens
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-card px-4 py-2 focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        {shell.skip}
      </a>
      <header className="sticky top-0 z-20 flex items-center justify-between border-b border-line bg-card px-4 py-2.5 lg:hidden">
        <Brand />
        <button
          type="button"
          aria-expanded={open}
          aria-controls="sections"
          onClick={() => setOpen(!open)}
          className="inline-flex min-h-11 items-center gap-2 rounded-lg px-3 font-medium hover:bg-sunken"
        >
          {open ? <X size={20} aria-hidden="true" /> : <Menu size={20} aria-hidden="true" />}
          {shell.menu}
        </button>
      </header>
      <nav
        id="sections"
        aria-label={shell.sections}
        className={classes(
          'flex flex-col border-line bg-card lg:sticky lg:top-0 lg:h-dvh lg:overflow-y-auto lg:border-r',
          open ? 'border-b pb-4' : 'max-lg:hidden',
        )}
      >
        <div className="hidden px-5 pt-5 pb-4 lg:block">
          <Brand />
        </div>
        <div className="grid gap-4 px-3 max-lg:pt-3">
          <Group title={shell.developer} sections={DEVELOPER} />
          {me?.operator && (
            <>
              <Group title={shell.owner} sections={OWNER} />
              <Group title={shell.setup} sections={SETUP} />
            </>
          )}
        </div>
        <div className="mt-auto grid gap-0.5 px-3 pt-4 pb-3">
          <a href="/account" className={entry(false)}>
            <CircleUser size={18} aria-hidden="true" />
            <span className="truncate">{me?.user.name ?? shell.account}</span>
          </a>
          <form method="post" action="/sign-out">
            <input type="hidden" name="csrf" value={formToken()} />
            <button type="submit" className={`${entry(false)} w-full`}>
              <LogOut size={18} aria-hidden="true" />
              {shell.signOut}
            </button>
          </form>
          <LanguageChoice />
        </div>
      </nav>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 py-6 outline-none sm:px-8 sm:py-9"
      >
        {children}
      </main>
    </div>
  );
}

function Brand() {
  return (
    <Link to="/" className="inline-flex items-center gap-2.5 font-semibold">
      {logo.light === '' ? (
        <>
          <span
            aria-hidden="true"
            className="inline-flex size-8 items-center justify-center rounded-lg bg-accent text-on-accent"
          >
            {[...api][0]?.toUpperCase()}
          </span>
          {api}
        </>
      ) : (
        <picture>
          {logo.dark !== '' && <source srcSet={logo.dark} media="(prefers-color-scheme: dark)" />}
          <img src={logo.light} alt={api} className="h-8 max-w-44" />
        </picture>
      )}
    </Link>
  );
}

function Group({ title, sections }: { title: string; sections: readonly Section[] }) {
  const { shell } = useWords();
  if (sections.length === 0) return null;
  return (
    <div>
      <h2 className="px-3 pb-1 text-xs font-medium tracking-normal text-soft">{title}</h2>
      <ul className="grid gap-0.5">
        {sections.map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: to === '/' || to === '/owner', includeSearch: false }}
              activeProps={{ className: entry(true) }}
              inactiveProps={{ className: entry(false) }}
            >
              <Icon size={18} aria-hidden="true" />
              {shell[name] as string}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function entry(active: boolean): string {
  return classes(
    'flex min-h-8 items-center gap-3 rounded-lg px-3 py-1 text-[0.9375rem] max-lg:min-h-11',
    active ? 'bg-accent-soft font-medium text-text' : 'text-soft hover:bg-sunken hover:text-text',
  );
}
