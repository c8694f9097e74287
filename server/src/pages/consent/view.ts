import type { Role } from '../../manage/members/role.ts';
import type { AuthorizationDetail, Client, Grant, Membership } from '../../model/index.ts';
import type { ResourceTree } from '../../rules/grant/resource-tree.ts';
import type { SignedIn } from '../../signin/session.ts';
import type { Words } from '../../words/words.ts';
import type { Entered, Html } from '../html.ts';

/** Why nothing was decided; the page has the words. */
export type ConsentProblem = keyof Words['consent']['problems'];

export interface ConsentView {
  visitor: SignedIn;
  client: Client;
  redirectUri: string;
  scopes: readonly string[];
  /** Rich authorization details (RFC 9396), shown in words. */
  details: readonly AuthorizationDetail[];
  /** The path that its forms are posted to. */
  action: string;
  /** Binds the decision to what is shown. */
  note: string;
  membership: Membership;
  memberships: Membership[];
  /** The user's role in the tenant. */
  role: Role;
  /** The resources to choose from, or `null` if the scopes select none. */
  resources: ResourceTree | null;
  /** The client's grant that is there and stands, if there is one. */
  earlier: Grant | null;
  /** If false, `problem` has the reason. */
  mayAllow: boolean;
  /** Set for a device (RFC 8628 section 3.3): the code on its screen, and hidden fields for the forms. */
  device?: { userCode: string; fields: Html };
  /** The form as it was sent before the page was shown again. */
  entered?: Entered;
  /** Whether it is shown again because the session had ended. */
  again?: boolean;
  status?: number;
  problem?: ConsentProblem;
  /** Values that were chosen and are not in the list any more. */
  gone?: readonly string[];
}
