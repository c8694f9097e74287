import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AUDIT_ANCHORS, AUDIT_FILTERS, auditTrail, sliceEnds } from '../../src/store/audit/statements.ts';
import { watchChanges } from '../../src/store/changes/store.ts';
import { storeOf } from '../../src/store/compose.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { BASELINE, inPostgres } from '../../src/store/postgres/migrate.ts';
import { authority } from '../../src/store/postgres/schema/authority.ts';
import { records } from '../../src/store/postgres/schema/records.ts';
import { settledRows } from '../../src/store/postgres/settled.ts';
import { pgStatement } from '../../src/store/postgres/statement.ts';
import type { Database, Transactions } from '../../src/store/transactions.ts';
import { usageWriter } from '../../src/store/usage/writer.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');

/** Words that every engine of the page knows in every place where a statement may have them. */
const EVERYWHERE = new Set(
  `ADD ALL ALTER AND AS ASC BEGIN BY COLUMN COMMIT CREATE DEFAULT DELETE DESC DROP ELSE END FROM IF IN INDEX INSERT INTO IS
  ISOLATION JOIN KEY LEFT LEVEL NOT NULL ON OR ROLLBACK SELECT SET TABLE THEN TO UPDATE VALUES WHEN`.split(
    /\s+/,
  ),
);
const VERB =
  /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|BEGIN|COMMIT|ROLLBACK|SET|LISTEN|UNLISTEN|NOTIFY|LOCK|WITH|DO)\b/;

/** Every statement that the verbs prepare, as SQLite has it too. */
function ofVerbs(): string[] {
  const prepared: string[] = [];
  const note = (sql: string) => {
    prepared.push(sql);
    return () => [] as never;
  };
  const db: Database = { stretch: null, one: note, many: note, run: note, put: note, insertAll: note };
  const tx = {} as Transactions;
  storeOf(db, tx, { clock: { now: () => 0 }, changes: watchChanges(), settled: settledRows(db, tx) });
  usageWriter(db);
  // A search of the log is prepared when somebody makes it.
  for (const anchor of [null, ...AUDIT_ANCHORS])
    prepared.push(auditTrail(anchor, AUDIT_FILTERS, null), sliceEnds(anchor, AUDIT_FILTERS, null));
  return prepared;
}

/** Returns the statements for PostgreSQL alone, wherever they stand. */
function ofPostgres(): string[] {
  return globSync('server/src/**/*.ts', { cwd: ROOT })
    .filter((path) => !/\/(?:sqlite|schema|migrations)\/|\/statements\.ts$/.test(path))
    .flatMap((path) => [
      ...read(path)
        .replaceAll(/\/\*.*?\*\/|^\s*\/\/[^\n]*$/gms, '')
        .matchAll(/`([^`]*)`|'((?:[^'\\\n]|\\.)*)'/gs),
    ])
    .map(([, template, plain]) => (template ?? plain ?? '').replaceAll(/\$\{[^}]*\}/g, ' '))
    .filter((text) => VERB.test(text));
}

const schema = [
  authority,
  records,
  ...migrations.filter(({ version }) => version > BASELINE).map(({ sql, postgres }) => postgres ?? sql),
].map(inPostgres);
const tables = new Map(
  [...schema.join('\n').matchAll(/CREATE TABLE (\w+)/g)].map(([, name = '']) => [
    name,
    new Map<string, string>(),
  ]),
);

const statements = [
  ...ofVerbs().flatMap((sql) => {
    const { text, together } = pgStatement(sql, 'api', tables);
    return [text, together?.text ?? ''];
  }),
  ...ofPostgres(),
  ...schema,
].map((sql) => sql.replaceAll(/'(?:[^']|'')*'|"[^"]*"/g, ' '));

/** Returns the parts that an engine may lack: functions, clauses, types, settings and tables of the catalog. */
function featuresOf(sql: string): string[] {
  const all = (pattern: RegExp) => [...sql.matchAll(pattern)].map(([, name = '']) => name);
  return [
    ...all(/(?<!\.)\b([a-z]\w*)\(/g).filter((name) => !tables.has(name)),
    ...all(/\b([A-Z]{2,})\b/g).filter((word) => !EVERYWHERE.has(word)),
    ...all(/::([a-z]\w*)/g),
    ...(/^\s*CREATE TABLE/.test(sql) ? all(/^ {2}\w+ ([a-z]\w*)/gm) : []),
    ...all(/\b(pg_\w+)/g),
    ...all(/\bSET LOCAL (\w+)/g),
    ...all(/(->>?|[@<]@|\?[|&]|#>>?)/g),
  ];
}

test('docs/operate/distributed-engines.md names every function, clause and type of the statements', () => {
  const page = read('docs/operate/distributed-engines.md');
  const code = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text).join('\n');
  const named = (feature: string) => new RegExp(`(?<!\\w)${RegExp.escape(feature)}(?!\\w)`).test(code);
  const features = new Set(statements.flatMap(featuresOf));
  assert.ok(statements.length > 200 && features.has('pg_xact_status') && features.has('unnest'));
  assert.deepEqual(
    [...features].filter((feature) => !named(feature)).sort(),
    [],
    'Say on the page what holds for them on each engine.',
  );
});

test('docs/operate/distributed-engines.md names files that are there', () => {
  const page = read('docs/operate/distributed-engines.md');
  for (const [, path = ''] of page.matchAll(/`(server\/[\w./-]+)`/g)) read(path);
});
