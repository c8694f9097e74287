import type { Api } from '../../api.ts';
import type { Answer } from '../../http/answer.ts';
import { isCurrent, MINUTE } from '../../lib/clock.ts';
import { sameSecret } from '../../lib/compare.ts';
import { includesFuture } from '../../manage/connections/selectable.ts';
import { roleOf } from '../../manage/members/role.ts';
import type { Instant } from '../../model/index.ts';
import { listUnavailablePage } from '../../pages/consent/no-consent.ts';
import { consentPage } from '../../pages/consent/page.ts';
import type { ConsentView } from '../../pages/consent/view.ts';
import type { PageApi } from '../../pages/page-api.ts';
import { treeOf } from '../../rules/grant/resource-tree.ts';
import { grantEnd, isActive } from '../../rules/grant/standing.ts';
import { formsOf, seal } from '../../signin/form-token.ts';
import { choicesIn, type Decidable } from './decidable.ts';

/** Long enough to ask a colleague, short enough that a forgotten tab cannot decide. */
const LIFETIME = 30 * MINUTE;

/** Texts of the page besides the request itself, if it is shown again. */
export type Shown = Pick<ConsentView, 'status' | 'problem' | 'gone' | 'entered' | 'again'>;

/** Shows the consent page, with the note that binds a decision to this page. */
export async function ask(api: PageApi, decidable: Decidable, shown: Shown = {}): Promise<Answer> {
  const { asked, visitor, memberships, membership, grant, obstacle } = decidable;
  const choices = await choicesIn(api, decidable);
  if (choices === 'unavailable') return listUnavailablePage(api);
  const role = await roleOf(api, membership);
  return consentPage(api, {
    ...{ visitor, memberships, membership, role },
    earlier: grant && isActive(grant) && grantEnd(grant, api.clock.now()) === null ? grant : null,
    client: asked.client,
    redirectUri: asked.redirectUri,
    scopes: asked.scopes,
    details: asked.details,
    ...asked.page,
    note: consentNote(api, decidable),
    resources: choices === 'none' ? null : treeOf(choices, includesFuture(api)),
    mayAllow: obstacle === null,
    ...(obstacle === null ? {} : { problem: obstacle.problem }),
    ...shown,
  });
}

function consentNote(api: Api, decidable: Decidable): string {
  const expires = api.clock.now() + LIFETIME;
  return `${expires}.${sealed(api, decidable, expires)}`;
}

/**
 * Returns whether `note` belongs to a page that showed exactly this to this user in this session, and has not
 * expired.
 */
export function isConsentNote(api: Api, decidable: Decidable, note: string | undefined): boolean {
  const match = /^(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(note ?? '');
  if (!match) return false;
  const expires = Number(match[1]);
  const times = { issuedAt: expires - LIFETIME, expiresAt: expires };
  return sameSecret(match[2] ?? '', sealed(api, decidable, expires)) && isCurrent(times, api.clock.now());
}

function sealed(api: Api, { asked, visitor, membership }: Decidable, expires: Instant): string {
  return seal(api, 'consent', [
    formsOf(visitor.session),
    visitor.user.id,
    membership.tenantId,
    asked.client.id,
    asked.client.name,
    asked.redirectUri,
    asked.scopes.join(' '),
    asked.tiedTo,
    expires,
  ]);
}
