import type { Api } from '../api.ts';
import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound, Route } from '../http/inbound.ts';
import { UNSUBSCRIBE } from '../mail/unsubscribe.ts';
import { LOGOS } from '../manage/clients/logo-path.ts';
import { SIGN_UP } from '../manage/developers/letters.ts';
import { INVITATION } from '../manage/members/invitation-letter.ts';
import { knownPermissions } from '../manage/roles/input.ts';
import type { Operation } from '../model/index.ts';
import { SIGN_IN_RETURN } from '../signin/hand-over/return.ts';
import { RESET } from '../signin/reset/letters.ts';
import { SignInThrottle } from '../signin/throttle.ts';
import { FROM } from '../signin/upstream/provider.ts';
import { changeClient, clientPage, deleteClientPage, replaceSecretPage } from './account/client.ts';
import {
  changeClientConnection,
  clientConnectionsPage,
  endConnectionPage,
} from './account/client-connections.ts';
import { clientUsagePage } from './account/client-usage.ts';
import { clientsPage, newClientPage, submitClient } from './account/clients.ts';
import { revokeConnectionPage, withdrawPartPage } from './account/connection-end.ts';
import { changeConnection, connectionPage, connectionsPage } from './account/connections.ts';
import { DANGEROUS_PAGES, isDangerous } from './account/dangerous.ts';
import { invitationsPath } from './account/invitations.ts';
import { changeInvitation } from './account/invite.ts';
import { logPage } from './account/log.ts';
import { withNavigation } from './account/lost.ts';
import {
  changeMember,
  memberPage,
  newPasswordPage,
  passwordPage,
  removeMemberPage,
  signOutMemberPage,
} from './account/member.ts';
import { overviewPage } from './account/overview.ts';
import {
  AUTHENTICATOR,
  NEW_CODES,
  PASSKEYS,
  RECOVERY_CODES,
  SECOND_STEP_OFF,
  WAYS,
  YOU,
} from './account/own-paths.ts';
import {
  newPasskeyPage,
  removePasskeyPage,
  submitNewPasskey,
  submitRemovePasskey,
} from './account/passkeys.ts';
import { changeCustomRole, peoplePage, submitRole } from './account/people.ts';
import { rolePage } from './account/role.ts';
import { removeRolePage } from './account/roles.ts';
import {
  authenticatorPage,
  newCodesPage,
  recoveryCodesPage,
  secondStepOffPage,
  submitAuthenticator,
} from './account/second-step.ts';
import { secretPage } from './account/secret.ts';
import { newTokenPage, submitToken } from './account/token-form.ts';
import { changeToken, revokeTokenPage, tokenShownPage, tokensPage } from './account/tokens.ts';
import { type Change, change, type Visit, visit } from './account/visit.ts';
import { linkPage, removeWay, submitLink, waysPage } from './account/ways.ts';
import { changeEndpoint, endpointPage } from './account/webhook.ts';
import { removeEndpointPage, rotateEndpointPage } from './account/webhook-end.ts';
import { endpointSecretPage, newEndpointPage, submitEndpoint, webhooksPage } from './account/webhooks.ts';
import { changeYou, signOutElsewherePage, youPage } from './account/you.ts';
import { addressRoutes, showAddress, submitAddress } from './address.ts';
import {
  copyScript,
  passkeyScript,
  pictureAsset,
  pictureAssets,
  stylesheet,
  timeZoneScript,
  treeScript,
} from './assets.ts';
import { brandSheet } from './brand/sheet.ts';
import { submitPasskey } from './by-passkey.ts';
import { servePicture } from './client-picture.ts';
import { GO_ON, submitGoOn } from './hand-over/go-on.ts';
import { takeSignIn } from './hand-over/return.ts';
import { FAVICON, favicon } from './icon.ts';
import { showInvitation, submitInvitation } from './invitation.ts';
import { chooseLanguage } from './language.ts';
import { LANGUAGE_CHOICE } from './layout.ts';
import { MAILBOX, mailboxPage } from './mailbox.ts';
import { type PageApi, speaking } from './page-api.ts';
import { showSignInAgain } from './prove.ts';
import { showNewPassword, showReset, submitNewPassword, submitReset } from './reset.ts';
import { submitSecondStep } from './second-step.ts';
import { submitSetUp } from './set-up.ts';
import {
  SIGN_OUT,
  SIGNED_OUT,
  showSignedOut,
  showSignIn,
  showSignOut,
  submitSignIn,
  submitSignOut,
} from './sign-in.ts';
import { BY_PASSKEY, SECOND_STEP, SET_UP, SIGN_IN, SIGN_IN_AGAIN } from './sign-in-paths.ts';
import { showOpening, showSignUp, submitOpening, submitSignUp } from './sign-up.ts';
import { showUnsubscribe, unsubscribe } from './unsubscribe.ts';
import { THROUGH } from './upstream/buttons.ts';
import { takeFromProvider } from './upstream/from.ts';
import { OF_TENANT, ofTenantPage } from './upstream/of-tenant.ts';
import { submitThrough } from './upstream/through.ts';

/**
 * Returns every page of one API except consent, which belongs to the authorization endpoint
 * (`oauth/authorize/authorization-endpoint.ts`).
 */
export function pageRoutes(api: Api, operations: readonly Operation[]): Route[] {
  const known = knownPermissions(api.config, operations);
  const issuer = new URL(api.address.issuer).hostname;
  const authorization = new URL(api.address.endpoints.authorization).hostname;
  const hosts = [...new Set([issuer, authorization])];
  const throttle = new SignInThrottle(api.runtime.throttles);
  const { personalTokens } = api.config;
  const { connections, tokens, clients, members, activity } = api.config.pages;

  const route = (method: 'GET' | 'POST', path: string, handle: Parameters<typeof speaking>[1]): Route => {
    return { hosts, method, path, handle: speaking(api, handle) };
  };
  const get = (path: string, handle: Parameters<typeof speaking>[1]) => route('GET', path, handle);
  const post = (path: string, handle: Parameters<typeof speaking>[1]) => route('POST', path, handle);
  /** Adds a page for a signed-in user. */
  const show = (
    path: string,
    render: (api: PageApi, visit: Visit, id: string, inner: string) => Promise<Answer>,
  ) =>
    get(path, (spoken, request, { id = '', inner = '' }) =>
      visit(
        spoken,
        request,
        async (found) => withNavigation(spoken, found, await render(spoken, found, id, inner)),
        DANGEROUS_PAGES.has(path),
      ),
    );
  /** Adds a form of such a page. */
  const act = (
    path: string,
    handle: (api: PageApi, change: Change, id: string, inner: string) => Promise<Answer>,
  ) =>
    post(path, (spoken, request, { id = '', inner = '' }) =>
      change(
        spoken,
        request,
        async (found) => withNavigation(spoken, found, await handle(spoken, found, id, inner)),
        (action, { manages }) => isDangerous(api.config, { path, action, manages }),
      ),
    );

  return [
    ...rootRoute(api, hosts),
    ...[
      ...[stylesheet, copyScript, treeScript, passkeyScript, timeZoneScript, brandSheet(api.config)],
      ...pictureAssets(api.brand ?? {}),
    ]
      .filter((asset) => asset !== null)
      .map(
        (asset): Route => ({ hosts, method: 'GET', path: asset.path, handle: async () => asset.answer() }),
      ),
    get(`${LOGOS}/:hash`, (spoken, _, { hash = '' }) => servePicture(spoken, hash)),
    get(FAVICON, async () => (api.brand?.favicon ? pictureAsset(api.brand.favicon).answer() : favicon())),
    get(SIGN_IN, showSignIn),
    get(SIGN_IN_AGAIN, showSignInAgain),
    post(SIGN_IN, (spoken, request) => submitSignIn(spoken, throttle, request)),
    ...(api.runtime.mails && api.config.mail.alerts
      ? [
          get(`${UNSUBSCRIBE}/:whose`, (spoken, _, { whose = '' }) => showUnsubscribe(spoken, whose)),
          post(`${UNSUBSCRIBE}/:whose`, (spoken, request, { whose = '' }) =>
            unsubscribe(spoken, request, whose),
          ),
        ]
      : []),
    ...(api.runtime.mails && !api.config.signInBy.handOver && api.config.signInBy.passwords
      ? [
          ...addressRoutes.flatMap(([path, purpose]) => [
            get(`${path}/:secret`, (spoken, request, { secret = '' }) =>
              showAddress(spoken, request, purpose, secret),
            ),
            post(`${path}/:secret`, (spoken, request, { secret = '' }) =>
              submitAddress(spoken, request, purpose, secret),
            ),
          ]),
          get(RESET, async (spoken, request) => showReset(spoken, request)),
          post(RESET, submitReset),
          get(`${RESET}/:secret`, (spoken, request, { secret = '' }) =>
            showNewPassword(spoken, request, secret),
          ),
          post(`${RESET}/:secret`, (spoken, request, { secret = '' }) =>
            submitNewPassword(spoken, request, secret),
          ),
          get(`${INVITATION}/:secret`, (spoken, request, { secret = '' }) =>
            showInvitation(spoken, request, secret),
          ),
          post(`${INVITATION}/:secret`, (spoken, request, { secret = '' }) =>
            submitInvitation(spoken, request, secret),
          ),
          act(invitationsPath(api), changeInvitation),
        ]
      : []),
    ...(api.config.developers.signUp === 'closed'
      ? []
      : [
          get(SIGN_UP, (spoken, request) => showSignUp(spoken, request)),
          post(SIGN_UP, submitSignUp),
          get(`${SIGN_UP}/:secret`, (spoken, request, { secret = '' }) =>
            showOpening(spoken, request, secret),
          ),
          post(`${SIGN_UP}/:secret`, (spoken, request, { secret = '' }) =>
            submitOpening(spoken, request, secret),
          ),
        ]),
    ...(api.config.signInBy.handOver ? [get(SIGN_IN_RETURN, takeSignIn), post(GO_ON, submitGoOn)] : []),
    post(SECOND_STEP, submitSecondStep),
    ...(api.config.signInBy.passkeys ? [post(BY_PASSKEY, submitPasskey)] : []),
    post(SET_UP, submitSetUp),
    ...(api.config.signInBy.handOver
      ? []
      : [
          post(THROUGH, submitThrough),
          get(`${FROM}/:id`, (spoken, request, { id = '' }) => takeFromProvider(spoken, request, id)),
          get(`${OF_TENANT}/:id`, (spoken, request, { id = '' }) => ofTenantPage(spoken, request, id)),
        ]),
    ...(api.config.signInBy.providers.length > 0
      ? [
          show(WAYS, waysPage),
          act(WAYS, removeWay),
          show(`${WAYS}/:id`, linkPage),
          act(`${WAYS}/:id`, submitLink),
        ]
      : []),
    get(SIGN_OUT, showSignOut),
    post(SIGN_OUT, submitSignOut),
    get(SIGNED_OUT, async (spoken) => showSignedOut(spoken)),
    post(LANGUAGE_CHOICE, chooseLanguage),
    ...(api.address.secure ? [] : [get(MAILBOX, mailboxPage)]),
    show('/account', overviewPage),
    show(connections.path, connectionsPage),
    show(`${connections.path}/:id`, connectionPage),
    act(`${connections.path}/:id`, changeConnection),
    show(`${connections.path}/:id/revoke`, revokeConnectionPage),
    show(`${connections.path}/:id/withdraw`, withdrawPartPage),
    ...(personalTokens
      ? [
          show(tokens.path, tokensPage),
          show(`${tokens.path}/new`, (of, found, id) => newTokenPage(of, found, id, operations)),
          act(tokens.path, (of, found, id) => submitToken(of, found, id, operations)),
          act(`${tokens.path}/:id`, changeToken),
          show(`${tokens.path}/:id/token`, (of, found, id) => tokenShownPage(of, found, id, operations)),
          show(`${tokens.path}/:id/revoke`, revokeTokenPage),
        ]
      : []),
    show(clients.path, clientsPage),
    show(`${clients.path}/new`, newClientPage),
    act(clients.path, submitClient),
    show(`${clients.path}/:id`, clientPage),
    act(`${clients.path}/:id`, changeClient),
    show(`${clients.path}/:id/secret`, secretPage),
    show(`${clients.path}/:id/delete`, deleteClientPage),
    show(`${clients.path}/:id/replace`, replaceSecretPage),
    show(`${clients.path}/:id/connections`, clientConnectionsPage),
    show(`${clients.path}/:id/connections/:inner/end`, endConnectionPage),
    act(`${clients.path}/:id/connections/:inner`, changeClientConnection),
    show(`${clients.path}/:id/usage`, clientUsagePage),
    show(`${clients.path}/:id/webhooks`, webhooksPage),
    show(`${clients.path}/:id/webhooks/new`, newEndpointPage),
    act(`${clients.path}/:id/webhooks`, submitEndpoint),
    show(`${clients.path}/:id/webhooks/:inner`, endpointPage),
    act(`${clients.path}/:id/webhooks/:inner`, changeEndpoint),
    show(`${clients.path}/:id/webhooks/:inner/secret`, endpointSecretPage),
    show(`${clients.path}/:id/webhooks/:inner/rotate`, rotateEndpointPage),
    show(`${clients.path}/:id/webhooks/:inner/remove`, removeEndpointPage),
    show(members.path, (api, found) => peoplePage(api, found)),
    act(members.path, submitRole),
    act(`${members.path}/roles`, (api, found) => changeCustomRole(api, found, known)),
    show(`${members.path}/:id`, (api, found, id) => memberPage(api, found, id)),
    act(`${members.path}/:id`, changeMember),
    show(`${members.path}/:id/password`, passwordPage),
    show(`${members.path}/:id/new-password`, newPasswordPage),
    show(`${members.path}/:id/sign-out`, signOutMemberPage),
    show(`${members.path}/:id/remove`, removeMemberPage),
    show(`${members.path}/roles/new`, (api, found) => rolePage(api, found, null, known)),
    show(`${members.path}/roles/:id`, (api, found, name) => rolePage(api, found, name, known)),
    show(`${members.path}/roles/:id/remove`, removeRolePage),
    show(YOU, (api, found) => youPage(api, found)),
    show(`${YOU}/sign-out`, signOutElsewherePage),
    act(YOU, (api, found) => changeYou(api, throttle, found)),
    show(AUTHENTICATOR, (api, found) => authenticatorPage(api, found)),
    act(AUTHENTICATOR, submitAuthenticator),
    show(RECOVERY_CODES, recoveryCodesPage),
    show(NEW_CODES, newCodesPage),
    show(SECOND_STEP_OFF, secondStepOffPage),
    show(`${PASSKEYS}/new`, (api, found) => newPasskeyPage(api, found)),
    act(PASSKEYS, submitNewPasskey),
    show(`${PASSKEYS}/:id/remove`, removePasskeyPage),
    act(`${PASSKEYS}/:id`, (api, found, id) =>
      submitRemovePasskey(api, found, id, (problem) => youPage(api, found, { status: 409, problem })),
    ),
    show(activity.path, logPage),
  ];
}

/** `/` leads to the account, except where the host is also the API's own: there it is a call to the API. */
function rootRoute(api: Api, hosts: string[]): Route[] {
  const free = hosts.filter((host) => api.address.hosts.get(host)?.mode == null);
  const handle = async (_request: Inbound) => seeOther('/account');
  return free.length === 0 ? [] : [{ hosts: free, method: 'GET', path: '/', handle }];
}
