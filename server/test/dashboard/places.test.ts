import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OPERATIONS } from '../../src/manage/operations.ts';

const SOURCES = fileURLToPath(new URL('../../../dashboard/src/', import.meta.url));
/** Made from the management API's document, so it names all of them. */
const MADE = 'data/management.ts';

/** The operations without a place in the dashboard, by the place where people find the same. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'the account pages, where everybody sees to what is their own': [
    'listOwnSessions',
    'endOwnSession',
    'endOtherSessions',
    'changeOwnPassword',
    'getOwnFactors',
    'listOwnTokens',
    'offerTokens',
    'listSelectableResources',
    'createToken',
    'getToken',
    'revokeToken',
  ],
  'the account pages of a tenant, where its managers read its log; for owners it is a filter of the whole log':
    ['listTenantAuditRows', 'exportTenantAuditRows', 'exportTenantAuditRowsAsCsv', 'explainTenantCall'],
  'the same alert, which owners dismiss by its id alone': ['dismissTenantAlert', 'dismissConnectionAlert'],
  'the answer about the whole of which this is a part': [
    'getMember',
    'listClientSecrets',
    'listClientUsage',
    'getClientConnection',
  ],
  'the API owner’s own application, which signs people in': [
    'getSignInChallenge',
    'acceptSignIn',
    'acceptConsent',
    'refuseSignInChallenge',
  ],
};

test('each operation of the management API has a place in the dashboard, or a reason to have none', async () => {
  const ids = OPERATIONS.map(({ id }) => id);
  const names = (await readdir(SOURCES, { recursive: true })).filter(
    (name) => /\.tsx?$/.test(name) && name !== MADE,
  );
  const texts = await Promise.all(names.map((name) => readFile(join(SOURCES, name), 'utf8')));
  const quoted = new Set(texts.flatMap((text) => idsIn(callsIn(text, new Set(ids)))));
  const excused = Object.values(ELSEWHERE).flat();
  assert.deepEqual(
    ids.filter((id) => !quoted.has(id) && !excused.includes(id)),
    [],
    'Give it a place where its visitor looks for it.',
  );
  assert.deepEqual(
    excused.filter((id) => quoted.has(id) || !ids.includes(id)),
    [],
    'These need no reason any more.',
  );
});

function idsIn(text: string): string[] {
  return [...text.matchAll(/['"](\w+)['"]/g)].map(([, id]) => id ?? '');
}

/** Leaves out what calls nothing: a type, and a list of the operations whose answers a change makes outdated. */
function callsIn(text: string, ids: ReadonlySet<string>): string {
  return text
    .replaceAll(/<'\w+'>/g, '')
    .replaceAll(/\[(?:\s*'\w+',?)+\s*\]/g, (list) => (idsIn(list).every((id) => ids.has(id)) ? '' : list));
}
