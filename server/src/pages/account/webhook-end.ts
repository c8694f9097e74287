import { SECRET_OVERLAPS } from '../../manage/webhooks/endpoint.ts';
import { html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import { confirmPage } from './confirm.ts';
import { OVERLAP_WORDS } from './webhook.ts';
import { ofOwnEndpoint } from './webhook-own.ts';

/** `GET …/webhooks/:endpoint/remove`: asks for confirmation before an endpoint is removed. */
export const removeEndpointPage = ofOwnEndpoint((api, visit, { endpoint, own }) =>
  confirmPage(api, visit, {
    title: 'Remove this endpoint?',
    section: api.config.pages.clients.path,
    text: html`<p>Nothing more is sent to <code>${endpoint.url}</code>, not even what waits to be tried again, and the list of its deliveries is gone. This cannot be undone.</p>`,
    form: { path: own, action: 'remove' },
    label: 'Remove for good',
    back: own,
  }),
);

/** `GET …/webhooks/:endpoint/rotate`: asks for confirmation before a secret is replaced. */
export const rotateEndpointPage = ofOwnEndpoint((api, visit, { endpoint, own }) => {
  const asked = new URLSearchParams(visit.request.query).get('days');
  const days = SECRET_OVERLAPS.find((each) => String(each) === asked);
  if (days === undefined) return notFoundPage(api);
  return confirmPage(api, visit, {
    title: 'Replace the secret of this endpoint?',
    section: api.config.pages.clients.path,
    text: html`<p>The secret that signs now ${OVERLAP_WORDS[days]}${endpoint.secrets.length > 1 && ', and the one before it ends now'}. A receiver that still verifies with a secret that ended refuses every event. This cannot be undone.</p><p>The new secret is shown once.</p>`,
    form: { path: own, action: 'rotate', about: { days: String(days) } },
    label: 'Replace the secret',
    back: own,
    keep: 'Keep the old one',
  });
});
