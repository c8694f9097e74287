import type { Readable } from 'node:stream';
import { StartError } from '../config/environment/start-error.ts';
import { newSecret } from '../lib/ids.ts';
import { passwordProblem } from '../signin/passwords.ts';

/** Returns a password that is shown once: 120 random bits, short enough to copy by hand. */
export function newPassword(): string {
  return newSecret().slice(0, 20);
}

/** Reads a password from standard input. Throws `StartError` if it is too short or too long. */
export async function readPassword(input: Readable): Promise<string> {
  let text = '';
  for await (const chunk of input) text += String(chunk);
  const password = text.replace(/\r?\n$/, '');
  const problem = passwordProblem(password);
  if (problem !== null) throw new StartError(problem);
  return password;
}
