import type { ApiConfig } from '../config/index.ts';
import type { User } from '../model/index.ts';
import { type Sentence, sentence } from '../words/sentence.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords.ts';

/** `common`: guessed soon, because it is on lists or follows a pattern. `own`: made of what everybody knows of its owner. */
export type PasswordProblem = 'length' | 'common' | 'own';

/** An attacker who guesses at our sign-in page makes a hundred guesses an hour; one who has the hashes makes many more. */
const FEWEST_GUESSES = 1e7;
/** The time that a look takes grows faster than the length, and no list has passwords of this length. */
const LOOKED_AT = 48;
/** The least that has to be left of a password without the names in it, in letters and digits. */
const LEAST_BESIDE = 6;
const SHORTEST_NAME = 3;

/** Texts that others know of the owner of a password. */
export type KnownTexts = readonly string[];

export function knownOf(
  { title, name }: Pick<ApiConfig, 'title' | 'name'>,
  user: Pick<User, 'email' | 'name'>,
): KnownTexts {
  return [user.email, user.name, title, name];
}

export function sentenceAbout(problem: PasswordProblem): Sentence {
  if (problem === 'length') return sentence('passwordLength', SHORTEST_PASSWORD, LONGEST_PASSWORD);
  return sentence(problem === 'common' ? 'passwordCommon' : 'passwordOwn');
}

/**
 * Returns why a chosen password is not accepted, or `null` if it is. Everything but its length is free: no mix of characters is asked
 * for, and spaces are welcome (NIST SP 800-63B section 3.1.1.2). Nothing of it leaves this process.
 */
export async function passwordProblem(password: string, known: KnownTexts): Promise<PasswordProblem | null> {
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) return 'length';
  if (isOwn(password, known)) return 'own';
  estimator ??= load();
  const { guesses } = (await estimator).check(password.slice(0, LOOKED_AT), namesIn(known));
  return guesses < FEWEST_GUESSES ? 'common' : null;
}

function isOwn(password: string, known: KnownTexts): boolean {
  const names = namesIn(known).sort((one, other) => other.length - one.length);
  const whole = lettersOf(password);
  const left = names.reduce((rest, name) => rest.replaceAll(name, ''), whole);
  return left.length < whole.length && left.length < LEAST_BESIDE;
}

/** Each word of the texts, and each text as one word. */
function namesIn(known: KnownTexts): string[] {
  const words = known.flatMap((text) => [lettersOf(text), ...text.split(/[^\p{L}\p{N}]+/u).map(lettersOf)]);
  return [...new Set(words)].filter(({ length }) => length >= SHORTEST_NAME);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

interface Estimator {
  check(password: string, names: string[]): { guesses: number };
}

/** Loaded when somebody first chooses a password: the lists take 40 MB. */
let estimator: Promise<Estimator> | undefined;

async function load(): Promise<Estimator> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: LOOKED_AT });
}
