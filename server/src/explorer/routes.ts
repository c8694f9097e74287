import type { Api } from '../api.ts';
import { type Answer, json, seeOther } from '../http/answer.ts';
import type { Route } from '../http/inbound.ts';
import { explorerPage, explorerStart, signedInPage, signedInScript } from './page.ts';
import type { Part } from './part.ts';
import { explorerScript } from './script.ts';
import { documentPaths, exploredDocument } from './shown-document.ts';

/**
 * Returns the routes of the API explorer, if the configuration has one. `document` is the API's OpenAPI
 * document as it was written.
 */
export function explorerRoutes(api: Api, document: Part | null): Route[] {
  const { explorer: here, issuer, endpoints } = api.address;
  if (here === null || !document) return [];
  const { path } = api.config.pages.explorer;
  const host = new URL(here).hostname;
  const accounts = [issuer, endpoints.authorization].map((url) => new URL(url).hostname);
  const get = (at: string, handle: Route['handle'], hosts = [host]): Route => ({
    hosts,
    method: 'GET',
    path: at,
    handle,
  });
  return [
    get(path, async () => explorerPage(api)),
    get(`${path}/start.js`, async () => explorerStart(api, document)),
    get(`${path}/scalar.js`, explorerScript),
    get(`${path}/signed-in`, async () => signedInPage(api)),
    get(`${path}/signed-in.js`, async () => signedInScript()),
    ...documentPaths(api).map(({ mode, path: at }) => {
      // Unauthenticated callers may request it, and some documents have megabytes, so it is serialized once.
      let answer: Answer | null = null;
      return get(at, async () => {
        answer ??= json(200, exploredDocument(api, document, mode), { 'cache-control': 'no-cache' });
        return { ...answer, headers: { ...answer.headers } };
      });
    }),
    get(path, async () => seeOther(here), [...new Set(accounts)]),
  ];
}
