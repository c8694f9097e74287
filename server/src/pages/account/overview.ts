import type { Answer } from '../../http/answer.ts';
import { html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { accountPage, sections } from './frame.ts';
import { type Visit, within } from './visit.ts';

/** `GET /account`: an overview with links to the user's sections. */
export async function overviewPage(api: PageApi, visit: Visit): Promise<Answer> {
  return accountPage(api, visit, {
    title: api.config.pages.section,
    section: '',
    lead: api.words.account.overview(visit.membership.tenantName, api.config.title),
    body: html`<ul class="tiles">${sections(api, visit).map(
      ({ title, path, about }) =>
        html`<li><a href="${within(visit, path)}"><strong>${title}</strong><span class="small">${about}</span></a></li>`,
    )}</ul>`,
  });
}
