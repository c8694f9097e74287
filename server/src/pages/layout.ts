import type { Api } from '../api.ts';
import { type Asset, stylesheet } from './assets.ts';
import { type Fragment, type Html, html } from './html.ts';
import { ICON } from './icon.ts';

/** Returns the whole document. `title` comes before the API's name, most specific first. */
export function document(api: Api, title: string, body: Html, scripts: Asset[] = []): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${api.config.title}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${stylesheet.path}">${scripts.map(
    ({ path }) => html`
<script src="${path}" defer></script>`,
  )}
</head>
<body>${body}</body>
</html>
`;
}

/** Returns a page with one centered card: sign-in, consent, messages. */
export function cardPage(api: Api, title: string, card: Fragment, footer: Fragment = null): Html {
  return document(
    api,
    title,
    html`<div class="single">
<header>${brand(api, null)}</header>
<main class="card">${card}</main>
${footer && html`<footer>${footer}</footer>`}
</div>`,
  );
}

export function brand(api: Api, href: string | null): Html {
  const { title } = api.config;
  const inside = html`<span class="brand-mark" aria-hidden="true">${[...title][0]?.toUpperCase()}</span>${title}`;
  return href === null
    ? html`<span class="brand">${inside}</span>`
    : html`<a class="brand" href="${href}">${inside}</a>`;
}
