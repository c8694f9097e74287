import { managerRoles } from '../access/roles.ts';
import { sentenceOf } from '../anomalies/explain.ts';
import type { Api } from '../api.ts';
import type { Alert, Mail, Member } from '../model/index.ts';
import type { AlertMails } from '../store/store.ts';
import { wordsIn } from '../words/words.ts';
import { letterMail } from './letter.ts';

/** Returns how those who manage a tenant are told of unusual use by mail, or `null` if the configuration leaves that out. */
export function alertMails(api: Pick<Api, 'config' | 'address' | 'clock'>): AlertMails | null {
  if (!api.config.mail.alerts) return null;
  return {
    managing: managerRoles(api.config),
    write: (alert, managers) => managers.map((manager) => alertMail(api, alert, manager)),
  };
}

function alertMail(
  api: Pick<Api, 'config' | 'address' | 'clock'>,
  alert: Alert,
  { userId, tenantId, tenantName, email, name }: Member,
): Mail {
  const { title } = api.config;
  const { link, offer } = pageAbout(api, alert);
  const own = pageOf(api, '/account/you', tenantId);
  return letterMail(
    { ...api, language: 'en', words: wordsIn('en') },
    { recipient: email, userId, tenantId },
    {
      subject: `Unusual use at ${title}`,
      name,
      says: [`${title} noticed unusual use of the data of ${tenantName}:`, sentenceOf(alert)],
      link: { label: offer, href: link },
      ends: [
        `You get this mail because you manage ${tenantName} at ${title}. It asks for no password and has no code in it.`,
        `To get no more of them, go to ${own}`,
      ],
    },
  );
}

/** Returns the page where a manager, once signed in, sees what an alert is about, and says what can be done there. */
function pageAbout(
  { config, address }: Pick<Api, 'config' | 'address'>,
  { grantId, connectedAccountId, tenantId }: Alert,
): { link: string; offer: string } {
  const { connections, activity } = config.pages;
  const isConnection = grantId !== null || connectedAccountId !== null;
  const path = grantId === null ? connections.path : `${connections.path}/${grantId}`;
  return {
    link: pageOf({ address }, isConnection ? path : activity.path, tenantId),
    offer: isConnection ? 'Say whether this was you, or end the connection' : 'See what happened',
  };
}

/** Returns the URL of a page, for somebody who belongs to several tenants as well. */
function pageOf({ address }: Pick<Api, 'address'>, path: string, tenantId: string | null): string {
  const link = new URL(path, address.origin);
  if (tenantId !== null) link.searchParams.set('tenant', tenantId);
  return link.href;
}
