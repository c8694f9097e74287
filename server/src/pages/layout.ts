import type { Api } from '../api.ts';
import { type Fragment, type Html, html } from './html.ts';
import { stylesheetPath } from './stylesheet.ts';

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%232f4bd8'/%3E%3Cpath d='M16 7a5 5 0 0 0-2 9.6V25h4v-8.4A5 5 0 0 0 16 7z' fill='%23fff'/%3E%3C/svg%3E";

/** The whole document. `title` goes before the API's name, most specific first. */
export function document(api: Api, title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${api.config.title}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${stylesheetPath}">
</head>
<body>${body}</body>
</html>
`;
}

/** One card in the middle: sign-in, consent, messages. */
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
