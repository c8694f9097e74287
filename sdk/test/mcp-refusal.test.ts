import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mcpRefusal } from '../src/mcp-refusal.ts';
import type { Refused } from '../src/types.ts';

/*
 * The form in which an MCP client gets a refusal. `examples/test/mcp/separation.test.ts` tests it with a real
 * server.
 */

function refused(
  status: number,
  code: string,
  remedy: string,
  headers: Record<string, string> = {},
): Refused {
  const body = {
    type: 'about:blank',
    title: 'A title',
    status,
    detail: 'A detail.',
    code,
    checks: [],
    remedy,
  };
  return {
    allowed: false,
    status,
    headers: { 'content-type': 'application/problem+json', 'content-length': '7', ...headers },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}

const call = { jsonrpc: '2.0', id: 'a', method: 'tools/call', params: { name: 'x' } };
const challenge = { 'www-authenticate': 'Bearer error="insufficient_scope"' };

describe('a refused MCP message', () => {
  const asHttp: [string, Refused, unknown][] = [
    ['a token is missing', refused(401, 'missing_token', 'reauthorize', challenge), call],
    ['a scope is missing', refused(403, 'insufficient_scope', 'reauthorize', challenge), call],
    ['nobody can decide', refused(503, 'unavailable', 'wait'), call],
    [
      'a role keeps a list back',
      refused(403, 'insufficient_role', 'ask_admin'),
      { ...call, method: 'tools/list' },
    ],
  ];
  for (const [what, refusal, message] of asHttp) {
    test(`keeps status and challenge, with a JSON-RPC error as body, where ${what}`, async () => {
      const response = mcpRefusal(refusal, message);
      assert.equal(response.status, refusal.status);
      assert.equal(response.headers.get('www-authenticate'), refusal.headers['www-authenticate'] ?? null);
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.equal(response.headers.get('content-length'), null);
      const { jsonrpc, id, error } = await response.json();
      assert.deepEqual([jsonrpc, id, error.code, error.message], ['2.0', 'a', -32000, 'A title: A detail.']);
      assert.equal(error.data.status, refusal.status);
    });
  }

  const asResult: [string, Refused, RegExp][] = [
    ['a role', refused(403, 'insufficient_role', 'ask_admin'), /ask an administrator/],
    ['a resource that may not be seen', refused(404, 'not_found', 'none'), /will not help/],
    ['a limit', refused(429, 'rate_limited', 'wait', { 'retry-after': '7' }), /Wait 7 seconds/],
    ['a suspended connection', refused(403, 'authorization_revoked', 'reconnect'), /in their account/],
  ];
  for (const [what, refusal, advice] of asResult) {
    test(`is a result of the tool that says what helps, for ${what}`, async () => {
      const response = mcpRefusal(refusal, call);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('retry-after'), refusal.headers['retry-after'] ?? null);
      const { id, result } = await response.json();
      assert.deepEqual([id, result.isError, result.content.length], ['a', true, 1]);
      assert.match(result.content[0].text, /^A title\. A detail\. /);
      assert.match(result.content[0].text, advice);
    });
  }

  const unasked: [string, unknown][] = [
    ['a notification', { jsonrpc: '2.0', method: 'notifications/cancelled' }],
    ['no message', undefined],
    ['an id that is none', { ...call, id: { toString: 'x' } }],
  ];
  for (const [what, message] of unasked) {
    test(`is answered as it came where nothing waits for an answer: ${what}`, async () => {
      const response = mcpRefusal(refused(403, 'insufficient_role', 'ask_admin'), message);
      assert.equal(response.status, 403);
      assert.equal((await response.json()).code, 'insufficient_role');
    });
  }
});
