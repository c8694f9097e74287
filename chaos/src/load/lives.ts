import { setTimeout as pause } from 'node:timers/promises';
import type { About, Answered } from '../journal/act.ts';
import type { Chance } from './chance.ts';
import { type Customer, newVerifier } from './customer.ts';

/** A family that goes on, with its newest tokens. */
export interface Family {
  about: About;
  refresh: string;
  access: string;
}

/** A personal access token that goes on. */
export interface Key {
  about: About;
  token: string;
}

/** Milliseconds after which an ended token has to be refused everywhere, with room to see it. */
const ASKED_FOR = 8_000;
/** More calls than there are nodes. */
const IN_TURN = 4;

/** Begins and ends families and personal access tokens, one after the other, until it is told to stop. */
export class Lives {
  readonly families: Family[] = [];
  readonly keys: Key[] = [];
  readonly #customer: Customer;
  readonly #chance: Chance;
  readonly #name: string;
  readonly #think: number;
  #count = 0;
  /** Of `performance.now()`: when to give up, once it was told to stop. */
  #givesUpAt = Number.POSITIVE_INFINITY;

  /** @param think milliseconds between two deeds, on average */
  constructor(customer: Customer, chance: Chance, { name, think }: { name: string; think: number }) {
    this.#customer = customer;
    this.#chance = chance;
    this.#name = name;
    this.#think = think;
  }

  /** Ends what is under way, and gives up what has no answer after `patience` milliseconds. */
  stop(patience: number): void {
    this.#givesUpAt = performance.now() + patience;
  }

  get #stopped(): boolean {
    return this.#givesUpAt !== Number.POSITIVE_INFINITY;
  }

  /** Never rejects: a page that is not there is looked for again. */
  async run(): Promise<void> {
    await this.#insist(() => this.#customer.signIn(this.#about('session')));
    while (!this.#stopped) {
      try {
        await this.#live();
      } catch {
        // A page that was to be read before the next deed is not there.
        await pause(100);
      }
    }
  }

  /** Uses everything that goes on, once. For when no fault is made any more. Returns how much had no answer in `patience` milliseconds. */
  async useAll(patience: number): Promise<number> {
    this.stop(patience);
    let silent = 0;
    const use = async (deed: () => Promise<Answered>) => {
      const answer = await this.#insist(deed);
      if (answer === null) silent += 1;
      return answer;
    };
    for (const family of this.families) {
      const { about, access } = family;
      await use(() => this.#customer.call(about, access));
      await this.#renew(family);
      await use(() => this.#customer.call(about, family.access));
    }
    for (const { about, token } of this.keys) await use(() => this.#customer.call(about, token));
    return silent;
  }

  async #live(): Promise<void> {
    const dice = this.#chance.next();
    if (dice < 0.15) return this.#personal();
    if (dice < 0.25) return this.#own();
    return this.#family();
  }

  async #family(): Promise<void> {
    const about = this.#about('family');
    const verifier = newVerifier();
    const consent = await this.#customer.consent(about, verifier);
    const { code } = consent.gained;
    if (consent.outcome !== 'done' || code === undefined) return void (await pause(100));
    if (this.#chance.next() < 0.15) {
      await Promise.all([
        this.#customer.redeem(about, code, verifier, true),
        this.#customer.redeem(about, code, verifier, true),
      ]);
      return;
    }
    const { gained } = await this.#customer.redeem(about, code, verifier);
    const { access, refresh } = gained;
    if (access === undefined || refresh === undefined) return;
    const family: Family = { about, access, refresh };
    for (let turn = this.#chance.below(4); turn >= 0 && !this.#stopped; turn--) {
      await this.#customer.call(about, family.access);
      await this.#rest();
      if (!(await this.#renew(family))) return;
      if (this.#chance.next() < 0.2) await this.#suspendAndResume(family);
    }
    await this.#endOrKeep(family);
  }

  async #endOrKeep(family: Family): Promise<void> {
    const dice = this.#chance.next();
    const { about } = family;
    if (dice < 0.3) this.families.push(family);
    else if (dice < 0.6) {
      if (this.#customer.party.clientKind === 'platform') this.families.length = 0;
      const ended = await this.#insist(() => this.#customer.endFamily(about, family.refresh));
      if (ended) await this.#seeItEnd(about, family.access);
    } else {
      const grantId = await this.#customer.grantId();
      if (grantId === '') return;
      // Everything that was kept goes with it, or may have gone.
      this.families.length = 0;
      const ended = await this.#insist(() => this.#customer.endConnection(about, grantId));
      if (ended) await this.#seeItEnd(about, family.access);
    }
  }

  async #suspendAndResume({ about, access }: Family): Promise<void> {
    const grantId = await this.#customer.grantId();
    if (grantId === '') return;
    await this.#insist(() => this.#customer.suspend(about, grantId, true));
    await this.#customer.call(about, access);
    await this.#insist(() => this.#customer.suspend(about, grantId, false));
    await this.#customer.call(about, access);
  }

  async #personal(): Promise<void> {
    const about = { ...this.#about('key'), connection: `${this.#name} keys` };
    const made = await this.#customer.makePersonal(about);
    if (!made) return;
    await this.#customer.call(about, made.token);
    await this.#rest();
    if (this.#chance.next() < 0.4) return void this.keys.push({ about, token: made.token });
    if (await this.#insist(() => this.#customer.endPersonal(about, made.id)))
      await this.#seeItEnd(about, made.token);
  }

  async #own(): Promise<void> {
    const about = { ...this.#about('own'), connection: `${this.#name} own` };
    const { gained } = await this.#customer.issue(about);
    if (gained.access === undefined) return void (await pause(100));
    await this.#customer.call(about, gained.access);
    this.keys.push({ about, token: gained.access });
  }

  /** A lost answer is asked for again with the same token, as every client may. Returns whether the family goes on. */
  async #renew(family: Family): Promise<boolean> {
    const answer = await this.#insist(() => this.#customer.refresh(family.about, family.refresh));
    const { access, refresh } = answer?.gained ?? {};
    if (access === undefined || refresh === undefined) return false;
    Object.assign(family, { access, refresh });
    return true;
  }

  /** Calls until every node, in its turn, refuses. The journal then tells how long that took. */
  async #seeItEnd(about: About, token: string): Promise<void> {
    let refused = 0;
    for (const until = performance.now() + ASKED_FOR; performance.now() < until && refused < IN_TURN; ) {
      const { outcome } = await this.#customer.call(about, token);
      refused = outcome === 'refused' ? refused + 1 : 0;
      await pause(20);
    }
  }

  /** Does it again until there is an answer; a page that is not there counts as none. Returns `null` if it was refused. */
  async #insist(deed: () => Promise<Answered>): Promise<Answered | null> {
    for (let attempt = 1; ; attempt++) {
      const answer = await deed().catch(() => null);
      if (answer?.outcome === 'done') return answer;
      if (answer?.outcome === 'refused' || performance.now() > this.#givesUpAt) return null;
      await pause(Math.min(1_000, 50 * attempt));
    }
  }

  async #rest(): Promise<void> {
    await pause(this.#chance.next() * 2 * this.#think);
  }

  #about(what: string): About {
    this.#count += 1;
    const { tenant } = this.#customer.party;
    return { connection: this.#name, life: `${this.#name} ${what} ${this.#count}`, tenant };
  }
}
