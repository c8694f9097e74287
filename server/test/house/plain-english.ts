/** Phrases that leave the reader to work out who does what. */
export const PHRASE = /\bnobody['’]s\b|\bof that kind\b|\bone a line\b|\bcounts once, for a minute\b/gi;

/** A sentence that opens with a clause in place of its subject. Questions and their headings may. */
const OPENING = /(?:^|[.:;!?] |¶)(?:What|Who|Whose|Whoever|Whatever|Nobody)\b[^.?!¶]*[.?!]?/g;

/** The sentences of a comment or message that a native reader would have to read twice. */
export function unclear(text: string): string[] {
  const flat = text.replaceAll(/\n\s*\n/g, '¶').replaceAll(/\s+/g, ' ');
  const openings = [...flat.matchAll(OPENING)].map(([sentence]) => sentence);
  const phrases = [...flat.matchAll(PHRASE)].map(([phrase]) => phrase);
  return [...openings.filter((sentence) => !sentence.endsWith('?')), ...phrases];
}
