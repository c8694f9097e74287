import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { newSecret } from '../../lib/ids.ts';
import type { SignInElsewhere, User } from '../../model/index.ts';
import { afterPassword } from '../../rules/factor/second-step.ts';
import { readCookie, setCookie } from '../../signin/cookie.ts';
import { admitFromProvider, elsewhereIn, linkFromProvider } from '../../signin/upstream/admit.ts';
import { usableProvider } from '../../signin/upstream/of-tenant.ts';
import { type Arrived, arriveFromProvider, type ProviderProblem } from '../../signin/upstream/provider.ts';
import { enter, type Onward } from '../enter.ts';
import { notTaken } from '../hand-over/return.ts';
import { messagePage, notFoundPage } from '../message.ts';
import { type PageApi, spokenTo } from '../page-api.ts';
import { secondStepPage } from '../second-step-page.ts';
import { SIGN_IN } from '../sign-in-paths.ts';

/** `GET`: the browser comes back from a provider. Signs the person in, or links the account. */
export async function takeFromProvider(api: PageApi, request: Inbound, id: string): Promise<Answer> {
  const provider = await usableProvider(api, id);
  if (!provider) return notFoundPage(api);
  const arrived = await arriveFromProvider(api, request, provider);
  if (!arrived.ok) return notArrived(api, provider.title, arrived.problem);
  const { asked } = arrived.value;
  const spoken = spokenTo(api, request, asked.returnTo);
  if (asked.linkTo !== null) return link(spoken, request, provider.title, arrived.value);
  const admitted = await admitFromProvider(spoken, request, provider, arrived.value);
  const words = spoken.words.elsewhere;
  if (!admitted.ok) {
    const texts = { no_place: words.noPlace, beyond: words.beyond };
    return messagePage(spoken, 403, words.notSignedIn, {
      text: texts[admitted.problem](provider.title, spoken.config.title),
      link: { href: SIGN_IN, label: words.tryAgain },
      code: admitted.problem,
    });
  }
  const { user, namesake } = admitted.value;
  const onward = { returnTo: asked.returnTo, kept: asked.kept ?? undefined };
  const answer = await goOn(spoken, request, { user, elsewhere: elsewhereIn(arrived.value.claims) }, onward);
  if (!namesake) return answer;
  const page = messagePage(spoken, 200, words.namesake.heading, {
    text: words.namesake.text(user.email, provider.title),
    link: { href: asked.returnTo, label: words.namesake.goOn },
  });
  return { ...page, headers: { ...page.headers, 'set-cookie': answer.headers['set-cookie'] ?? [] } };
}

/** Somebody who turned on a second step here is asked for it, whichever way they came: a linked account is no way around it. */
async function goOn(
  api: PageApi,
  request: Inbound,
  { user, elsewhere }: { user: User; elsewhere: SignInElsewhere },
  onward: Onward,
): Promise<Answer> {
  const factors = await api.store.factorsOf(user.id);
  if (afterPassword(factors, false) !== 'ask')
    return enter(api, request, { user, methods: [], elsewhere }, onward);
  const known = readCookie(api.address, request, 'form');
  const cookie = known ?? newSecret();
  const headers = known === null ? { 'set-cookie': setCookie(api.address, 'form', cookie, null) } : {};
  return secondStepPage(api, request, { user, methods: [], factors, onward, cookie }, { headers });
}

async function link(api: PageApi, request: Inbound, title: string, arrived: Arrived): Promise<Answer> {
  const outcome = await linkFromProvider(api, request, arrived, arrived.asked);
  const words = api.words.elsewhere;
  const back = { href: arrived.asked.returnTo, label: words.account };
  switch (outcome) {
    case 'linked':
      return messagePage(api, 200, words.linked.heading, { text: words.linked.text(title), link: back });
    case 'exists':
      return messagePage(api, 409, words.notLinked, {
        text: words.linkedAlready(title),
        link: back,
        code: 'linked_already',
      });
    case 'signed_out':
      return messagePage(api, 403, words.notLinked, {
        text: words.signedOutMeanwhile,
        link: back,
        code: 'signed_out',
      });
  }
}

function notArrived(api: PageApi, title: string, problem: ProviderProblem): Answer {
  if (problem === 'other_browser' || problem === 'used' || problem === 'unknown')
    return notTaken(api, problem);
  const words = api.words.elsewhere;
  const [status, text] = {
    unavailable: [502, words.unavailable(title)] as const,
    refused: [403, words.refusedThere(title)] as const,
    invalid: [400, words.invalid(title)] as const,
    not_accepted: [403, words.notAccepted(title, api.config.title)] as const,
    not_anew: [403, words.notAnew(title)] as const,
  }[problem];
  return messagePage(api, status, words.notSignedIn, {
    text,
    link: { href: SIGN_IN, label: words.tryAgain },
    code: `provider_${problem}`,
  });
}
