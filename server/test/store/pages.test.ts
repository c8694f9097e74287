import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { datedHash } from '../../src/lib/dated-hash.ts';
import { momentDigits } from '../../src/lib/ids.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { newToken, storedHash, successorOf } from '../../src/tokens/format.ts';
import {
  access,
  approved,
  event,
  folder,
  NOW,
  redemption,
  refresh,
  rotation,
  SECOND,
  seed,
} from './fixtures.ts';

/** Requests of one turn, and so of one commit. */
const TURN = 32;
/** So that the tables have a hundred pages. */
const TURNS_BEFORE = 30;

test('what the requests of one turn write stands on neighbouring pages', async (t) => {
  const files = folder();
  t.after(files.remove);
  const file = files.path('pages.db');
  const store = await openSqliteStore(file, { synchronous: 'NORMAL' });
  t.after(() => store.close());
  await store.seedOnce(seed());
  const key = createSecretKey(randomBytes(32));
  const log = new DatabaseSync(file, { timeout: 5_000 });
  t.after(() => log.close());
  /** The pages that one commit writes, which SQLite counts in its log. */
  const pagesOf = async (verbs: (() => Promise<unknown>)[]) => {
    while (log.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy !== 0);
    await Promise.all(verbs.map((verb) => verb()));
    return Number(log.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()?.log);
  };

  const pages = { issued: 0, redeemed: 0, rotated: 0 };
  for (let turn = 0; turn <= TURNS_BEFORE; turn++) {
    const at = NOW + turn * SECOND;
    const moment = momentDigits(at);
    const minted = (prefix: string) => {
      const token = newToken(prefix, 'live', moment);
      return { token, hash: storedHash(token) };
    };
    const begun = await Promise.all(Array.from({ length: TURN }, () => approved(store, { now: at })));
    const redeemed = begun.map((each) => {
      const what = redemption(each, { now: at });
      const { token, hash } = minted('rt');
      const first = refresh(what.family, { hash });
      return {
        token,
        what: { ...what, access: access(what.family, { hash: minted('at').hash }), refresh: first },
      };
    });
    pages.redeemed = await pagesOf(
      redeemed.map(
        ({ what }) =>
          () =>
            store.redeemCode(what),
      ),
    );
    pages.rotated = await pagesOf(
      redeemed.map(({ token, what: { family, refresh: presented } }) => {
        const exchanged = momentDigits(at + 1);
        const successor = successorOf(token, key, 'rt', 'live', exchanged);
        const next = rotation(family, presented.hash, {
          successor: refresh(family, { hash: datedHash(exchanged, successor) }),
          access: access(family, { hash: minted('at').hash }),
        });
        return () => store.rotateRefreshToken(next);
      }),
    );
    pages.issued = await pagesOf(
      begun.map((each) => {
        const token = access(redemption(each).family, { hash: minted('at').hash });
        return () => store.issueAccessToken(token, [event('token.issued')]);
      }),
    );
  }

  // Each row by its hash alone would change a page of its own: 40, 98 and 100 pages.
  const most = { issued: 30, redeemed: 45, rotated: 40 };
  for (const [what, count] of Object.entries(pages)) {
    assert.ok(count <= most[what as keyof typeof most], `${what}: ${count} pages`);
  }
});
