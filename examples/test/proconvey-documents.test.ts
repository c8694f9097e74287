import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { DOCUMENT_LIMIT } from '../proconvey/routes/documents.ts';
import type { Document } from '../proconvey/types.ts';
import { margaret, type Problem, type ServedProConvey, serveProConvey } from './proconvey-server.ts';

describe('the documents of the ProConvey API', () => {
  let api: ServedProConvey;
  before(async () => {
    api = await serveProConvey();
  });
  after(() => api.close());

  const at = '/v2/documents?case_id=case_mill_street';

  it('gives back the bytes that were uploaded', async () => {
    const bytes = Uint8Array.from([...randomBytes(100_000), 0, 13, 10, 255]);
    const uploaded = await api.upload(
      margaret,
      `${at}&name=${encodeURIComponent('Vertrag (ü) "1".pdf')}`,
      bytes,
    );
    assert.equal(uploaded.status, 201, uploaded.text);
    const document = uploaded.json<Document>();
    assert.equal(document.size_bytes, bytes.length);
    assert.equal(document.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(document.uploaded_by, 'user_margaret');
    const identity = api.calls.identity({ ...margaret, operation: 'downloadDocument' });
    const got = await fetch(`${api.origin}/v2/documents/${document.id}/content`, {
      headers: { 'latchkey-identity': identity },
    });
    // Not deepEqual: its account of a difference would take minutes.
    assert.ok(Buffer.from(await got.arrayBuffer()).equals(bytes));
    assert.equal(got.headers.get('content-type'), 'application/pdf');
    assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
    const disposition = got.headers.get('content-disposition') ?? '';
    assert.equal(disposition, "attachment; filename*=UTF-8''Vertrag%20%28%C3%BC%29%20%221%22.pdf");
    assert.equal((await api.send(margaret, 'DELETE', `/v2/documents/${document.id}`)).status, 204);
    assert.equal((await api.get(margaret, `/v2/documents/${document.id}/content`)).status, 404);
  });

  it('takes JSON as text too, without reading it', async () => {
    const uploaded = await api.upload(margaret, `${at}&name=odd.txt`, '{"not":', 'text/plain');
    assert.equal(uploaded.status, 201);
    assert.equal(
      (await api.get(margaret, `/v2/documents/${uploaded.json<Document>().id}/content`)).text,
      '{"not":',
    );
  });

  it('takes as much as it says and not a byte more', async () => {
    const whole = new Uint8Array(DOCUMENT_LIMIT);
    assert.equal((await api.upload(margaret, `${at}&name=full.pdf`, whole)).status, 201);
    const over = await api.upload(margaret, `${at}&name=over.pdf`, new Uint8Array(DOCUMENT_LIMIT + 1));
    assert.equal(over.status, 413);
    assert.equal(over.json<Problem>().code, 'too_large');
  });

  it('reads on when a body is too large, so that a proxy in between can read the answer', async () => {
    const identity = api.calls.identity({ ...margaret, operation: 'uploadDocument' });
    for (const declared of [true, false]) {
      const size = DOCUMENT_LIMIT + 4_000_000;
      const outgoing = request(`${api.origin}${at}&name=over.pdf`, {
        method: 'POST',
        headers: {
          'latchkey-identity': identity,
          'content-type': 'application/pdf',
          ...(declared && { 'content-length': size }),
        },
      });
      const answered = once(outgoing, 'response');
      const half = Buffer.alloc(size / 2);
      outgoing.write(half);
      // Written to the end although the answer is clear long before.
      await new Promise((resolve) => outgoing.end(half, () => resolve(null)));
      const [answer] = (await answered) as [IncomingMessage];
      assert.equal(answer.statusCode, 413);
      answer.resume();
    }
  });

  it('refuses what it does not keep', async () => {
    assert.equal((await api.upload(margaret, `${at}&name=page.html`, '<script>', 'text/html')).status, 415);
    assert.equal((await api.upload(margaret, `${at}&name=empty.pdf`, '')).status, 400);
    assert.equal(
      (await api.upload(margaret, `${at}&name=${encodeURIComponent('../x.pdf')}`, 'x')).status,
      400,
    );
    assert.equal((await api.upload(margaret, `${at}&name=a%00b.pdf`, 'x')).status, 400);
    assert.equal((await api.upload(margaret, at, 'x')).json<Problem>().errors?.[0]?.parameter, 'name');
  });
});
