import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../data/call.ts';
import type { Client } from '../../data/management.ts';
import { TextField } from '../../ui/field.tsx';
import { useWords } from '../../words/index.ts';

const PAUSE_MS = 400;

interface RedirectUrisProps {
  kind: Client['kind'];
  /** Those that the client has. They stay as they are, even if such a one is taken no more. */
  registered?: readonly string[];
  value: string;
  onChange: (value: string) => void;
}

/** The server says while somebody types whether an address can be used, by the rules that saving has. */
export function RedirectUris({ kind, registered = [], value, onChange }: RedirectUrisProps) {
  const words = useWords().clients;
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  const redirectUris = linesOf(settled).filter((uri) => !registered.includes(uri));
  const { data } = useQuery({
    queryKey: ['checkRedirectUris', kind, redirectUris],
    queryFn: ({ signal }) => call('checkRedirectUris', { body: { kind, redirectUris } }, { signal }),
    enabled: redirectUris.length > 0,
  });
  const checked = settled === value ? data : undefined;
  return (
    <TextField
      label={words.redirectUris}
      hint={
        checked?.problem === null ? (
          <span className="text-ok">✓ {words.redirectUrisFine}</span>
        ) : (
          words.redirectUrisHint
        )
      }
      value={value}
      onChange={onChange}
      rows={3}
      monospace
      error={checked?.problem}
      at="/redirectUris"
    />
  );
}

/** The lines of a text area, without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
