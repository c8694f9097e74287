import { newId } from '../../lib/ids.ts';
import { letterMail, type SpeakingApi } from '../../mail/letter.ts';
import { sealedFor } from '../../mail/sealed-secret.ts';
import type { Mail, Member, TenantId } from '../../model/index.ts';

/** The page that the link in an invitation leads to; the secret follows behind a slash. */
export const INVITATION = '/sign-in/invitation';

/** Returns the mail with the link by which somebody becomes a member. */
export function invitationMail(
  api: SpeakingApi,
  by: Pick<Member, 'name' | 'tenantName'> & { tenantId: TenantId },
  invited: { email: string; roleTitle: string; secret: string },
): Mail {
  const { title } = api.config;
  const { mail } = api.words.invitation;
  const id = newId('mail');
  const tenant = asName(by.tenantName);
  return letterMail(
    api,
    {
      ...{ id, recipient: invited.email, userId: null, tenantId: by.tenantId },
      secret: sealedFor(api, id, invited.secret),
    },
    {
      subject: mail.subject(tenant, title),
      name: null,
      says: [mail.says(asName(by.name), tenant, title, asName(invited.roleTitle)), mail.lasts],
      link: { label: mail.link, href: new URL(`${INVITATION}/${id}`, api.address.origin).href },
      ends: [mail.ignore],
    },
  );
}

const LONGEST_NAME = 60;

/** A stranger gets this mail, so a name that somebody chose must not be an advertisement, or an address to click on. */
function asName(text: string): string {
  return text.replace(/:\/\/|[/@]|\.(?=\S)/g, ' ').slice(0, LONGEST_NAME);
}
