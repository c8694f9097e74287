import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  arrowsRunOneWay,
  dashboardStandsAlone,
  foundationsStandAlone,
  guardAndOauthAreStrangers,
  guardPackageStandsAlone,
  guardReadsInOneSitting,
  importsOf,
  managementApiKnowsNoNoun,
  modelIsReadonly,
  noImportCycles,
  noLongFiles,
  noNameTwice,
  noVagueFolders,
  onePlaceNamesTheDatabase,
  openapiStandsBelowGuard,
  pureStaysPure,
  RULES,
  readSources,
  type Sources,
  standingIsJudgedInRules,
  stateHangsOnRuntime,
  timeOfDayIsHandedIn,
  wireStandsAlone,
} from './import-rules.ts';

const sources = await readSources(fileURLToPath(new URL('../../..', import.meta.url)));

for (const [name, rule] of Object.entries(RULES)) {
  test(`the repository keeps the rule ${name}`, () => assert.deepEqual(rule(sources), []));
}

test("the checked files are the repository's", () => {
  assert.ok(sources.has('server/src/lib/clock.ts'));
  assert.ok(sources.has('sdk/src/index.ts'));
  assert.ok(sources.get('server/src/main.ts')?.imports.includes('server/src/app.ts'));
});

test('the dashboard knows the server by the management API alone', () => {
  breaks(
    dashboardStandsAlone(files({ 'dashboard/src/data/call.ts': ['server/src/model/index.ts', 'react'] })),
    'dashboard/src/data/call.ts',
  );
});

/** Files with nothing but imports. */
function files(entries: Record<string, string[]>): Sources {
  return new Map(Object.entries(entries).map(([path, imports]) => [path, { text: '', imports }]));
}

const breaks = (broken: string[], path: string) => {
  assert.equal(broken.length, 1, `expected one violation, got ${JSON.stringify(broken)}`);
  assert.ok(broken[0]?.includes(path));
};

test('imports are found in every form', () => {
  const text = `
    import { a } from './a.ts';
    import type {
      B,
      C,
    } from "../b/index.ts";
    import d, * as e from 'pino';
    import './side-effect.ts';
    export * from './f.ts';
    export type { G } from '../../g.ts';
    const h = await import('./h.ts');
    // import './commented.ts';
    /** import './documented.ts'; */
    const word = "import of 'nothing'";
  `;
  assert.deepEqual(importsOf('server/src/x/y.ts', text), [
    'server/src/x/a.ts',
    'server/src/b/index.ts',
    'pino',
    'server/src/x/side-effect.ts',
    'server/src/x/f.ts',
    'server/g.ts',
    'server/src/x/h.ts',
  ]);
});

test('lib and model may know each other and nothing above', () => {
  const good = files({
    'server/src/lib/clock.ts': ['server/src/model/ids.ts', 'node:crypto', 'pino'],
    'server/src/model/grant.ts': ['server/src/model/ids.ts'],
  });
  assert.deepEqual(foundationsStandAlone(good), []);
  const path = 'server/src/model/grant.ts';
  breaks(foundationsStandAlone(files({ [path]: ['server/src/config/index.ts'] })), path);
  breaks(
    foundationsStandAlone(files({ 'server/src/lib/a.ts': ['server/src/api.ts'] })),
    'server/src/lib/a.ts',
  );
});

test('wire knows neither server nor guard, and the guard knows wire but not the server', () => {
  const good = files({
    'wire/refusal.ts': ['wire/caller.ts'],
    'sdk/src/types.ts': ['wire/caller.ts', 'jose'],
    'sdk/test/world.ts': ['server/src/main.ts'],
  });
  assert.deepEqual([...wireStandsAlone(good), ...guardPackageStandsAlone(good)], []);
  for (const to of ['server/src/model/ids.ts', 'sdk/src/types.ts', 'jose', 'node:crypto'])
    breaks(wireStandsAlone(files({ 'wire/caller.ts': [to] })), 'wire/caller.ts');
  const path = 'sdk/src/guard.ts';
  breaks(guardPackageStandsAlone(files({ [path]: ['server/src/model/ids.ts'] })), path);
});

test('access, rules and openapi/matching touch neither the world nor the clock', () => {
  const pure = (path: string, text: string, imports: string[] = []) =>
    pureStaysPure(new Map([[path, { text, imports }]]));
  const path = 'server/src/rules/request/pkce.ts';
  assert.deepEqual(pure(path, 'createHash("sha256") // not Date.now()', ['node:crypto']), []);
  assert.deepEqual(pure('server/src/oauth/token/token-endpoint.ts', 'Date.now()', ['node:fs']), []);
  for (const module of ['node:fs', 'node:fs/promises', 'node:http', 'node:timers', 'pino']) {
    breaks(pure(path, '', [module]), path);
  }
  breaks(pure(path, '', ['server/src/store/store.ts']), path);
  for (const room of ['access', 'rules', 'openapi/matching']) {
    const other = `server/src/${room}/a.ts`;
    breaks(pure(other, 'Date.now()'), other);
  }
  for (const call of [
    'Date.now()',
    'new Date()',
    'Math.random()',
    'randomBytes(8)',
    'process.env',
    'systemClock',
  ]) {
    breaks(pure('server/src/access/roles.ts', `const x = ${call};`), 'server/src/access/roles.ts');
  }
});

test('no room outside rules compares what decides whether a grant, family, code or token stands', () => {
  const judges = (path: string, text: string) =>
    standingIsJudgedInRules(new Map([[path, { text, imports: [] }]]));
  const path = 'server/src/guard/identify/identify.ts';
  for (const text of [
    'family.revokedAt !== null',
    'grant.version === version',
    `grant?.status === 'revoked'`,
    `status !== 'active'`,
    'code.redeemedAt === null',
    'refresh.usedAt === null',
  ]) {
    breaks(judges(path, text), path);
    assert.deepEqual(judges('server/src/rules/grant/standing.ts', text), []);
  }
  assert.deepEqual(judges(path, `answer.status === 401; state === 'active'; WHERE status <> 'revoked'`), []);
});

test('the time of day is read by the clock and by commands alone', () => {
  const reads = (path: string, text: string) => timeOfDayIsHandedIn(new Map([[path, { text, imports: [] }]]));
  for (const path of ['server/src/lib/clock.ts', 'server/src/cli/user-add.ts', 'server/test/steps.ts']) {
    assert.deepEqual(reads(path, 'Date.now()'), []);
  }
  const path = 'server/src/gateway/circuit.ts';
  assert.deepEqual(reads(path, 'new Date(at) // not Date.now()'), []);
  for (const call of ['Date.now()', 'new Date()']) breaks(reads(path, `const x = ${call};`), path);
});

test('members and lists of the model are readonly', () => {
  const path = 'server/src/model/note.ts';
  const found = (text: string) => modelIsReadonly(new Map([[path, { text, imports: [] }]]));
  const note =
    'export interface Note {\n  readonly by: { readonly id: string } | null;\n  readonly tags: readonly string[];\n}';
  assert.deepEqual(found(note), []);
  for (const word of ['by', 'id', 'tags', 'string'])
    breaks(found(note.replace(`readonly ${word}`, word)), path);
});

test('an API keeps its state in its runtime only', () => {
  const path = 'server/src/oauth/note.ts';
  const keeps = (key: string) =>
    stateHangsOnRuntime(
      new Map([[path, { text: `const notes = new WeakMap<${key}, Map<string, string>>();`, imports: [] }]]),
    );
  for (const key of ['ApiConfig', 'IncomingMessage']) assert.deepEqual(keeps(key), []);
  for (const key of ['Api', "Api['store']"]) breaks(keeps(key), path);
});

test('guard and oauth do not know each other', () => {
  const [guard, oauth] = ['server/src/guard/guard.ts', 'server/src/oauth/routes.ts'];
  breaks(guardAndOauthAreStrangers(files({ [guard]: [oauth] })), guard);
  breaks(guardAndOauthAreStrangers(files({ [oauth]: [guard] })), oauth);
});

test('openapi knows neither the guard nor anything else that asks it', () => {
  const path = 'server/src/openapi/operation-table.ts';
  const good = [
    'server/src/openapi/yaml.ts',
    'server/src/config/index.ts',
    'server/src/model/index.ts',
    'yaml',
  ];
  assert.deepEqual(openapiStandsBelowGuard(files({ [path]: good })), []);
  for (const room of ['guard/guard.ts', 'store/store.ts', 'api.ts']) {
    breaks(openapiStandsBelowGuard(files({ [path]: [`server/src/${room}`] })), path);
  }
});

test('the foundation of the management API knows no noun', () => {
  const path = 'server/src/manage/api/endpoint.ts';
  const good = [
    'server/src/manage/api/operation.ts',
    'server/src/manage/acting.ts',
    'server/src/lib/clock.ts',
  ];
  assert.deepEqual(managementApiKnowsNoNoun(files({ [path]: good })), []);
  breaks(managementApiKnowsNoNoun(files({ [path]: ['server/src/manage/users/operations.ts'] })), path);
});

test('one place names a database', () => {
  const sqlite = 'server/src/store/sqlite/index.ts';
  assert.deepEqual(onePlaceNamesTheDatabase(files({ 'server/src/databases.ts': [sqlite] })), []);
  const inside = 'server/src/store/sqlite/group-commit.ts';
  assert.deepEqual(onePlaceNamesTheDatabase(files({ [sqlite]: [inside] })), []);
  for (const path of [
    'server/src/guard/guard.ts',
    'server/src/main.ts',
    'server/src/cli/open-store.ts',
    'server/src/store/expiry/cleaner.ts',
    'server/src/store/grants/verbs.ts',
    'server/src/store/grants/statements.ts',
    'server/src/store/grants/store.ts',
    'server/src/store/compose.ts',
    'server/src/store/postgres/index.ts',
  ]) {
    for (const named of [sqlite, inside]) {
      breaks(onePlaceNamesTheDatabase(files({ [path]: [named] })), path);
    }
  }
});

test('folders form no circle, however long', () => {
  const line = {
    'server/src/pages/a.ts': ['server/src/signin/b.ts'],
    'server/src/signin/b.ts': ['server/src/tokens/c.ts'],
  };
  assert.deepEqual(arrowsRunOneWay(files(line)), []);
  const broken = arrowsRunOneWay(files({ ...line, 'server/src/tokens/d.ts': ['server/src/pages/e.ts'] }));
  breaks(broken, 'pages → signin → tokens → pages');
});

test('the units of the guard form no circle, and neither do those of gateway and openapi', () => {
  for (const room of ['gateway', 'guard', 'openapi']) {
    const broken = arrowsRunOneWay(
      files({
        [`server/src/${room}/limit/a.ts`]: [`server/src/${room}/steps.ts`],
        [`server/src/${room}/steps.ts`]: [`server/src/${room}/limit/b.ts`],
      }),
    );
    breaks(broken, `${room}/limit → ${room}/steps.ts → ${room}/limit`);
  }
});

test('no chain of imports in the guard is longer than a sitting', () => {
  const chain = (length: number) =>
    files(
      Object.fromEntries(
        Array.from({ length }, (_, at) => [
          `server/src/guard/${at}.ts`,
          at + 1 < length ? [`server/src/guard/${at + 1}.ts`] : ['server/src/model/index.ts'],
        ]),
      ),
    );
  assert.deepEqual(guardReadsInOneSitting(chain(8)), []);
  breaks(guardReadsInOneSitting(chain(9)), 'server/src/guard/0.ts');
});

test('files form no circle', () => {
  const broken = noImportCycles(files({ 'sdk/a.ts': ['sdk/b.ts'], 'sdk/b.ts': ['sdk/a.ts'] }));
  breaks(broken, 'sdk/a.ts → sdk/b.ts → sdk/a.ts');
});

test('no folder is named for nothing in particular', () => {
  for (const name of ['utils', 'util', 'helpers', 'shared', 'common', 'misc']) {
    breaks(noVagueFolders(files({ [`server/src/${name}/x.ts`]: [] })), name);
  }
  assert.deepEqual(noVagueFolders(files({ 'server/src/lib/common.ts': [] })), []);
});

test('a file ends before its 351st line', () => {
  const lines = (count: number) => new Map([['a.ts', { text: 'x\n'.repeat(count), imports: [] }]]);
  assert.deepEqual(noLongFiles(lines(350)), []);
  breaks(noLongFiles(lines(351)), 'a.ts');
});

test('no script of a page has the name of a file that becomes one', () => {
  const path = 'server/src/pages/copy.js';
  assert.deepEqual(noNameTwice(files({ [path]: [], 'server/src/pages/copy-script.ts': [] })), []);
  breaks(noNameTwice(files({ [path]: [], 'server/src/pages/copy.ts': [] })), path);
});
