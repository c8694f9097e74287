import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LONGEST_DETAILS, parseDetails } from '../../../src/rules/scope/authorization-details.ts';

const filled = (text: string) => JSON.stringify([{ type: 'folder', note: text }]);
const EMPTY = Buffer.byteLength(filled(''));

it('authorization_details have at most 4 KiB, in bytes and as they are written out again', () => {
  const outcome = (text: string) => {
    const parsed = parseDetails(text);
    return parsed.ok ? 'taken' : parsed.problem;
  };
  assert.equal(outcome(filled('x'.repeat(LONGEST_DETAILS - EMPTY))), 'taken');
  assert.equal(outcome(filled('x'.repeat(LONGEST_DETAILS - EMPTY + 1))), 'details_too_many');
  assert.equal(outcome(filled('é'.repeat(LONGEST_DETAILS / 2))), 'details_too_many');
  assert.equal(outcome(`[{"type":"folder","sums":[${Array(500).fill('1e20').join()}]}]`), 'details_too_many');
});
