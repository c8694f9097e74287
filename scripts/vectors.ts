import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { exchangeVectors } from './vectors/exchange.ts';
import { guardVectors } from './vectors/guard.ts';
import { identityVectors } from './vectors/identity.ts';

export const FOLDER = fileURLToPath(new URL('../wire/vectors/', import.meta.url));

/** Signatures of these algorithms contain chance, so the same input has another signature each time. */
const BY_CHANCE = /^\{"alg":"(ES256|PS256)"/;
/** In characters: numbers in DER are as long as they have to be. Other signatures have one length. */
const DER_DIFFERS = 8;

/** Returns the contents of every file in wire/vectors, made anew, by file name. */
export async function makeVectors(): Promise<Record<string, unknown>> {
  return {
    'identity.json': identityVectors(),
    'exchange.json': await exchangeVectors(),
    'guard.json': guardVectors(),
  };
}

/** Returns `made` with the signatures of `stored` wherever only the chance in them differs. */
export function withStoredSignatures(made: unknown, stored: unknown): unknown {
  if (typeof made === 'string') return isSameButForChance(made, stored) ? stored : made;
  if (typeof made !== 'object' || made === null || typeof stored !== 'object' || stored === null) return made;
  const before: Record<string, unknown> = { ...stored };
  if (Array.isArray(made))
    return made.map((each, index) => withStoredSignatures(each, alike(each, index, stored)));
  return Object.fromEntries(
    Object.entries(made).map(([name, each]) => [name, withStoredSignatures(each, before[name])]),
  );
}

/** Cases may be inserted, so a case is found by its name. */
function alike(made: unknown, index: number, stored: object): unknown {
  const before = Object.values(stored);
  if (typeof made !== 'object' || made === null || !('name' in made)) return before[index];
  return before.find((each) => each?.name === made.name);
}

function isSameButForChance(made: string, stored: unknown): boolean {
  const [head = '', body, signature, ...rest] = made.split('.');
  if (typeof stored !== 'string' || !signature || rest.length > 0) return false;
  return (
    BY_CHANCE.test(Buffer.from(head, 'base64url').toString()) &&
    stored.startsWith(`${head}.${body}.`) &&
    Math.abs(stored.length - made.length) <= DER_DIFFERS
  );
}

export async function readVectors(name: string): Promise<unknown> {
  return JSON.parse(await readFile(`${FOLDER}${name}`, 'utf8').catch(() => 'null'));
}

/** `npm run vectors` writes the files anew. */
async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  for (const [name, made] of Object.entries(await makeVectors())) {
    const whole = withStoredSignatures(JSON.parse(JSON.stringify(made)), await readVectors(name));
    await writeFile(`${FOLDER}${name}`, `${JSON.stringify(whole, null, 2)}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
