import { managerRoles } from '../access/roles.ts';
import type { Api } from '../api.ts';
import type { Alert, Mail } from '../model/index.ts';
import type { AlertMails } from '../store/store.ts';
import { alertInWords } from '../words/alert-in-words.ts';
import { speakingBy } from './in-language-of.ts';
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
  { userId, tenantId, tenantName, email, name, ...chosen }: Parameters<AlertMails['write']>[1][number],
): Mail {
  const spoken = speakingBy(api, chosen);
  const { words } = spoken;
  const { title } = spoken.config;
  const { link, isConnection } = pageAbout(api, alert);
  const said = words.alertMail;
  const own = pageOf(api, '/account/you', tenantId);
  return letterMail(
    spoken,
    { recipient: email, userId, tenantId, subscription: 'alerts' },
    {
      subject: said.subject(title),
      name,
      says: [said.noticed(title, tenantName), alertInWords(spoken, alert)],
      link: { label: isConnection ? said.connection : said.activity, href: link },
      ends: [said.why(title, tenantName), said.noMore(own)],
    },
  );
}

/** Returns the page where a manager, once signed in, sees what an alert is about: a connection, or the log. */
function pageAbout(
  { config, address }: Pick<Api, 'config' | 'address'>,
  { grantId, connectedAccountId, tenantId }: Alert,
): { link: string; isConnection: boolean } {
  const { connections, activity } = config.pages;
  const isConnection = grantId !== null || connectedAccountId !== null;
  const path = grantId === null ? connections.path : `${connections.path}/${grantId}`;
  return {
    link: pageOf({ address }, isConnection ? path : activity.path, tenantId),
    isConnection,
  };
}

/** Returns the URL of a page, for somebody who belongs to several tenants as well. */
function pageOf({ address }: Pick<Api, 'address'>, path: string, tenantId: string | null): string {
  const link = new URL(path, address.origin);
  if (tenantId !== null) link.searchParams.set('tenant', tenantId);
  return link.href;
}
