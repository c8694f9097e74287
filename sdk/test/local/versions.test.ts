import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, guarded } from './guarded.ts';
import { connect, worldFor } from './world.ts';

const LANGUAGE = { 'accept-language': 'nl-BE' };

test('a decision for one version or language is not reused for another', async (t) => {
  const world = await worldFor(t, {
    versions: {
      header: 'Things-Version',
      known: [
        { name: '2' },
        {
          name: '1',
          deprecated: '2026-01-01',
          sunset: '9999-01-01',
          documentation: 'https://docs.example/2',
        },
        { name: '0', sunset: '2000-01-01' },
      ],
      default: '2',
    },
    languages: ['en', 'nl'],
  });
  const guard = await guarded(t, world);
  const { token } = await connect(world.api);
  for (const basis of ['asked', 'stream']) {
    for (const [headers, version, language] of [
      [{}, '2', 'en'],
      [{ 'things-version': '1' }, '1', 'en'],
      [LANGUAGE, '2', 'nl'],
      [{ ...LANGUAGE, 'things-version': '1' }, '1', 'nl'],
    ] as const) {
      const answer = await guard.call(token, { headers });
      assert.ok(answer.allowed);
      assert.deepEqual(
        [answer.basis, answer.caller?.version, answer.caller?.language],
        [basis, version, language],
      );
      const { deprecation, sunset, link } = answer.headers;
      const notice = [
        '@1767225600',
        'Fri, 01 Jan 9999 00:00:00 GMT',
        '<https://docs.example/2>; rel="deprecation"',
      ];
      assert.deepEqual(
        [deprecation, sunset, link],
        version === '1' ? notice : [undefined, undefined, undefined],
      );
    }
    for (const [version, code] of [
      ['0', 'version_retired'],
      ['7', 'unknown_version'],
      ['2, 1', 'unknown_version'],
    ]) {
      const answer = await guard.call(token, { headers: { 'things-version': version } });
      assert.equal(answer.allowed ? 'allowed' : codeOf(answer), code, version);
    }
    const twice = await guard.call(token, { headers: { 'things-version': ['2', '1'] } });
    assert.equal(twice.allowed ? 'allowed' : codeOf(twice), 'unknown_version');
  }
});
