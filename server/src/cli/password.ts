import type { Readable } from 'node:stream';
import { StartError } from '../config/environment/start-error.ts';
import { newSecret } from '../lib/ids.ts';
import { type KnownTexts, passwordProblem, sentenceAbout } from '../signin/chosen-password.ts';
import { inEnglish } from '../words/sentence.ts';

/** Returns a password that is shown once: 120 random bits, short enough to copy by hand. */
export function newPassword(): string {
  return newSecret().slice(0, 20);
}

/** Reads a password from standard input. Throws `StartError` if it is not accepted. */
export async function readPassword(input: Readable, known: KnownTexts): Promise<string> {
  let text = '';
  for await (const chunk of input) text += String(chunk);
  const password = text.replace(/\r?\n$/, '');
  const problem = await passwordProblem(password, known);
  if (problem !== null) throw new StartError(inEnglish(sentenceAbout(problem)));
  return password;
}
