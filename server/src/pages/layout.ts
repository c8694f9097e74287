import { LANGUAGES, OWN_NAMES, pageLanguages } from '../words/language.ts';
import { ownLinks } from '../words/own-links.ts';
import { type Asset, pictureAsset, stylesheet } from './assets.ts';
import { brandSheet } from './brand/sheet.ts';
import { hidden } from './controls.ts';
import { type Fragment, type Html, html } from './html.ts';
import { ICON } from './icon.ts';
import type { PageApi } from './page-api.ts';

/** The address that the choice of a language is posted to. */
export const LANGUAGE_CHOICE = '/language';

/** Returns the whole document. `title` comes before the API's name, most specific first. */
export function document(api: PageApi, title: string, body: Html, scripts: Asset[] = []): Html {
  const own = brandSheet(api.config);
  const favicon = api.brand?.favicon;
  return html`<!doctype html>
<html lang="${api.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${api.config.title}</title>
<link rel="icon" href="${favicon ? pictureAsset(favicon).path : ICON}">
<link rel="stylesheet" href="${stylesheet.path}">${
    own &&
    html`
<link rel="stylesheet" href="${own.path}">`
  }${scripts.map(
    ({ path }) => html`
<script src="${path}" defer></script>`,
  )}
</head>
<body>${body}
${foot(api)}</body>
</html>
`;
}

/** Returns a page with one centered card: sign-in, consent, messages. */
export function cardPage(
  api: PageApi,
  title: string,
  card: Fragment,
  footer: Fragment = null,
  scripts: Asset[] = [],
): Html {
  return document(
    api,
    title,
    html`<div class="single">
<header>${brand(api, null)}</header>
<main><div class="card">${card}</div>
${footer && html`<div class="beneath">${footer}</div>`}</main>
</div>`,
    scripts,
  );
}

export function brand(api: PageApi, href: string | null): Html {
  const { title } = api.config;
  const logo = api.brand?.logo;
  const inside = logo
    ? html`<picture>${logo.dark && html`<source srcset="${pictureAsset(logo.dark).path}" media="(prefers-color-scheme: dark)">`}<img src="${pictureAsset(logo.light).path}" alt="${title}"></picture>`
    : html`<span class="brand-mark" aria-hidden="true">${[...title][0]?.toUpperCase()}</span>${title}`;
  return href === null
    ? html`<span class="brand">${inside}</span>`
    : html`<a class="brand" href="${href}">${inside}</a>`;
}

/** Returns the end of every page: the API owner's links, and the languages that it can be read in. */
function foot(api: PageApi): Fragment {
  const links = ownLinks(api);
  const languages = languageChoice(api);
  if (links.length === 0 && languages === null) return null;
  return html`<footer class="foot">${
    links.length > 0 &&
    html`<ul>${links.map(({ href, label }) => html`<li><a href="${href}">${label}</a></li>`)}</ul>`
  }${languages}</footer>`;
}

/** One button for each language. It is left out below an answer to a posted form, whose address shows another page. */
function languageChoice(api: PageApi): Fragment {
  const offered = pageLanguages(api.config);
  if (offered.length < 2 || api.at === null) return null;
  return html`<form method="post" action="${LANGUAGE_CHOICE}" class="languages" aria-label="${api.words.layout.language}">
${hidden('return_to', api.at)}${LANGUAGES.filter((language) => offered.includes(language)).map(
  (language) =>
    html`<button type="submit" name="language" value="${language}" class="link-button" lang="${language}"${language === api.language && html` aria-current="true"`}>${OWN_NAMES[language]}</button>`,
)}</form>`;
}
