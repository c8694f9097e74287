import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '../../src/http/answer.ts';

test('a problem has the title of its status, or its own, and its further members and headers', () => {
  const { status, headers, body } = problem({ status: 405, code: 'method_not_allowed', detail: 'Use GET.' });
  assert.deepEqual(
    [status, JSON.parse(String(body))],
    [
      405,
      {
        type: 'about:blank',
        title: 'Method Not Allowed',
        status: 405,
        detail: 'Use GET.',
        code: 'method_not_allowed',
      },
    ],
  );
  assert.equal(headers['content-type'], 'application/problem+json');
  assert.equal(headers['cache-control'], 'no-store');

  const own = problem({
    ...{ status: 413, code: 'invalid_request', title: 'Content Too Large', detail: 'Send less.' },
    ...{ members: { errors: ['calls'] }, headers: { 'retry-after': '3' } },
  });
  const { title, errors } = JSON.parse(String(own.body));
  assert.deepEqual([title, errors, own.headers['retry-after']], ['Content Too Large', ['calls'], '3']);
});
