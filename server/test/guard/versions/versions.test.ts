import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defineApi } from '../../../src/config/index.ts';
import { languages, type VersionPolicy, versions } from '../../../src/config/schema/versions.ts';
import { agree } from '../../../src/guard/versions/agreement.ts';
import { agreedHeaders, askedFor } from '../../../src/guard/versions/agreement-headers.ts';
import { versionAsked } from '../../../src/guard/versions/version-asked.ts';
import { languageOf } from '../../../src/http/language.ts';
import { readRanges } from '../../../src/http/ranges.ts';
import { anyText } from '../../hostile/any-text.ts';
import { definition } from '../world.ts';

const NOW = Date.UTC(2026, 5, 1);
const known = [
  { name: '3' },
  { name: '2' },
  {
    name: '1',
    deprecated: '2026-01-01',
    sunset: '2026-12-31T23:00:00+01:00',
    documentation: 'https://docs.example/to-2',
  },
  { name: '0', sunset: '2026-05-31' },
];
const byHeader = versions.parse({ header: 'Cases-Version', known, default: '2' });
const parameter = versions.parse({
  mediaType: 'application/vnd.cases+json; version={version}',
  known,
  default: '2',
});
const inTheType = versions.parse({ mediaType: 'application/vnd.cases.v{version}+json', known, default: '2' });

/** Returns the result of a header in one word. */
function said(policy: VersionPolicy, sent: string | undefined, now = NOW): string {
  const asked = versionAsked(policy, sent, now);
  return 'version' in asked ? `${asked.kind} ${asked.version?.name}` : asked.kind;
}

test('a header names one version, to the letter', () => {
  for (const [sent, outcome] of [
    [undefined, 'served 2'],
    ['3', 'served 3'],
    [' 1 ', 'served 1'],
    ['0', 'retired 0'],
    ['', 'unknown'],
    ['4', 'unknown'],
    ['3, 3', 'unknown'],
    ['1, 3', 'unknown'],
    ['v3', 'unknown'],
    ['__proto__', 'unknown'],
  ] as const) {
    assert.equal(said(byHeader, sent), outcome, sent);
  }
  const strict = versions.parse({ header: 'Cases-Version', known, default: null });
  assert.equal(said(strict, undefined), 'unknown');
  assert.equal(said(strict, '3'), 'served 3');
});

test('Accept names a version, or leaves it to the default', () => {
  const v = (name: string) => `application/vnd.cases+json; version=${name}`;
  for (const [sent, outcome] of [
    [undefined, 'served 2'],
    ['', 'served 2'],
    ['*/*', 'served 2'],
    ['application/*', 'served 2'],
    ['application/vnd.cases+json', 'served 2'],
    [v('3'), 'served 3'],
    ['APPLICATION/VND.Cases+JSON;Version="3"', 'served 3'],
    [`text/html, ${v('1')};q=0.5`, 'served 1'],
    [`${v('1')};q=0.5, ${v('3')};q=0.4`, 'served 1'],
    [`${v('1')}, ${v('3')}`, 'served 3'],
    [`${v('1')}, */*`, 'served 1'],
    [`${v('9')}, */*;q=0.1`, 'served 2'],
    [`${v('9')}, ${v('3')};q=0.1`, 'served 3'],
    [`${v('2')};q=0, */*`, 'unknown'],
    [`${v('0')}, ${v('1')};q=0.1`, 'served 1'],
    [v('0'), 'retired 0'],
    [v('9'), 'unknown'],
    [v('03'), 'unknown'],
    ['application/vnd.cases+json; version="3, x"', 'unknown'],
    [`${v('3')};q=0, text/html`, 'unknown'],
    [`${v('3')};q=2`, 'other_type'],
    ['application/vnd.cases+jsonx', 'other_type'],
    ['application/json', 'other_type'],
    ['text/html, image/*', 'other_type'],
    ['garbage', 'other_type'],
  ] as const) {
    assert.equal(said(parameter, sent), outcome, sent);
  }
  assert.equal(said(inTheType, 'application/vnd.cases.v3+json'), 'served 3');
  assert.equal(said(inTheType, 'application/vnd.cases.v1+json, application/json'), 'served 1');
  assert.equal(said(inTheType, 'application/vnd.cases.v9+json'), 'unknown');
  assert.equal(said(inTheType, 'application/vnd.cases+json'), 'other_type');
  const lenient: VersionPolicy = { ...parameter, otherTypes: 'pass' };
  assert.equal(said(lenient, 'application/pdf'), 'served undefined');
  assert.equal(said(lenient, v('9')), 'unknown');
  const strict: VersionPolicy = { ...parameter, default: null };
  assert.equal(said(strict, '*/*'), 'unknown');
  assert.equal(said(strict, v('3')), 'served 3');
});

test('a version ends at its sunset, to the millisecond, and announces it before', () => {
  const sunset = Date.UTC(2026, 11, 31, 22);
  const ask = (now: number) => agree({ versions: byHeader, languages: undefined }, { version: '1' }, now);
  const before = ask(sunset - 1);
  assert.ok(before.ok);
  const headers = {
    deprecation: `@${Date.UTC(2026, 0, 1) / 1_000}`,
    sunset: 'Thu, 31 Dec 2026 22:00:00 GMT',
    link: '<https://docs.example/to-2>; rel="deprecation"',
  };
  assert.deepEqual(before.value, { agreement: { version: '1' }, headers });
  const after = ask(sunset);
  assert.ok(!after.ok);
  assert.equal(after.problem.code, 'version_retired');
  assert.match(
    after.problem.detail,
    /^Version 1 of this API has not been answered since 2026-12-31\. Send Cases-Version with 3 or 2\.$/,
  );
  assert.deepEqual([after.problem.members, after.problem.headers], [{ versions: ['3', '2'] }, headers]);
});

test('a refusal names what there is and never what was sent', () => {
  const canary = 'canary-4711';
  for (const [policy, sent] of [
    [byHeader, canary],
    [parameter, `application/vnd.cases+json; version=${canary}`],
    [parameter, `text/${canary}`],
  ] as const) {
    const agreed = agree({ versions: policy, languages: undefined }, { version: sent }, NOW);
    assert.ok(!agreed.ok);
    assert.doesNotMatch(JSON.stringify(agreed.problem), /canary/);
    assert.deepEqual(agreed.problem.members?.versions, ['3', '2', '1']);
  }
});

test('Accept-Language comes down to one of the languages', () => {
  const spoken = languages.parse(['en', 'nl', 'de', 'pt-BR']);
  for (const [sent, language] of [
    [undefined, 'en'],
    ['', 'en'],
    ['en-US,en;q=0.5', 'en'],
    ['NL-be, en;q=0.4', 'nl'],
    ['nl;q=0.2, de-AT;q=0.9', 'de'],
    ['en-GB, en;q=0.1, nl;q=0.5', 'en'],
    ['en;q=0, *', 'nl'],
    ['fr, *;q=0.1', 'en'],
    ['fr', 'en'],
    ['nld', 'en'],
    ['pt', 'pt-BR'],
    ['pt-br;q=0.5, nl;q=0.4', 'pt-BR'],
    ['nl;q=abc,,;', 'en'],
    [';;q=,,\t*;q=nl', 'en'],
  ] as const) {
    assert.equal(languageOf(spoken, sent), language, sent);
  }
});

test('any headers lead to an outcome of the policy', () => {
  const piece = fc.constantFrom(
    ...['application/vnd.cases+json', '*/*', 'application/*', 'text/html', 'en', 'nl-BE', '*'],
    ...[';', ',', ' ', '=', '"', '\\', 'q', 'q=0', 'q=0.3', 'q=1', 'version=3', 'version=0', 'version="1"'],
  );
  const header = fc.oneof(
    anyText(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(header, (sent) => {
      for (const policy of [byHeader, parameter, inTheType]) {
        const agreed = agree(
          { versions: policy, languages: ['en', 'nl'] },
          { version: sent, language: sent },
          NOW,
        );
        if (!agreed.ok) continue;
        assert.ok(['1', '2', '3'].includes(agreed.value.agreement.version ?? ''));
        assert.ok(['en', 'nl'].includes(agreed.value.agreement.language ?? ''));
        // The headers for the upstream have the same meaning if they are read again.
        const passed = agreedHeaders({ versions: policy, languages: ['en', 'nl'] }, agreed.value.agreement);
        const again = askedFor({ versions: policy, languages: ['en', 'nl'] }, passed);
        assert.deepEqual(agree({ versions: policy, languages: ['en', 'nl'] }, again, NOW), agreed);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('ranges that are written by the book are read as they were meant', () => {
  const token = fc.stringMatching(/^[a-z0-9!#$&^_.+-]{1,12}$/);
  const text = fc.stringMatching(/^[ -~]{0,12}$/);
  const quoted = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;
  const range = fc.record({
    value: fc.tuple(token, token).map(([type, subtype]) => `${type}/${subtype}`),
    parameters: fc.dictionary(fc.stringMatching(/^[a-pr-z][a-z]{0,5}$/), text, { maxKeys: 3 }),
    quality: fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000),
  });
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (ranges) => {
      const header = ranges
        .map(({ value, parameters, quality }) =>
          [
            value,
            ...Object.entries(parameters).map(([k, v]) => `${k}=${quoted(v)}`),
            `q=${quality.toFixed(3)}`,
          ].join(' ; '),
        )
        .join(' ,');
      const read = readRanges(header).map(({ parameters, ...rest }) => ({
        ...rest,
        parameters: Object.fromEntries(parameters),
      }));
      assert.deepEqual(
        read,
        ranges.map((each) => ({ ...each, parameters: { ...each.parameters } })),
      );
    }),
  );
});

test('a header made to be slow to read is read at once', () => {
  for (const sent of [`${'"\\'.repeat(500_000)}`, '"'.repeat(999_999), `${'a;'.repeat(500_000)}"`]) {
    // A reader that goes back at each quotation mark would be at it for hours.
    assert.ok(readRanges(sent).length <= 64);
  }
});

test('a contradictory policy is refused at the start', () => {
  const problems = (declared: object, rest: object = {}) => {
    try {
      defineApi({ ...definition, ...rest, versions: { known, default: '2', ...declared } as never });
      return '';
    } catch (error) {
      return String(error);
    }
  };
  assert.equal(problems({ header: 'Cases-Version' }), '');
  for (const [declared, words] of [
    [{}, /either header or mediaType/],
    [{ header: 'A', mediaType: 'a/b; v={version}' }, /either header or mediaType/],
    [{ header: 'Accept' }, /no other meaning/],
    [{ header: 'Content-Version' }, /no other meaning/],
    [{ header: 'Latchkey-Version' }, /no other meaning/],
    [{ header: 'cases-account' }, /accountHeader names the same header/],
    [{ mediaType: 'application/json' }, /\{version\} in it once/],
    [{ mediaType: 'application/v{version}; v={version}' }, /\{version\} in it once/],
    [{ header: 'A', default: '7' }, /no version is called 7/],
    [{ header: 'A', default: '1' }, /1 has a sunset/],
    [{ header: 'A', known: [{ name: 'a' }, { name: 'A' }], default: 'a' }, /its own name/],
    [{ header: 'A', known: [{ name: 'a, b' }], default: null }, /letters, digits/],
    [{ header: 'A', known: [{ name: 'a', deprecated: '2026-02-30' }], default: null }, /deprecated/],
    [
      { header: 'A', known: [{ name: 'a', deprecated: '2026-02-02', sunset: '2026-02-01' }], default: null },
      /9745 section 4/,
    ],
    [
      { header: 'A', known: [{ name: 'a', documentation: 'https://x.example/>; rel=next' }], default: null },
      /https URL/,
    ],
  ] as const) {
    assert.match(problems(declared), words, JSON.stringify(declared));
  }
  assert.throws(() => defineApi({ ...definition, languages: ['en', 'n,l'] }), /language tag/);
});
