import { type Caller, can, createGuard, type RefusalCode } from '@latchkey/guard';
import { latchkeyGuard } from '@latchkey/guard/express';
import { protect } from '@latchkey/guard/fetch';
import { localDecisions } from '@latchkey/guard/local';
import express from 'express';

const options = { url: 'http://127.0.0.1:4000/.latchkey/notes', key: 'key', local: localDecisions() };

export function app(): express.Express {
  const made = express();
  made.use(latchkeyGuard({ ...options, trustProxy: (request) => request.ip ?? '0.0.0.0' }));
  made.get('/notes/:id', (request, response) => {
    const caller: Caller | null = request.caller;
    response.json({ tenant: caller?.tenant?.id, mayDelete: can(caller, 'note.delete', { ownerId: null }) });
  });
  return made;
}

export const handler: (request: Request) => Promise<Response> = protect(
  (_request, caller) => Response.json({ scopes: caller?.scopes satisfies readonly string[] | undefined }),
  options,
);

export const code: RefusalCode = 'insufficient_scope';
// @ts-expect-error there is no such code
export const wrong: RefusalCode = 'insufficient';
// @ts-expect-error a guard needs its key
export const keyless = (): unknown => createGuard({ url: options.url });
