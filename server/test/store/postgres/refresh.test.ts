import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { TenantId } from '../../../src/model/index.ts';
import { pgStatement } from '../../../src/store/postgres/statement.ts';
import type { Store } from '../../../src/store/store.ts';
import { takeAsRead } from '../../../src/store/tokens/statements.ts';
import { connected, event, NOW, rotation, SECOND, seed, tally } from '../fixtures.ts';
import { connect, place, withoutPostgres } from './server.ts';

/** Refreshes share READ COMMITTED transactions; what else decides about tokens is SERIALIZABLE. */
describe('refreshes on several nodes of PostgreSQL', { skip: await withoutPostgres() }, () => {
  async function open(t: { after(leave: () => Promise<void>): void }) {
    const { schema, open, remove } = await place();
    const admin = await connect(1);
    t.after(async () => {
      await remove();
      await admin.close();
    });
    const node = () => open({ clock: { now: () => NOW }, hears: false });
    const nodes: [Store, Store, Store] = [await node(), await node(), await node()];
    await nodes[0].seedOnce(seed());
    const run = async (sql: string) => (await admin.with((each) => each.command(sql))).rows;
    return { nodes, run, schema };
  }

  const logged = (run: (sql: string) => Promise<unknown[][]>, schema: string, kind: string) =>
    run(`SELECT count(*) FROM ${schema}.audit WHERE kind = '${kind}'`).then(([row]) => Number(row?.[0]));

  it('one exchange of a token wins, wherever the others arrive', async (t) => {
    const { nodes, run, schema } = await open(t);
    const { first } = await connected(nodes[0]);
    const attempts = Array.from({ length: 48 }, () => rotation(first.family, first.refresh.hash));
    const outcomes = await Promise.all(
      attempts.map((attempt, at) => (nodes[at % 3] as Store).rotateRefreshToken(attempt)),
    );
    assert.deepEqual(tally(outcomes), { rotated: 1, repeated: 47 });
    assert.equal(await logged(run, schema, 'token.refreshed'), 1);
    const successor = attempts[0]?.successor.hash ?? sha256('');
    assert.equal(await nodes[1].rotateRefreshToken(rotation(first.family, successor)), 'rotated');

    // By the token itself, not by the successor, which two that exchange it at once have in common.
    const { first: other } = await connected(nodes[0]);
    const apart = Array.from({ length: 12 }, (_, at) =>
      rotation(other.family, other.refresh.hash, {
        successor: { ...other.refresh, hash: sha256(`successor ${at}`) },
      }),
    );
    const { rotated } = tally(
      await Promise.all(apart.map((attempt) => nodes[2].rotateRefreshToken(attempt))),
    );
    assert.equal(rotated, 1);
  });

  it('reuse is found where a use of the successor races repeats of the token before it', async (t) => {
    const { nodes, run, schema } = await open(t);
    const once = { repeatWithin: 10 * SECOND };
    for (let round = 0; round < 5; round++) {
      const { first } = await connected(nodes[0]);
      const turn = rotation(first.family, first.refresh.hash, once);
      await nodes[0].rotateRefreshToken(turn);
      const [next, ...stale] = await Promise.all([
        nodes[1].rotateRefreshToken(rotation(first.family, turn.successor.hash, once)),
        ...Array.from({ length: 6 }, (_, at) =>
          (nodes[at % 3] as Store).rotateRefreshToken(rotation(first.family, first.refresh.hash, once)),
        ),
      ]);
      const { repeated = 0, reused = 0, repeated_before: before = 0, revoked = 0 } = tally(stale);
      assert.ok(
        next === 'rotated' || (next === 'revoked' && reused === 1),
        `${next}, ${JSON.stringify(tally(stale))}`,
      );
      assert.ok(repeated <= 1 && reused <= 1);
      assert.equal(repeated + before + reused + revoked, 6);
      await nodes[2].rotateRefreshToken(rotation(first.family, first.refresh.hash, once));
      assert.equal(await logged(run, schema, 'token.reused'), round + 1);
    }
  });

  it('none that begins after a revocation succeeds, and what an earlier one issued is dead', async (t) => {
    const { nodes } = await open(t);
    for (let round = 0; round < 5; round++) {
      const { begun, first } = await connected(nodes[0]);
      const racing = rotation(first.family, first.refresh.hash);
      const end =
        round % 2 === 0
          ? () => nodes[1].revokeFamily(first.family.id, NOW, [event('token.revoked')])
          : () =>
              nodes[1].revokeGrant({
                grantId: begun.grantId,
                tenantId: TenantId('org_a'),
                now: NOW,
                audit: [],
              });
      const [outcome] = await Promise.all([nodes[0].rotateRefreshToken(racing), end()]);
      assert.ok(outcome === 'rotated' || outcome === 'revoked');
      const later = rotation(
        first.family,
        outcome === 'rotated' ? racing.successor.hash : first.refresh.hash,
      );
      assert.equal(await nodes[2].rotateRefreshToken(later), 'revoked');
      const record = await nodes[2].accessToken(racing.access.hash);
      assert.ok(
        !record || record.family?.revokedAt !== null || record.token.grantVersion !== record.grant?.version,
      );
    }
  });

  it('a token is taken by keys alone, before the database has counted its tables too', async (t) => {
    const { run, schema } = await open(t);
    const tables = ['refresh_tokens', 'token_families', 'grants'];
    const columns = new Map(tables.map((each) => [each, new Map<string, string>()]));
    await run(`PREPARE taking AS ${pgStatement(takeAsRead, schema, columns).text}`);
    await run('SET plan_cache_mode = force_generic_plan');
    const plan = (await run(`EXPLAIN EXECUTE taking (1, '', 2, 3, NULL)`)).map(([line]) => String(line));
    const scans = plan.flatMap(
      (line) => /(?:Seq|Index|Heap) (?:Only )?Scan.* on (\w+)/.exec(line)?.slice(0, 1) ?? [],
    );
    assert.deepEqual(
      scans.map((scan) => scan.replace(/^.*using (\w+) on .*$/, '$1')),
      ['refresh_tokens_pkey', 'token_families_pkey', 'grants_pkey', 'refresh_tokens_pkey'],
      plan.join('\n'),
    );
  });

  it('those of a turn share a transaction, which waits for no token that another one holds', async (t) => {
    const {
      nodes: [node],
      run,
      schema,
    } = await open(t);
    const tokens = [];
    for (let each = 0; each < 5; each++) tokens.push((await connected(node)).first);
    const [held, ...free] = tokens.map(({ family, refresh }) => rotation(family, refresh.hash));
    assert.ok(held);
    await run(
      `BEGIN; SELECT 1 FROM ${schema}.refresh_tokens WHERE hash = '${held.presentedHash}' FOR UPDATE`,
    );
    const waiting = node.rotateRefreshToken(held);
    const outcomes = await Promise.all(free.map((each) => node.rotateRefreshToken(each)));
    assert.deepEqual(tally(outcomes), { rotated: 4 });
    await run('COMMIT');
    assert.equal(await waiting, 'rotated');
    const hashes = free.map(({ successor }) => `'${successor.hash}'`);
    const transactions = await run(
      `SELECT DISTINCT xmin::text FROM ${schema}.refresh_tokens WHERE hash IN (${hashes.join(', ')})`,
    );
    assert.equal(transactions.length, 1);
  });
});
