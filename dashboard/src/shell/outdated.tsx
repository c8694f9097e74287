import { Refused } from '../data/call.ts';
import { Notice } from '../ui/card.tsx';
import { useWords } from '../words/index.ts';

/** Over a page that is shown: why it could not be read again. The page stays, with what was typed. */
export function Outdated({ error }: { error: Error | null }) {
  const { shell } = useWords();
  if (!error) return null;
  const refused = error instanceof Refused ? error : undefined;
  if (refused?.status === 404) return <Notice tone="warn">{shell.gone}</Notice>;
  return <Notice tone="bad">{refused?.status === 0 ? shell.offline : error.message}</Notice>;
}
