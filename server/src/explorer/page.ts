import { readFileSync } from 'node:fs';
import type { Api } from '../api.ts';
import type { Answer } from '../http/answer.ts';
import { managementUrl } from '../manage/api/document.ts';
import { DOCUMENT } from '../manage/routes.ts';
import { type Html, html } from '../pages/html.ts';
import { ICON } from '../pages/icon.ts';
import { exploredDomains } from './clients.ts';
import type { Part } from './part.ts';
import { schemeNames } from './schemes.ts';
import { documentPaths } from './shown-document.ts';

const TITLES = { sandbox: 'Sandbox', live: 'Live' } as const;

const SIGN_IN_WINDOW = readFileSync(new URL('sign-in-window.js', import.meta.url), 'utf8');
const SIGNED_IN = readFileSync(new URL('signed-in.js', import.meta.url), 'utf8');

/** `GET /docs`: the page that Scalar's script fills. */
export function explorerPage(api: Api): Answer {
  const { path } = api.config.pages.explorer;
  return page(
    api,
    html`<div id="explorer"></div><noscript><p>The explorer needs JavaScript. The document it shows is <a href="${documentPaths(api)[0]?.path ?? ''}">here</a>.</p></noscript>
<script src="${path}/scalar.js"></script><script src="${path}/start.js"></script>`,
  );
}

/** `GET /docs/signed-in`: the page to which the sign-in window returns; its script passes the answer to the explorer. */
export function signedInPage(api: Api): Answer {
  const { path } = api.config.pages.explorer;
  return page(
    api,
    html`<p>You can close this window and go on in the explorer.</p><script src="${path}/signed-in.js"></script>`,
  );
}

export function signedInScript(): Answer {
  return script(SIGNED_IN);
}

function page(api: Api, content: Html): Answer {
  const name = `${api.config.title}: ${api.config.pages.explorer.title}`;
  const body = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="${ICON}"><title>${name}</title></head>
<body>${content}</body></html>`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(api),
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      // The answer to a sign-in arrives at this address with a code in it.
      'cache-control': 'no-store',
    },
    body: body.toString(),
  };
}

/**
 * `GET /docs/start.js`: the list of documents. It is a separate file, so that the policy need not allow
 * inline scripts.
 */
export function explorerStart(api: Api, document: Part): Answer {
  const { signIn, token } = schemeNames(api, document);
  const configuration = {
    sources: [
      ...documentPaths(api).map(({ mode, path }, index) => ({
        ...{ title: TITLES[mode], slug: mode, url: path },
        default: index === 0,
      })),
      { title: 'Management', slug: 'management', url: `${managementUrl(api)}${DOCUMENT}`, default: false },
    ],
    authentication: { preferredSecurityScheme: signIn ?? token },
    // Fonts, proxies, an assistant and telemetry would all send data to third parties.
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: 'never',
    persistAuth: false,
    defaultOpenAllTags: false,
  };
  const windows = `${SIGN_IN_WINDOW}signInWindows(${JSON.stringify(api.address.endpoints.authorization)});\n`;
  return script(`${windows}Scalar.createApiReference('#explorer', ${JSON.stringify(configuration)});\n`);
}

function script(body: string): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}

/** Only scripts served here run. They connect to the API, the management API and the token endpoint only. */
function policy(api: Api): string {
  const { protocol, port } = new URL(api.address.api);
  const origins = exploredDomains(api).map(
    ({ host }) => `${protocol}//${api.address.hostOf(host)}${port === '' ? '' : `:${port}`}`,
  );
  const token = new URL(api.address.endpoints.token).origin;
  return [
    "default-src 'none'",
    "script-src 'self'",
    // Scalar sets `style` attributes, which a nonce cannot allow.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src ${[...new Set(["'self'", token, new URL(managementUrl(api)).origin, ...origins])].join(' ')}`,
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}
