import type { Words } from './type.ts';

interface Speaking {
  readonly words: Pick<Words, 'layout'>;
  readonly config: {
    readonly branding: {
      terms?: string | undefined;
      privacy?: string | undefined;
      support?: string | undefined;
    };
  };
}

/** Returns the links of the API owner that stand below each page and mail. */
export function ownLinks({ words, config }: Speaking): { href: string; label: string }[] {
  const { terms, privacy, support } = config.branding;
  const { layout } = words;
  const help = support?.includes('://') ? support : support && `mailto:${support}`;
  return [
    { href: terms, label: layout.terms },
    { href: privacy, label: layout.privacy },
    { href: help, label: layout.support },
  ].flatMap(({ href, label }) => (href === undefined ? [] : [{ href, label }]));
}
