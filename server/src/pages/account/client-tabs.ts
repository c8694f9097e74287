import type { Client } from '../../model/index.ts';
import { type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { type Visit, within } from './visit.ts';

/** The pages about one client. */
const TABS = {
  '': 'settings',
  '/connections': 'connections',
  '/webhooks': 'webhooks',
  '/usage': 'usage',
} as const;
export type ClientTab = keyof typeof TABS;

/** Returns the path of a page about a client. */
export function clientPath(api: PageApi, client: Client, tab: ClientTab = ''): string {
  return `${api.config.pages.clients.path}/${client.id}${tab}`;
}

/** Links the pages about a client with each other. */
export function clientTabs(api: PageApi, visit: Visit, client: Client, current: ClientTab): Html {
  const all = Object.entries(TABS) as [ClientTab, (typeof TABS)[ClientTab]][];
  const tabs = all.filter(([tab]) => tab !== '/connections' || client.kind === 'platform');
  return html`<nav class="tabs" aria-label="${client.name}"><ul class="scrolls-sideways">${tabs.map(
    ([tab, name]) =>
      html`<li><a href="${within(visit, clientPath(api, client, tab))}"${tab === current && html` aria-current="page"`}>${api.words.clients.tab[name]}</a></li>`,
  )}</ul></nav>`;
}
