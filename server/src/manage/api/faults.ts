import { z } from 'zod';
import type { SpeakingApi } from '../../mail/letter.ts';
import type { Language } from '../../words/language.ts';
import { inWords, type Sentence, sentence } from '../../words/sentence.ts';
import { isShapeProblem } from './shapes.ts';

/** The sentences of Zod about a value that does not fit, in each language. */
const LOCALES: Readonly<Record<Language, { error: z.core.$ZodErrorMap }>> = {
  en: { error: z.locales.en().localeError },
  de: { error: z.locales.de().localeError },
  nl: { error: z.locales.nl().localeError },
};

/** A fault of a value, and where in it. */
export interface FoundFault {
  at: readonly PropertyKey[];
  detail: string;
}

/** Reads a value by a schema; or returns its faults in the language of the one who asks. */
export function readBy<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  api: SpeakingApi,
): { ok: true; value: Value } | { ok: false; faults: FoundFault[] } {
  const read = schema.safeParse(value, LOCALES[api.language]);
  if (read.success) return { ok: true, value: read.data };
  return { ok: false, faults: read.error.issues.flatMap((issue) => faultsOf(issue, api)) };
}

function faultsOf(issue: z.core.$ZodIssue, { words }: SpeakingApi): FoundFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ at: [...issue.path, key], detail: words.problems.noSuchMember }));
  }
  const said = sentenceOf(issue);
  return [{ at: issue.path, detail: said ? inWords(words, said) : issue.message }];
}

/** Returns our sentence for a fault that people meet in forms, or `null`: Zod has one for each. */
function sentenceOf(issue: z.core.$ZodIssue): Sentence | null {
  if (isShapeProblem(issue.message)) return sentence(issue.message);
  switch (issue.code) {
    case 'too_small':
      if (issue.origin !== 'string') return null;
      return issue.minimum === 1 ? sentence('leftEmpty') : sentence('tooShort', Number(issue.minimum));
    case 'too_big':
      return issue.origin === 'string' ? sentence('tooLong', Number(issue.maximum)) : null;
    case 'invalid_value':
      return sentence('chooseFrom', issue.values.map(String).join(', '));
    case 'invalid_format':
      return issue.format === 'email' ? sentence('mailAddress') : null;
    default:
      return null;
  }
}
