import { EN } from './en/index.ts';
import type { Words } from './type.ts';

type Texts = Words['problems'] & Words['refusals'] & Words['links'] & Words['consent']['problems'];
type Key = keyof Texts;
type Texted = Pick<Words, 'problems' | 'refusals' | 'links' | 'consent'>;

/** A sentence inside another one, by its key alone, so that the type does not go round in a circle. */
interface Part {
  readonly key: Key;
  readonly values: readonly unknown[];
}

/** The values of a text; a sentence may stand for a text that is filled in. */
type Values<K extends Key> = Texts[K] extends (...values: infer Asked) => string
  ? { [Index in keyof Asked]: string extends Asked[Index] ? Asked[Index] | Part : Asked[Index] }
  : [];

/**
 * Something that people are told, by its key with the values that are filled in: the rules do not know the language of the
 * one who asks.
 */
export type Sentence = { [K in Key]: { readonly key: K; readonly values: Values<K> } }[Key];

/** Sentences about the fields of a form. */
export type Sentences<Field extends string> = Partial<Record<Field, Sentence>>;

/** The same in one language. */
export type Said<Problems> = { [Field in keyof Problems]?: string };

export function sentence<K extends Key>(key: K, ...values: Values<K>): Sentence {
  return { key, values } as unknown as Sentence;
}

/** Returns a sentence in the language of the words. */
export function inWords(words: Texted, { key, values }: Part): string {
  const text = textOf(words, key) as string | ((...values: unknown[]) => string);
  if (typeof text === 'string') return text;
  return text(...values.map((value) => (isPart(value) ? inWords(words, value) : value)));
}

/** Returns a sentence for programs, the command line and the log. */
export function inEnglish(said: Sentence): string {
  return inWords(EN, said);
}

/** Returns the sentences about the fields of a form in the language of the words. */
export function allInWords<Field extends string>(
  words: Texted,
  problems: { readonly [F in Field]?: Sentence | undefined },
): { [F in Field]?: string } {
  const entries = Object.entries(problems) as [Field, Sentence | undefined][];
  return Object.fromEntries(
    entries.flatMap(([field, said]) => (said ? [[field, inWords(words, said)]] : [])),
  ) as { [F in Field]?: string };
}

/** No key stands in two of them. */
function textOf({ problems, refusals, links, consent }: Texted, key: Key): Texts[Key] | undefined {
  const rooms: Partial<Texts>[] = [problems, refusals, links, consent.problems];
  return rooms.find((room) => key in room)?.[key];
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && 'key' in value;
}
