import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../words/index.ts';
import { Button } from './button.tsx';

/** Copies a text. `what` names it for screen readers: "Copy the client id". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { ui } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <Button
      small
      weight="quiet"
      aria-label={copied ? ui.copied : ui.copy(what)}
      icon={copied ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
      onClick={() => void copy()}
    >
      <span aria-hidden="true">{copied ? ui.copied : ui.copyShort}</span>
    </Button>
  );
}

/** A value that people copy: an id, a secret, an address. */
export function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1 rounded-lg border border-line bg-sunken pl-2.5">
      <code className="min-w-0 py-1 text-sm break-all">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
