import { randomBytes } from 'node:crypto';
import type { Api } from '../api.ts';
import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { PAGE_HEADERS } from '../http/page-headers.ts';
import { html } from '../lib/html.ts';
import { pictureAsset } from '../pages/assets.ts';
import { brandSheet } from '../pages/brand/sheet.ts';
import { DASHBOARD } from '../pages/dashboard-path.ts';
import { ICON } from '../pages/icon.ts';
import { spokenTo } from '../pages/page-api.ts';
import { csrfToken } from '../signin/form-token.ts';
import { readSession } from '../signin/session.ts';
import { firstFiles } from './files.ts';

/**
 * `GET /dashboard/*`: the document around the application, which is the same at every address: the application reads the
 * address by itself. A visitor who is not signed in signs in first and comes back to the address.
 */
export async function dashboardShell(api: Api, request: Inbound): Promise<Answer> {
  const visitor = await readSession(api, request);
  if (!visitor) {
    const target = request.query === '' ? request.path : `${request.path}?${request.query}`;
    return seeOther(`/sign-in?return_to=${encodeURIComponent(target)}`);
  }
  const files = await firstFiles();
  const nonce = randomBytes(18).toString('base64url');
  const url = (file: string) => `${DASHBOARD}/${file}`;
  const person = await api.store.preferencesOf(visitor.user.id);
  const { language, words, figures, zoneKnown } = spokenTo(api, request, undefined, person);
  const colours = brandSheet(api.config);
  const logo = api.brand?.logo;
  const body = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="latchkey-form-token" content="${csrfToken(api, visitor.session)}">
<meta name="latchkey-api" content="${api.config.title}">
<meta name="latchkey-logo" content="${logo ? pictureAsset(logo.light).path : ''}">
<meta name="latchkey-logo-dark" content="${logo?.dark ? pictureAsset(logo.dark).path : ''}">
<meta name="latchkey-management" content="${api.config.management.path}">
<meta name="latchkey-zone" content="${zoneKnown ? figures.timeZone : ''}">
<meta name="latchkey-development" content="${String(!api.address.secure)}">
<meta property="csp-nonce" nonce="${nonce}">
<title>${api.config.title}</title>
<link rel="icon" href="${api.brand?.favicon ? pictureAsset(api.brand.favicon).path : ICON}">${files.styles.map(
    (file) => html`
<link rel="stylesheet" href="${url(file)}">`,
  )}${
    colours &&
    html`
<link rel="stylesheet" href="${colours.path}">`
  }${files.modules.map(
    (file) => html`
<link rel="modulepreload" href="${url(file)}" nonce="${nonce}">`,
  )}
<script type="module" src="${url(files.script)}" nonce="${nonce}"></script>
</head>
<body><div id="dashboard"></div><noscript><p>${words.dashboard.needsScript}</p><p><a href="/account">${words.dashboard.account}</a></p></noscript></body>
</html>
`;
  return { status: 200, headers: shellHeaders(nonce), body: body.toString() };
}

/**
 * Only our own script runs, and it may load others of its build (`strict-dynamic`). An injected script has no nonce, and
 * injected markup has no style of its own: the application sets styles through the DOM, which the policy allows.
 */
function shellHeaders(nonce: string): Answer['headers'] {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ];
  return {
    ...PAGE_HEADERS,
    'content-security-policy': policy.join('; '),
  };
}
