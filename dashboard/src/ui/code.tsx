import { CopyButton } from './copy.tsx';

/** A block of code that is copied whole. */
export function Code({ text, what, language }: { text: string; what: string; language?: string }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-sunken">
      <div className="flex items-center justify-between border-b border-line py-0.5 pr-1 pl-3">
        <span className="text-xs text-soft">{language}</span>
        <CopyButton text={text} what={what} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto p-3 text-sm leading-relaxed">
        <code>{text}</code>
      </pre>
    </div>
  );
}
