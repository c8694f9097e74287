import type { Alert } from '../../model/index.ts';
import { alertInWords } from '../../words/alert-in-words.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { dateOf, inHour } from './moment.ts';
import { type Visit, within } from './visit.ts';

/** Shows unusual use of a connection, which the reader either knows or stops. */
export function alertsPanel(
  api: PageApi,
  visit: Visit,
  alerts: readonly Alert[],
  { own, activity }: { own: string; activity: string },
): Fragment {
  if (alerts.length === 0) return null;
  const words = api.words.account.alerts;
  return html`<section class="panel alerts"><h2>${words.heading}</h2>
<p>${words.text}</p>
<ul class="log">${alerts.map(
    (alert) =>
      html`<li><div class="what"><p>${alertInWords(api, alert)}</p><p class="small soft">${inHour(api, alert.since)}${
        visit.manages &&
        html`. <a href="${within(visit, activity, rowsBehind(api, alert))}">${words.calls}</a>`
      }</p></div>
<div class="actions">${postForm(
        visit,
        { path: own, action: 'dismiss', about: { alert: alert.id } },
        html`<button type="submit" class="button">${words.ours}</button>`,
      )}<a class="button danger" href="${within(visit, `${own}/revoke`)}">${words.end}</a></div></li>`,
  )}</ul></section>`;
}

/** The filter of the log's page that has the rows behind an alert. */
function rowsBehind(
  api: PageApi,
  { connectedAccountId, clientId, since, until }: Alert,
): Record<string, string> {
  return {
    ...(connectedAccountId === null ? {} : { account: connectedAccountId }),
    ...(connectedAccountId === null && clientId !== null ? { client: clientId } : {}),
    since: dateOf(api, since),
    until: dateOf(api, until),
  };
}
