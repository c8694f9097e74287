import { useState } from 'react';
import type { Tagged } from './call.ts';

/**
 * The changes that somebody types over a state that the server has. The draft keeps the entity tag of what it began with, so that saving
 * notices a change that somebody else made meanwhile, even if this page has read it already.
 */
export function useDraft<Source, Draft>(source: Tagged<Source>, draftOf: (source: Source) => Draft) {
  const [{ draft, base }, set] = useState({ draft: draftOf(source.data), base: source.etag });
  return {
    draft,
    base,
    change: (part: Partial<Draft>) => set({ draft: { ...draft, ...part }, base }),
    /** Begins again with what is there now, after saving or on purpose. */
    rebase: ({ data, etag }: Tagged<Source>) => set({ draft: draftOf(data), base: etag }),
  };
}
