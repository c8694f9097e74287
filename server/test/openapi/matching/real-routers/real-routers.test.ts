import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { defineApi } from '../../../../src/config/index.ts';
import { parseOperations } from '../../../../src/openapi/operation-table.ts';
import { definition } from '../../../guard/world.ts';
import { FIRST_PAIRS, pair, pathsOf } from '../template-pairs.ts';
import { type RealRouter, startRouters } from './start.ts';

/*
 * A guard is walked around by a path that it takes for one operation and the API behind for another. Here real
 * routers stand behind pairs of templates. Which of their handlers ran is the oracle: none may whose needs the guard did not check.
 */

const SEED = 20_261_128;

const pairs = fc
  .sample(pair, { seed: SEED, numRuns: 70 })
  .concat(FIRST_PAIRS)
  .map(({ narrow, wide, ...rest }, index) => ({
    ...rest,
    narrow: `/p${index}${narrow}`,
    wide: `/p${index}${wide}`,
  }));

const needs = new Map(
  pairs.flatMap(({ narrow, wide, sameNeeds }, index): [string, string][] => [
    [narrow, sameNeeds ? 'read' : 'admin'],
    [wide, 'read'],
    // With every other pair, something else where a path ends early.
    ...(index % 2 === 0 ? [[narrow.slice(0, narrow.lastIndexOf('/')), 'admin'] as [string, string]] : []),
  ]),
);
const table = parseOperations(
  JSON.stringify({
    openapi: '3.1.0',
    components: { securitySchemes: { oauth: { type: 'oauth2' } } },
    paths: Object.fromEntries(
      [...needs].map(([template, scope]) => [template, { get: { security: [{ oauth: [scope] }] } }]),
    ),
  }),
  'openapi.json',
  defineApi(definition),
);

let routers: RealRouter[];
let missing: string[];
let stop: () => Promise<void>;
before(async () => {
  const started = await startRouters([...needs.keys()]);
  ({ routers, missing, stop } = started);
});
after(() => stop());

test('no handler of a real router runs whose needs the guard did not check', async (t) => {
  let passed = 0;
  /** Handlers that ran for paths which the guard refuses, though they fit a template as they are. */
  const wouldHaveRun = new Map(routers.map(({ name }) => [name, 0]));
  const judge = async (path: string, refused: boolean): Promise<void> => {
    const match = table.match('GET', path);
    const ran = await Promise.all(routers.map((router) => router.ran(path)));
    for (const [at, template] of ran.entries()) {
      const name = routers[at]?.name ?? '';
      if (template === null) continue;
      if (refused) wouldHaveRun.set(name, (wouldHaveRun.get(name) ?? 0) + 1);
      else if (match.kind === 'found' && needs.get(template) !== needs.get(match.operation.template)) {
        assert.fail(`${path} is ${match.operation.template} to the guard, and ${name} runs ${template}`);
      }
    }
  };
  for (const [index, each] of pairs.entries()) {
    const paths = [...new Set(fc.sample(pathsOf(each), { seed: SEED + index, numRuns: 40 }))].map((path) => ({
      path,
      match: table.match('GET', path),
    }));
    const found = paths.filter(({ match }) => match.kind === 'found');
    const refused = paths.filter(({ match }) => match.kind === 'not_found' && match.couldBe);
    passed += found.length;
    await Promise.all([
      ...found.map(({ path }) => judge(path, false)),
      ...refused.slice(0, 2).map(({ path }) => judge(path, true)),
    ]);
  }
  t.diagnostic(
    `${passed} paths passed; refused and run: ${JSON.stringify(Object.fromEntries(wouldHaveRun))}`,
  );
  // Paths that are all refused show nothing, nor do routers that are never laxer than the guard.
  assert.ok(passed > 200, `only ${passed} paths passed`);
  for (const [name, count] of wouldHaveRun)
    assert.ok(count > 0, `${name} ran no handler that the guard refused`);
});

test('the routers behind are all that there are', (t) => {
  if (missing.length > 0) t.skip(`${missing.join(' and ')}: neither on the PATH nor from a package`);
  else assert.equal(routers.length, 8);
});
