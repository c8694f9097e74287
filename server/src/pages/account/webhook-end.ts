import { SECRET_OVERLAPS } from '../../manage/webhooks/endpoint.ts';
import { html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import { confirmPage } from './confirm.ts';
import { ofOwnEndpoint } from './webhook-own.ts';

/** `GET …/webhooks/:endpoint/remove`: asks for confirmation before an endpoint is removed. */
export const removeEndpointPage = ofOwnEndpoint((api, visit, { endpoint, own }) => {
  const words = api.words.webhooks.removal;
  return confirmPage(api, visit, {
    title: words.title,
    section: api.config.pages.clients.path,
    text: html`<p>${words.text(html`<code>${endpoint.url}</code>`)}</p>`,
    form: { path: own, action: 'remove' },
    label: words.submit,
    back: own,
  });
});

/** `GET …/webhooks/:endpoint/rotate`: asks for confirmation before a secret is replaced. */
export const rotateEndpointPage = ofOwnEndpoint((api, visit, { endpoint, own }) => {
  const asked = new URLSearchParams(visit.request.query).get('days');
  const days = SECRET_OVERLAPS.find((each) => String(each) === asked);
  if (days === undefined) return notFoundPage(api);
  const { webhooks, clients } = api.words;
  const words = webhooks.secret;
  return confirmPage(api, visit, {
    title: words.replaceTitle,
    section: api.config.pages.clients.path,
    text: html`<p>${words.now(words.overlap[days])}${endpoint.secrets.length > 1 && words.beforeEnds} ${words.consequence}</p><p>${clients.secrets.once}</p>`,
    form: { path: own, action: 'rotate', about: { days: String(days) } },
    label: clients.secrets.replace,
    back: own,
    keep: clients.secrets.keep,
  });
});
