import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gatewaySettings } from '../../src/config/index.ts';
import { schema } from '../../src/config/schema/schema.ts';
import { refusal } from '../../src/guard/refusal/refusals.ts';
import { REFUSAL_CODES, type RefusalCode } from '../../src/model/index.ts';
import { DIALECTS } from '../../src/oauth/dialects/index.ts';
import { wordsIn } from '../../src/words/words.ts';

const page = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

/** Cells of every row of every table on the page, without the backticks. */
function rows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) => line.slice(2, -2).split(' | '))
    .map((cells) => cells.map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')));
}

test('docs/reference/dialects.md lists every dialect with the risk that doctor tells', async () => {
  const listed = rows(await page('reference/dialects.md')).slice(1);
  assert.deepEqual(
    listed.map(([name, , risk]) => ({ name, risk })),
    DIALECTS.map(({ name }) => ({ name, risk: wordsIn('en').risks[name] })),
  );
});

test('docs/reference/refusals.md lists every refusal with its status and remedy', async () => {
  const listed = rows(await page('reference/refusals.md')).filter(([status = '']) => /^\d+$/.test(status));
  for (const [status, code, remedy] of listed) {
    const made = refusal({ code: code as RefusalCode, detail: '' }, []);
    assert.deepEqual([String(made.status), code, made.remedy], [status, code, remedy]);
  }
  assert.deepEqual(listed.map(([, code]) => code).sort(), [...REFUSAL_CODES].sort());
});

test('docs/reference/refusals.md says of every remedy what a client does', async () => {
  const listed = rows(await page('reference/refusals.md')).filter(({ length }) => length === 2);
  const wire = await readFile(new URL('../../../wire/refusal.ts', import.meta.url), 'utf8');
  const [, type = ''] = /export type Remedy =(.*?);/s.exec(wire) ?? [];
  const remedies = [...type.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  assert.deepEqual(listed.map(([name]) => name).sort(), [...remedies, 'remedy'].sort());
});

/** The parts of a zod schema that list its fields. */
interface Described {
  def: {
    type: string;
    shape?: Record<string, Described>;
    innerType?: Described;
    element?: Described;
    valueType?: Described;
    options?: Described[];
  };
}

/** Dotted names of all fields below `described`; `*` stands for a name of the owner's own. */
function fields({ def }: Described, at: string): string[] {
  const inside = (name: string) => (at === '' ? name : `${at}.${name}`);
  const own = Object.entries(def.shape ?? {}).flatMap(([name, field]) => [
    inside(name),
    ...fields(field, inside(name)),
  ]);
  const further = [def.innerType, ...(def.options ?? [])].flatMap((each) => (each ? fields(each, at) : []));
  return [...own, ...further, ...(def.valueType ? fields(def.valueType, inside('*')) : [])];
}

test('docs/reference/configuration.md has every field of defineApi', async () => {
  const text = await page('reference/configuration.md');
  const all = fields(schema as unknown as Described, '');
  assert.ok(all.length > 50, `only ${all.length} fields were found`);
  const missing = all.filter((field) => {
    // Limits and pages are alike, so their parts are said once.
    const alike = field
      .replace(/^(limits)\.(?:scopeClasses\.\*|\w+)\.(\w+)$/, '$1.*.$2')
      .replace(/^(pages)\.\w+\.(title|path)$/, '$1.*.$2');
    const parts = field.split('.');
    const hasParts = all.some((other) => other.startsWith(`${field}.`));
    return !text.includes(`\`${alike}\``) && !(hasParts && parts.length <= 2 && text.includes(`\`${field}.`));
  });
  assert.deepEqual(missing, []);
});

test('docs/reference/configuration.md has every setting of the gateway, with its default', async () => {
  const listed = new Map(
    rows(await page('reference/configuration.md')).map(([name, value]) => [name, value]),
  );
  const all = fields(gatewaySettings as unknown as Described, '').filter((field) => field !== 'kind');
  assert.ok(all.includes('timeouts.connect') && all.includes('circuit.pause'));
  const defaults = gatewaySettings.parse({ kind: 'gateway', upstream: 'http://127.0.0.1:5000' });
  for (const field of all) {
    const value = field
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], defaults);
    if (typeof value === 'object') continue;
    assert.equal(listed.get(`front.${field}`), field === 'upstream' ? 'required' : String(value), field);
  }
});
