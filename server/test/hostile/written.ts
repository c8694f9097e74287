import { gzipSync } from 'node:zlib';
import type { Draft } from './mutations.ts';

const BOUNDARY = 'xX--boundary--Xx';
const FORM = 'application/x-www-form-urlencoded';

/** The bytes of a request on the wire; its connection ends with the answer. */
export function written(draft: Draft): Buffer {
  const { type, body } = bodyOf(draft);
  const query = draft.wire === 'query' && draft.fields.length > 0 ? pairs(draft) : '';
  const path = query === '' ? draft.path : `${draft.path}${draft.path.includes('?') ? '&' : '?'}${query}`;
  const lines = [
    // A target without a space or line break in it, or it is another request line.
    `${draft.method} ${path.replaceAll(/[\s\0]/g, '')} HTTP/1.1`,
    `host: ${draft.host}`,
    'connection: close',
    ...draft.headers.map(([name, value]) => `${name}: ${value}`),
    ...(type !== null && !draft.headers.some(([name]) => name === 'content-type')
      ? [`content-type: ${type}`]
      : []),
    ...(draft.wire === 'gzip' ? ['content-encoding: gzip'] : []),
    ...(body.length > 0 ? [`content-length: ${body.length}`] : []),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

function bodyOf(draft: Draft): { type: string | null; body: Buffer } {
  const { fields } = draft;
  const sent = Object.fromEntries(fields.map(({ name, value }) => [name, jsonValue(name, value)]));
  if (fields.length === 0) return { type: null, body: Buffer.alloc(0) };
  switch (draft.wire) {
    case 'query':
      return { type: null, body: Buffer.alloc(0) };
    case 'form':
      return { type: FORM, body: Buffer.from(pairs(draft), 'latin1') };
    case 'json':
      return { type: 'application/json', body: Buffer.from(JSON.stringify(sent)) };
    case 'json-deep':
      return {
        type: 'application/json',
        body: Buffer.from(JSON.stringify({ ...sent, scope: { a: [null, 1] }, redirect_uris: { 0: 1 } })),
      };
    case 'multipart':
      return { type: `multipart/form-data; boundary=${BOUNDARY}`, body: multipart(draft) };
    case 'utf16':
      return { type: `${FORM}; charset=utf-16`, body: Buffer.from(pairs(draft), 'utf16le') };
    case 'latin1':
      return {
        type: FORM,
        body: Buffer.from(fields.map(({ name, value }) => `${name}=${value}\xe9`).join('&'), 'latin1'),
      };
    case 'gzip':
      return { type: FORM, body: gzipSync(pairs(draft)) };
    case 'untyped':
      return { type: null, body: Buffer.from(pairs(draft), 'latin1') };
  }
}

function jsonValue(name: string, value: string): unknown {
  return /(uris|types)$/.test(name) ? [value] : value;
}

function pairs({ fields }: Draft): string {
  return fields.map(({ name, value, raw }) => `${encode(name)}=${raw ?? encode(value)}`).join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function multipart({ fields }: Draft): Buffer {
  const parts = fields.map(
    ({ name, value }) =>
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${encode(name)}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`);
}
