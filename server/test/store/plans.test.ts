import assert from 'node:assert/strict';
import { constants, DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import * as restoring from '../../src/store/restoring/statements.ts';
import { SqliteDatabase } from '../../src/store/sqlite/database.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import type { AuditQuery } from '../../src/store/store.ts';
import { replaceParameters } from '../../src/store/table/parameters.ts';
import { folder, seed } from './fixtures.ts';

/**
 * Statements that read a whole table, or sort what they find, and why that is bounded. Any other statement goes along
 * an index or a primary key from where it begins, and stops at its limit.
 */
const EXPLAINED: [pattern: RegExp, why: string][] = [
  [/FROM sealed_keys/, 'a handful of keys, made by the operator and by rotation'],
  [/FROM limit_counters WHERE expires_at/, 'once, when the process starts'],
  [
    /FROM memberships m JOIN tenants t ON t\.id = m\.tenant_id WHERE m\.user_id = \? ORDER BY t\.name/,
    'the tenants of one person, whom the operator added to each',
  ],
  [/FROM shown_once WHERE expires_at/, 'secrets that somebody made in the last minute'],
  [/ FROM operators (o LEFT JOIN|WHERE role = 'owner')/, 'a handful of people, who operate the API'],
  [
    /FROM users WHERE id IN \(SELECT id FROM users WHERE lower\(email\) >= /,
    'the people whose address or name begins with what an operator typed',
  ],
  [
    /FROM tenants WHERE id IN \( ?SELECT id FROM tenants WHERE lower\(name\) >= /,
    'the tenants whose name or id begins with what an operator typed',
  ],
  [/WHERE p\.user_id = \? AND \(p\.created_at/, 'the personal access tokens of one person, for an operator'],
  [/FROM client_secrets/, 'two live secrets a client, and expired ones leave with the next'],
  [
    /^DELETE FROM (grants WHERE (user_id|tenant_id)|tenants WHERE id) = /,
    'a person or a tenant goes: an operator types it, once, and grants point to both',
  ],
  [/FROM grants g WHERE g\.user_id = \? AND/, 'a person goes: an operator types it, once'],
  [/FROM webhook_endpoints e WHERE disabled_at IS NULL/, 'endpoints, ten for each client that has any'],
  [/FROM sessions WHERE user_id = \?/, 'the open sessions of one person, for an operator'],
  [
    /k\.role IN \(SELECT value FROM json_each/,
    'the managers of one tenant, by the roles that the configuration names',
  ],
  [
    /tenant_id = \? AND (m\.)?role IN \(SELECT value FROM json_each/,
    'the members of one tenant with one of the roles that the configuration names',
  ],
  [
    /^INSERT INTO activity /,
    'one row, whose subject is looked up, and the networks of that subject, 25 at most',
  ],
  [/LIMIT \?\) AS found$/, 'at most as many as are counted, along an index'],
  [/FROM initial_access_tokens WHERE \(created_at/, 'tokens that an operator made; expired ones leave'],
  [/^DELETE FROM nodes WHERE seen_at/, 'the nodes that started within a day'],
  [/^INSERT INTO audit_stretches/, '1,024 rows of the log, by their ids'],
  [/FROM sqlite_master/, 'the tables there are, once, when the database is opened'],
];

/** A restore ends everything in its own copy of the database, once, while nothing is served. */
const RESTORING = new Set(Object.values(restoring).flat().map(onOneLine));

function onOneLine(sql: string): string {
  return replaceParameters(sql, () => '?')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

interface Step {
  detail: string;
}

const files = folder();
const statements = new Set<string>();
let db: DatabaseSync;

before(async () => {
  const { one, many, run } = SqliteDatabase.prototype;
  const note = (sql: string) => statements.add(onOneLine(sql));
  SqliteDatabase.prototype.one = function (sql, read) {
    note(sql);
    return one.call(this, sql, read) as ReturnType<typeof one<ReturnType<typeof read>>>;
  };
  SqliteDatabase.prototype.many = function (sql, read) {
    note(sql);
    return many.call(this, sql, read) as ReturnType<typeof many<ReturnType<typeof read>>>;
  };
  SqliteDatabase.prototype.run = function (sql) {
    note(sql);
    return run.call(this, sql);
  };
  try {
    const path = files.path('plans.db');
    const store = await openSqliteStore(path);
    await store.seedOnce(seed());
    // Statements of the log depend on the filters of the query.
    const filters = {
      tenantId: 'a',
      clientId: 'b',
      connectedAccountId: 'c',
      userId: 'd',
      since: 1,
      until: 2,
    };
    const more = {
      kind: 'api.called',
      outcome: 'denied',
      operation: 'e',
      apiVersion: 'f',
      code: 'g',
      before: 9,
    } as const;
    const all = Object.entries({ ...filters, ...more });
    for (const [name, value] of all) {
      for (const [other, further] of all) {
        const query: AuditQuery = { [name]: value, [other]: further, limit: 1 };
        await store.auditPage(query);
        await store.auditPage({ ...query, after: 1 });
      }
    }
    await store.close();
    db = new DatabaseSync(path);
  } finally {
    Object.assign(SqliteDatabase.prototype, { one, many, run });
  }
});

after(() => {
  db.close();
  files.remove();
});

/** SQLite's own words for steps that take longer the more rows there are. */
function unbounded(sql: string): string[] {
  if (!/^(SELECT|INSERT|UPDATE|DELETE|WITH)/.test(sql)) return [];
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as unknown as Step[];
  const steps = plan.map(({ detail }) => detail);
  // Going along a whole index or table is bounded where a limit stops it and nothing is left out on the way.
  const inner = /FROM \((.*)\) AS (slice|chunk)/.exec(sql)?.[1] ?? sql;
  const stops = / LIMIT (\?|1)$/.test(inner.trim()) && !/ WHERE /.test(inner);
  return steps.filter((step) => {
    // A few rows that a limit has bounded already, and an index of the few rows that are meant.
    if (/^SCAN (slice|chunk|way|CONSTANT)/.test(step) || / INDEX audit_removals/.test(step)) return false;
    if (inner !== sql && step === 'USE TEMP B-TREE FOR ORDER BY') return false;
    // Of rows that one moment made, the last term decides.
    if (/ FOR LAST TERM /.test(step)) return false;
    return (/^SCAN /.test(step) && !stops) || /USE TEMP B-TREE|AUTOMATIC/.test(step);
  });
}

describe('statements of the store', () => {
  it('are all looked at', () => {
    assert.ok(statements.size > 150, `${statements.size}`);
    assert.ok([...statements].some((sql) => /FROM grants g JOIN clients c/.test(sql)));
  });

  it('read no whole table and sort nothing without bound', () => {
    const found = [...statements].flatMap((sql) => {
      const steps = unbounded(sql);
      if (steps.length === 0 || RESTORING.has(sql) || EXPLAINED.some(([pattern]) => pattern.test(sql)))
        return [];
      return [`${steps.join('; ')}\n  ${sql}`];
    });
    assert.deepEqual(found, []);
  });

  /**
   * SQLite compiles a statement again for a new value that it chose the way by: of a limit, or one that it compared with the condition of a
   * partial index. Looking up a token takes 1.5 µs, and compiling that 10.
   */
  it('that requests wait for are compiled once, and not again for each new value', () => {
    let compiling = 0;
    db.setAuthorizer(() => {
      compiling += 1;
      return constants.SQLITE_OK;
    });
    db.exec('BEGIN');
    const again = [...statements].filter((sql) => {
      if (/^(BEGIN|COMMIT|PRAGMA)|LIMIT \?|^DELETE FROM audit /.test(sql)) return false;
      const statement = db.prepare(sql);
      const run = (value: number) => {
        try {
          statement.all(...Array.from({ length: sql.split('?').length - 1 }, () => value));
        } catch {
          // The row does not fit its table; the statement was compiled before.
        }
      };
      run(1);
      const before = compiling;
      run(2);
      return compiling > before;
    });
    db.exec('ROLLBACK');
    db.setAuthorizer(null);
    assert.deepEqual(again, []);
  });

  it('are explained where they do, and only there', () => {
    for (const [pattern, why] of EXPLAINED) {
      const meant = [...statements].filter((sql) => pattern.test(sql) && unbounded(sql).length > 0);
      assert.ok(meant.length > 0, `no statement needs “${why}” any more`);
    }
  });
});
