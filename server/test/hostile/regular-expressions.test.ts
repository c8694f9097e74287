import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { full } from 'acorn-walk';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

// The same checker is there twice: as a binary, where npm has one for the system, and four times as slow in JavaScript.
process.env.RECHECK_BACKEND = hasBinary() ? 'native' : 'pure';
const { check } = await import('recheck');

interface Found {
  file: string;
  source: string;
  flags: string;
}

/** Those that no stranger's text ever meets, each with whose it is; they are slow, or slow to check. */
const FED_BY_OWNERS: Record<string, string> = {
  'server/src/config/schema/client-certificates.ts': 'the certificates in the configuration',
  'server/src/cli/init.ts': 'the files of the starter',
  'sdk/src/identity.ts: /\\/+$/': 'the address of Latchkey in the program of the API',
};

/** Put together at run time, of constants or of names in the owner's configuration. */
const PUT_TOGETHER = [
  'server/src/cli/load-config.ts',
  'server/src/gateway/forwarded-headers.ts',
  'server/src/oauth/device/user-code.ts',
];

const { literals, constructed } = regularExpressions();

test('every regular expression takes time in step with the length of what it is fed', async () => {
  assert.ok(literals.length > 100, `only ${literals.length} were found`);
  const slow: string[] = [];
  for (const each of literals) if (!isFedByOwners(each) && (await isSlow(each))) slow.push(inWords(each));
  assert.deepEqual(slow, []);
});

test('the expressions that only owners feed still exist', () => {
  for (const [where, whose] of Object.entries(FED_BY_OWNERS)) {
    const fed = literals.filter((each) => inWords(each) === where || each.file === where);
    assert.ok(fed.length > 0, `nothing is left of ${where} (${whose})`);
  }
});

test('no regular expression is put together from what somebody sends', () => {
  assert.deepEqual(constructed, PUT_TOGETHER);
});

test('a slow one is recognised: by trying again from each place, by two ways through, by nesting', async () => {
  for (const source of ['[ ]+$', '(a|aa)*b', '^(a+)+$', '^basic(?: +(.*))?$']) {
    assert.ok(await isSlow({ file: '', source, flags: 'i' }), source);
  }
  assert.ok(!(await isSlow({ file: '', source: '^[a-z]+(?: [a-z]+)*$', flags: '' })));
});

const LONG = 60_000;
/**
 * The checker tries what it cannot decide otherwise with texts that it makes from a fixed seed, for a quarter of a second by the clock. On a
 * busy machine it would be other texts each time, and other expressions that seem slow.
 */
const FOR_SURE = { timeout: LONG, seedingTimeout: LONG, incubationTimeout: LONG, attackTimeout: LONG };
/** Some stand in several files, and are judged once. */
const judged = new Map<string, boolean>();

/** A sticky one is tried at one place only, which the checker does not know of. */
async function isSlow({ source, flags }: Found): Promise<boolean> {
  const [tried, as] = flags.includes('y') ? [`^(?:${source})`, flags.replace('y', '')] : [source, flags];
  const known = judged.get(`/${tried}/${as}`);
  if (known !== undefined) return known;
  const { status } = await check(tried, as, FOR_SURE);
  judged.set(`/${tried}/${as}`, status !== 'safe');
  return status !== 'safe';
}

function hasBinary(): boolean {
  const system = ({ darwin: 'macos', linux: 'linux', win32: 'windows' } as Record<string, string>)[
    process.platform
  ];
  return existsSync(join(ROOT, 'node_modules', `recheck-${system}-${process.arch}`));
}

function isFedByOwners(each: Found): boolean {
  return each.file in FED_BY_OWNERS || inWords(each) in FED_BY_OWNERS;
}

function inWords({ file, source, flags }: Found): string {
  return `${file}: /${source}/${flags}`;
}

function regularExpressions(): { literals: Found[]; constructed: string[] } {
  const found = new Map<string, Found>();
  const builders = new Set<string>();
  for (const file of globSync(['server/src/**/*.ts', 'sdk/src/**/*.ts'], { cwd: ROOT }).sort()) {
    const code = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
    full(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (node) => {
      if (node.type === 'Literal' && 'regex' in node) {
        const { pattern: source, flags } = node.regex as { pattern: string; flags: string };
        found.set(inWords({ file, source, flags }), { file, source, flags });
      } else if (node.type === 'Identifier' && 'name' in node && node.name === 'RegExp') {
        builders.add(file);
      }
    });
  }
  return { literals: [...found.values()], constructed: [...builders] };
}
