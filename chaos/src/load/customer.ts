import { createHash, randomBytes } from 'node:crypto';
import type { About, Act, Answered, Gained } from '../journal/act.ts';
import type { Journal } from '../journal/journal.ts';
import { type Answer, jsonOf, type Way } from './ask.ts';
import { ACCOUNTS, Browser, hiddenField, location } from './browser.ts';

const API = 'api.yard.example';
export const CALLBACK = 'https://platform.example/callback';

/** A person, their tenant, and the client that they use. */
export interface Party {
  email: string;
  password: string;
  tenant: string;
  /** A platform that gives a token back gives back the connection. */
  clientKind: 'platform' | 'confidential';
  clientId: string;
  clientSecret: string;
}

/** The meaning of an answer for the journal. */
type Reading = Omit<Gained, 'problem'> & { outcome: 'done' | 'refused' };

/** One person with a browser, and the client that acts for them. Each deed is in the journal before it is sent. */
export class Customer {
  readonly party: Party;
  readonly #way: Way;
  readonly #journal: Journal;
  #browser: Browser;

  constructor(party: Party, way: Way, journal: Journal) {
    this.party = party;
    this.#way = way;
    this.#journal = journal;
    this.#browser = new Browser(way);
  }

  async signIn(about: About): Promise<Answered> {
    this.#browser = new Browser(this.#way);
    const { email, password } = this.party;
    const page = await this.#page('/sign-in?return_to=%2Faccount');
    const form = { form: hiddenField(page, 'form'), return_to: '/account', email, password };
    return this.#do(about, { kind: 'sign-in' }, () => this.#browser.post('/sign-in', form), whetherLed);
  }

  async consent(about: About, verifier: string): Promise<Answered> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.party.clientId,
      redirect_uri: CALLBACK,
      scope: 'notes:read',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const path = `/oauth/authorize?${query}`;
    // Without a page where the client may repeat an earlier consent.
    const ask = async () => {
      const page = await this.#browser.get(path);
      if (page.status !== 200) return page;
      const fields = ['csrf', 'tenant', 'consent'].map((name): [string, string] => [
        name,
        hiddenField(page, name),
      ]);
      return this.#browser.post(path, [...fields, ['decision', 'allow']]);
    };
    return this.#do(about, { kind: 'consent' }, ask, (answer) => {
      const code = location(answer)?.searchParams.get('code');
      return code ? { outcome: 'done', code } : { outcome: 'refused' };
    });
  }

  redeem(about: About, code: string, verifier: string, again = false): Promise<Answered> {
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier };
    return this.#do(about, { kind: 'redeem', code, again }, () => this.#token(form), tokensIn);
  }

  refresh(about: About, token: string): Promise<Answered> {
    const form = { grant_type: 'refresh_token', refresh_token: token };
    return this.#do(about, { kind: 'refresh', token }, () => this.#token(form), tokensIn);
  }

  issue(about: About): Promise<Answered> {
    const form = { grant_type: 'client_credentials' };
    return this.#do(about, { kind: 'issue' }, () => this.#token(form), tokensIn);
  }

  endFamily(about: About, refresh: string): Promise<Answered> {
    const kind = this.party.clientKind === 'platform' ? 'give-back' : 'end-family';
    return this.#do(about, { kind }, () => this.#revoke(refresh), whetherOk);
  }

  call(about: About, token: string): Promise<Answered> {
    const headers = { authorization: `Bearer ${token}` };
    const ask = () => this.#way.ask({ host: API, path: '/notes', headers });
    return this.#do(about, { kind: 'call', token }, ask, (answer) => {
      const { tenant } = jsonOf(answer);
      return { ...whetherOk(answer), ...(typeof tenant === 'string' ? { tenant } : {}) };
    });
  }

  /** Rejects if the page is not there; nothing was changed then. */
  async grantId(): Promise<string> {
    const page = await this.#page('/account/connections');
    const [live = ''] = page.text.split('<h2>Revoked');
    return /\/account\/connections\/(grant_[A-Za-z0-9_-]+)/.exec(live)?.[1] ?? '';
  }

  endConnection(about: About, grantId: string): Promise<Answered> {
    return this.#change(about, { kind: 'end-connection' }, grantId, 'revoke');
  }

  suspend(about: About, grantId: string, to: boolean): Promise<Answered> {
    return this.#change(about, { kind: 'suspend', to }, grantId, to ? 'suspend' : 'resume');
  }

  async #change(about: About, act: Act, grantId: string, action: string): Promise<Answered> {
    const path = `/account/connections/${grantId}`;
    const page = await this.#page('/account/connections');
    const form = { csrf: hiddenField(page, 'csrf'), tenant: this.party.tenant, action };
    return this.#do(about, act, () => this.#browser.post(path, form), whetherLed);
  }

  /** The token is on the page after the form, once. */
  async makePersonal(about: About): Promise<{ id: string; token: string } | null> {
    const page = await this.#page('/account/tokens/new');
    const form: [string, string][] = [
      ['csrf', hiddenField(page, 'csrf')],
      ['tenant', this.party.tenant],
      ['name', about.life],
      ['scope', 'notes:read'],
      ['days', '30'],
      ['mode', 'live'],
      ['addresses', ''],
    ];
    let shownAt = '';
    const made = await this.#do(
      about,
      { kind: 'make-personal' },
      () => this.#browser.post('/account/tokens', form),
      (answer) => {
        const to = location(answer);
        shownAt = to ? `${to.pathname}${to.search}` : '';
        return whetherLed(answer);
      },
    );
    if (made.outcome !== 'done') return null;
    const { text } = await this.#browser.get(shownAt);
    const [, token = ''] = /<code class="secret" id="token"[^>]*>([^<]+)</.exec(text) ?? [];
    const [, id = ''] = /\/account\/tokens\/([^/]+)\/token/.exec(shownAt) ?? [];
    return token === '' ? null : { id, token };
  }

  async endPersonal(about: About, id: string): Promise<Answered> {
    const page = await this.#page('/account/tokens');
    const form = { csrf: hiddenField(page, 'csrf'), tenant: this.party.tenant, action: 'revoke' };
    return this.#do(
      about,
      { kind: 'end-personal' },
      () => this.#browser.post(`/account/tokens/${id}`, form),
      whetherLed,
    );
  }

  /** A page that is read before something is done. Rejects if it is not there. */
  async #page(path: string): Promise<Answer> {
    const page = await this.#browser.get(path);
    if (page.status >= 500) throw new Error(`${path}: ${page.status}`);
    return page;
  }

  #token(form: Record<string, string>): Promise<Answer> {
    const { clientId: client_id, clientSecret: client_secret } = this.party;
    const whole = { ...form, client_id, client_secret };
    return this.#way.ask({ host: ACCOUNTS, method: 'POST', path: '/oauth/token', form: whole });
  }

  #revoke(token: string): Promise<Answer> {
    const { clientId: client_id, clientSecret: client_secret } = this.party;
    const form = { token, client_id, client_secret };
    return this.#way.ask({ host: ACCOUNTS, method: 'POST', path: '/oauth/revoke', form });
  }

  async #do(
    about: About,
    act: Act,
    ask: () => Promise<Answer>,
    read: (answer: Answer) => Reading,
  ): Promise<Answered> {
    const sent = this.#journal.sent(about, act);
    let answer: Answer;
    try {
      answer = await ask();
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return this.#journal.answered(sent, {
        ...{ outcome: 'unknown', status: null, requestId: null },
        gained: { problem },
      });
    }
    const { status, headers } = answer;
    const requestId =
      typeof headers['latchkey-request-id'] === 'string' ? headers['latchkey-request-id'] : null;
    // A server that could not, or a balancer that does not know, says nothing of what was done.
    const told = status >= 500 ? ({ outcome: 'unknown' } as const) : read(answer);
    const { outcome, ...gained } = told;
    const problem = problemIn(answer);
    return this.#journal.answered(sent, {
      ...{ outcome, status, requestId },
      gained: outcome === 'done' || problem === '' ? gained : { problem },
    });
  }
}

export const newVerifier = (): string => randomBytes(32).toString('base64url');

function problemIn(answer: Answer): string {
  if (location(answer)?.pathname === '/sign-in') return 'signed_out';
  const { error, code } = jsonOf(answer);
  return String(error ?? code ?? '');
}

function tokensIn(answer: Answer): Reading {
  if (answer.status !== 200) return { outcome: 'refused' };
  const { access_token: access, refresh_token: refresh } = jsonOf(answer);
  return {
    outcome: 'done',
    ...(typeof access === 'string' ? { access } : {}),
    ...(typeof refresh === 'string' ? { refresh } : {}),
  };
}

function whetherOk({ status }: Answer): Reading {
  return { outcome: status === 200 ? 'done' : 'refused' };
}

/** A form of a page leads on when it was taken. */
function whetherLed(answer: Answer): Reading {
  const to = location(answer);
  return { outcome: answer.status === 303 && to?.pathname !== '/sign-in' ? 'done' : 'refused' };
}
