import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ERRORS, type OAuthProblem, onTheWire } from '../../../src/oauth/errors/problem.ts';

it('an answer quotes no more of a request than a name that is cut short', () => {
  const long = 'x'.repeat(100_000);
  const told = { parameter: long, scope: long, type: long, at: long, needed: long, longest: 1, offered: [] };
  for (const reason of Object.keys(ERRORS)) {
    const { description } = onTheWire({ ...told, reason } as OAuthProblem);
    assert.ok(description.length < 200, `${reason}: ${description.length}`);
  }
});
