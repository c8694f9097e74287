import type { Words } from '../type.ts';
import { account } from './account.ts';
import { addresses } from './addresses.ts';
import { alertMail } from './alert-mail.ts';
import { anomalies } from './anomalies.ts';
import { calls } from './calls.ts';
import { clients } from './clients.ts';
import { connections } from './connections.ts';
import { consent } from './consent.ts';
import { dashboard } from './dashboard.ts';
import { developers } from './developers.ts';
import { device } from './device.ts';
import { done } from './done.ts';
import { elsewhere } from './elsewhere.ts';
import { events } from './events.ts';
import { factors } from './factors.ts';
import { invitation } from './invitation.ts';
import { kinds } from './kinds.ts';
import { layout } from './layout.ts';
import { letters } from './letters.ts';
import { links } from './links.ts';
import { log } from './log.ts';
import { mailbox } from './mailbox.ts';
import { messages } from './messages.ts';
import { people } from './people.ts';
import { problems } from './problems.ts';
import { refusals } from './refusals.ts';
import { requests } from './requests.ts';
import { reset } from './reset.ts';
import { risks } from './risks.ts';
import { signIn } from './sign-in.ts';
import { titles } from './titles.ts';
import { tokens } from './tokens.ts';
import { unsubscribe } from './unsubscribe.ts';
import { webhooks } from './webhooks.ts';
import { you } from './you.ts';

export const DE: Words = {
  account,
  addresses,
  alertMail,
  anomalies,
  calls,
  clients,
  connections,
  consent,
  dashboard,
  developers,
  device,
  done,
  elsewhere,
  events,
  factors,
  invitation,
  kinds,
  layout,
  letters,
  links,
  log,
  mailbox,
  messages,
  people,
  problems,
  refusals,
  requests,
  reset,
  risks,
  signIn,
  titles,
  tokens,
  unsubscribe,
  webhooks,
  you,
};
