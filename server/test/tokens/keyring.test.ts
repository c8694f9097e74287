import assert from 'node:assert/strict';
import { randomBytes, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { KEY_PURPOSES } from '../../src/store/sealed-keys/verbs.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import type { Store } from '../../src/store/store.ts';
import { signJwt } from '../../src/tokens/jwt.ts';
import { changeMasterKey, type Keyring, openKeys } from '../../src/tokens/keyring.ts';
import { readOwnJwt } from '../../src/tokens/own-jwt.ts';
import { DAY, event, folder, HOUR, NOW } from '../store/fixtures.ts';
import { openNewStore } from '../store/made-before.ts';

describe('the keys of an API', () => {
  const masterKey = randomBytes(32);
  let files: ReturnType<typeof folder>;
  let store: Store;
  let now: number;

  beforeEach(async () => {
    files = folder();
    store = await openNewStore(files.path('keys.db'));
    now = NOW;
  });
  afterEach(async () => {
    await store.close();
    files.remove();
  });

  const open = (over: Partial<Parameters<typeof openKeys>[0]> = {}) =>
    openKeys({ store, masterKey, apiName: 'demo', clock: { now: () => now }, ...over });
  const published = (keys: Keyring) => keys.published().map(({ kid }) => kid);

  it('are made on first start and are the same ever after', async () => {
    const first = await open();
    now += HOUR;
    const second = await open();
    assert.deepEqual(second.published(), first.published());
    assert.deepEqual(second.succession(), first.succession());
    assert.deepEqual(second.form(), first.form());
    assert.equal(first.succession().secret.length, 32);
    assert.notDeepEqual(first.form().secret, first.succession().secret);
  });

  it('are the same for everybody who starts at once', async () => {
    const rings = await Promise.all(Array.from({ length: 10 }, () => open()));
    const ids = rings.map((keys) => [keys.signing().id, keys.succession().id, keys.form().id].join());
    assert.equal(new Set(ids).size, 1);
  });

  it('sign what anybody can verify with the published set alone', async () => {
    const keys = await open();
    const { id, algorithm, privateKey } = keys.signing();
    const token = await new SignJWT({ hello: 'world' })
      .setProtectedHeader({ alg: algorithm, kid: id })
      .sign(privateKey);
    const set = createLocalJWKSet({ keys: keys.published() });
    assert.equal((await jwtVerify(token, set)).payload.hello, 'world');
    const [jwk] = keys.published();
    assert.ok(jwk);
    assert.equal(jwk.kid, await calculateJwkThumbprint(jwk));
    assert.deepEqual(Object.keys(jwk).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('are one for each algorithm that is configured, and each signs what it says', async () => {
    const algorithms = ['RS256', 'ES256', 'EdDSA', 'PS256'] as const;
    const keys = await open({ algorithms });
    assert.deepEqual(keys.algorithms(), algorithms);
    assert.equal(keys.signing().algorithm, 'RS256', 'the first is what signs unless another is asked for');
    const set = createLocalJWKSet({ keys: keys.published() });
    for (const algorithm of algorithms) {
      const token = signJwt(keys.signing(algorithm), 'JWT', { hello: algorithm });
      const { payload, protectedHeader } = await jwtVerify(token, set);
      assert.equal(payload.hello, algorithm);
      assert.equal(protectedHeader.alg, algorithm);
      assert.deepEqual(readOwnJwt(keys, token, 'JWT'), { hello: algorithm });
      assert.equal(readOwnJwt(keys, token, 'at+jwt'), null);
      const [head = '', body = '', mac = ''] = token.split('.');
      assert.equal(readOwnJwt(keys, `${head}.${body}x.${mac}`, 'JWT'), null);
      assert.equal(readOwnJwt(keys, `${head}.${body}.${mac.slice(0, -4)}AAAA`, 'JWT'), null);
    }
    for (const jwk of keys.published()) {
      assert.equal(jwk.kid, await calculateJwkThumbprint(jwk));
      assert.equal('d' in jwk, false);
    }
    // RFC 8725 section 3.1: the key says what it is for, not the header.
    const rsa = keys.signing('RS256');
    const confused = signJwt({ ...rsa, algorithm: 'PS256' }, 'JWT', {});
    assert.equal(readOwnJwt(keys, confused, 'JWT'), null);
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid: rsa.id })).toString(
      'base64url',
    );
    const signature = sign('sha256', Buffer.from(`${header}.e30`), rsa.privateKey).toString('base64url');
    assert.equal(readOwnJwt(keys, `${header}.e30.${signature}`, 'JWT'), null);
  });

  it('of an algorithm that comes along are made then, and of one that goes stay published for a while', async () => {
    const before = published(await open());
    const both = await open({ algorithms: ['EdDSA', 'ES256'] });
    assert.equal(both.signing('ES256').id, before[0]);
    assert.equal(both.signing().algorithm, 'EdDSA');
    const without = await open({ algorithms: ['EdDSA'] });
    assert.deepEqual(new Set(published(without)), new Set(published(both)));
    now += 92 * DAY + 1;
    await without.upkeep();
    assert.equal(published(without).includes(before[0]), false);
    assert.equal(without.signing().algorithm, 'EdDSA');
  });

  it('are replaced all at once, each by one of its own algorithm', async () => {
    const keys = await open({ algorithms: ['ES256', 'EdDSA'] });
    const old = published(keys);
    const subject = keys.subject();
    await keys.rotateSigningKey();
    assert.equal(published(keys).length, 4);
    for (const algorithm of keys.algorithms()) assert.equal(old.includes(keys.signing(algorithm).id), false);
    now += 2 * DAY + 1_000;
    await keys.upkeep();
    assert.equal(published(keys).length, 2);
    assert.deepEqual(keys.subject(), subject, 'pairwise subjects stay what they are');
  });

  it('keep the public half of a replaced key for two days', async () => {
    const keys = await open();
    const old = keys.signing().id;
    await keys.rotateSigningKey();
    const young = keys.signing().id;
    assert.notEqual(young, old);
    assert.deepEqual(published(keys), [young, old]);
    now += 2 * DAY;
    await keys.upkeep();
    assert.deepEqual(published(keys), [young, old]);
    now += 1_000;
    await keys.upkeep();
    assert.deepEqual(published(keys), [young]);
    assert.deepEqual(published(await open()), [young]);
  });

  it('replace a signing key of ninety days', async () => {
    const keys = await open();
    const old = keys.signing().id;
    now += 90 * DAY - 1;
    await keys.upkeep();
    assert.equal(keys.signing().id, old);
    now += 1;
    await keys.upkeep();
    assert.equal(published(keys).length, 2);
    assert.notEqual(keys.signing().id, old);
    const rows = await store.auditTrail({ kind: 'signing_key.rotated', limit: 9 });
    assert.deepEqual(
      rows.map(({ detail }) => detail),
      [{ key: 'signing', id: keys.signing().id, cause: 'age' }],
    );
  });

  it('are rotated once when two processes do it at the same time', async () => {
    const [one, two] = [await open(), await open()];
    await Promise.all([one.rotateSigningKey(), two.rotateSigningKey()]);
    assert.equal(one.signing().id, two.signing().id);
    assert.equal(published(one).length, 2);
  });

  it('change together with the row about it, or not at all', async () => {
    const keys = await open();
    const stored = () => Promise.all(KEY_PURPOSES.map((purpose) => store.sealedKeys(purpose)));
    const before = await stored();
    // JSON has no such number, so the row cannot be written.
    const rows = () => [event('signing_key.rotated', { detail: { unwritable: 1n } })];
    await assert.rejects(keys.rotateSigningKey(rows));
    await assert.rejects(keys.rotateSuccessionKey(rows));
    const to = randomBytes(32);
    await assert.rejects(changeMasterKey({ store, from: masterKey, to, apiName: 'demo', audit: rows() }));
    assert.deepEqual(await stored(), before);
    await keys.rotateSigningKey(({ id }) => [event('signing_key.rotated', { detail: { id } })]);
    const [row] = await store.auditTrail({ kind: 'signing_key.rotated', limit: 9 });
    assert.equal(row?.detail.id, keys.signing().id);
  });

  it('become known to another process at its upkeep', async () => {
    const [one, two] = [await open(), await open()];
    await one.rotateSigningKey();
    await two.upkeep();
    assert.equal(two.signing().id, one.signing().id);
  });

  it('keep older succession keys, for the refresh tokens that name them', async () => {
    const keys = await open();
    const old = keys.succession();
    await keys.rotateSuccessionKey();
    assert.notEqual(keys.succession().id, old.id);
    assert.deepEqual(keys.successionById(old.id), old);
    assert.equal(keys.successionById('key_none'), null);
  });

  it('refuse another master key at once, in one sentence', async () => {
    await open();
    await assert.rejects(open({ masterKey: randomBytes(32) }), {
      message: /^The keys of demo were sealed under another master key; [^\n]*\.$/,
    });
    await assert.rejects(open({ masterKey: randomBytes(31) }), /32 bytes long; this one has 31/);
  });

  it('refuse a sealing that was exchanged for another one in the database', async () => {
    const keys = await open();
    await keys.rotateSuccessionKey();
    const [young, old] = await store.sealedKeys('succession');
    assert.ok(young && old);
    await store.resealKeys([{ id: young.id, sealed: old.sealed }]);
    await assert.rejects(open(), /was changed in the database after it was sealed/);
  });

  it('publish the public half of the private key, whatever the database says it is', async () => {
    const keys = await open();
    const foreign = { kty: 'EC', crv: 'P-256', x: 'forged', y: 'forged', kid: keys.signing().id };
    const [row] = await store.sealedKeys('signing');
    assert.ok(row);
    await store.removeSealedKey(row.id);
    await store.addSealedKey({ ...row, publicJwk: JSON.stringify(foreign) }, 0);
    assert.deepEqual((await open()).published(), keys.published());
  });

  it('give each API its own guard key, the same at every start, from the master key alone', async () => {
    const first = (await open()).guardKey();
    assert.equal((await open()).guardKey(), first);
    assert.equal(Buffer.from(first, 'base64url').length, 32);
    const empty = await openSqliteStore(files.path('other.db'));
    const elsewhere = await openKeys({
      store: empty,
      masterKey,
      apiName: 'other',
      clock: { now: () => now },
    });
    assert.notEqual(elsewhere.guardKey(), first);
    await empty.close();
  });

  it('can be sealed anew under another master key, also after being cut short', async () => {
    const before = await open();
    await before.rotateSigningKey();
    const to = randomBytes(32);
    const [row] = await store.sealedKeys('form');
    assert.ok(row);
    const change = { store, from: masterKey, to, apiName: 'demo' };
    await changeMasterKey(change);
    await changeMasterKey(change);
    const after = await open({ masterKey: to });
    assert.deepEqual(after.published(), before.published());
    assert.deepEqual(after.succession(), before.succession());
    await assert.rejects(open(), /another master key/);
    await store.resealKeys([row]);
    await changeMasterKey(change);
    assert.deepEqual((await open({ masterKey: to })).form(), before.form());
    assert.deepEqual(after.subject(), before.subject());
  });
});
