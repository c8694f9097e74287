import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { CLIENT, tokenRecipes } from '../scenarios.ts';
import { commitTogether, openDurably } from './durable-database.ts';
import { dataFolder, portOf, takePart } from './talk.ts';

/*
 * Only the necessary work of a token endpoint: read the form, SHA-256, one durable insert, answer. No
 * routing, error handling, expiry or audit. It is the ceiling that Latchkey is compared with, not a server to
 * run.
 */

const folder = dataFolder();
const db = openDurably(folder);
db.exec(`
  CREATE TABLE codes (hash TEXT PRIMARY KEY, challenge TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE redeemed (code TEXT PRIMARY KEY, access TEXT NOT NULL, refresh TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE refreshed (hash TEXT PRIMARY KEY, access TEXT NOT NULL, refresh TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE access (hash TEXT PRIMARY KEY, client TEXT NOT NULL, scope TEXT NOT NULL, expires_at INTEGER NOT NULL)
    WITHOUT ROWID;
  CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, client TEXT NOT NULL, operation TEXT NOT NULL);
`);
const commit = commitTogether(db, folder);
const insertAccess = db.prepare('INSERT INTO access VALUES (?, ?, ?, ?)');
const insertCode = db.prepare('INSERT INTO codes VALUES (?, ?)');
const findCode = db.prepare('SELECT challenge FROM codes WHERE hash = ?');
const insertRedeemed = db.prepare('INSERT OR IGNORE INTO redeemed VALUES (?, ?, ?)');
const insertRefreshed = db.prepare('INSERT OR IGNORE INTO refreshed VALUES (?, ?, ?)');
const findAccess = db.prepare('SELECT client, scope, expires_at FROM access WHERE hash = ?');
const insertAudit = db.prepare('INSERT INTO audit (at, client, operation) VALUES (?, ?, ?)');

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const hash = (text: string) => sha256(text).toString('base64url');
const newToken = () => randomBytes(32).toString('base64url');
const secretHash = sha256(CLIENT.secret);
const HOUR = 3_600_000;

function authenticated(authorization: string | undefined): boolean {
  const pair = Buffer.from(authorization?.slice('Basic '.length) ?? '', 'base64').toString();
  const colon = pair.indexOf(':');
  return pair.slice(0, colon) === CLIENT.id && timingSafeEqual(sha256(pair.slice(colon + 1)), secretHash);
}

async function token(form: URLSearchParams): Promise<object | null> {
  const access = newToken();
  const answer = { access_token: access, token_type: 'Bearer', expires_in: 3_600 };
  const scope = form.get('scope') ?? CLIENT.scope;
  const refresh = newToken();
  const refreshHash = hash(refresh);
  const accessHash = hash(access);
  switch (form.get('grant_type')) {
    case 'client_credentials':
      await commit(() => insertAccess.run(accessHash, CLIENT.id, scope, Date.now() + HOUR));
      return { ...answer, scope };
    case 'authorization_code': {
      const code = hash(form.get('code') ?? '');
      if (findCode.get(code)?.challenge !== hash(form.get('code_verifier') ?? '')) return null;
      // The first insert of a code redeems it: one statement checks and stores.
      const { changes } = await commit(() => insertRedeemed.run(code, accessHash, refreshHash));
      return changes === 1 ? { ...answer, scope, refresh_token: refresh } : null;
    }
    case 'refresh_token': {
      const presented = hash(form.get('refresh_token') ?? '');
      const { changes } = await commit(() => insertRefreshed.run(presented, accessHash, refreshHash));
      return changes === 1 ? { ...answer, scope, refresh_token: refresh } : null;
    }
    default:
      return null;
  }
}

function introspect(form: URLSearchParams): object {
  const found = findAccess.get(hash(form.get('token') ?? ''));
  if (!found || Number(found.expires_at) < Date.now()) return { active: false };
  return { active: true, client_id: found.client, scope: found.scope };
}

async function call(request: IncomingMessage): Promise<object | null> {
  const found = findAccess.get(hash(request.headers.authorization?.slice('Bearer '.length) ?? ''));
  if (!found || Number(found.expires_at) < Date.now()) return null;
  await commit(() => insertAudit.run(Date.now(), String(found.client), 'listThings'));
  return { ok: true };
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

async function answerTo(request: IncomingMessage): Promise<object | null> {
  if (request.url === '/things') return call(request);
  if (!authenticated(request.headers.authorization)) return null;
  const form = await formOf(request);
  return request.url === '/token' ? token(form) : introspect(form);
}

function send(response: ServerResponse, answer: object | null): void {
  const body = JSON.stringify(answer ?? { error: 'refused' });
  response.writeHead(answer ? 200 : 400, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

async function makeCodes(count: number): Promise<string[]> {
  const codes = Array.from({ length: count }, newToken);
  const challenge = hash(CLIENT.verifier);
  await commit(() => {
    for (const code of codes) insertCode.run(hash(code), challenge);
  });
  return codes;
}

const server = createServer((request, response) => {
  answerTo(request).then(
    (answer) => send(response, answer),
    () => response.writeHead(500, { 'content-length': 0 }).end(),
  );
});
server.listen(0, '127.0.0.1', () => {
  const recipes = tokenRecipes({
    host: '127.0.0.1',
    token: '/token',
    introspection: '/introspect',
    introspects: 'client credentials',
  });
  takePart(
    {
      port: portOf(server.address()),
      recipes: {
        ...recipes,
        'guarded call': {
          method: 'GET',
          host: '127.0.0.1',
          path: '/things',
          headers: { authorization: 'Bearer {}' },
          body: '',
          supply: 'cycle',
          tokensFrom: 'client credentials',
          expect: '"ok":true',
        },
      },
    },
    makeCodes,
  );
});
