import type { Deed } from '../journal/act.ts';
import type { Allowance } from './observed.ts';

const ENDS_LIFE = new Set(['end-family', 'end-personal', 'give-back']);
const MAY_END_CONNECTION = new Set(['end-connection', 'give-back']);

/** When a life began. */
interface Begun {
  connection: string;
  /** Milliseconds: when its first deed was sent, and when the last of its beginning was answered. */
  sent: number;
  answered: number;
}

/**
 * Says what must hold and what may hold at the moment of a deed, by the deeds alone. A deed without an answer may have been done, and
 * may still be done a while later.
 */
export class Standing {
  readonly #allowance: Allowance;
  readonly #lives = new Map<string, Begun>();
  readonly #endings = new Map<string, Deed[]>();
  readonly #suspensions = new Map<string, Deed[]>();

  constructor(deeds: readonly Deed[], allowance: Allowance) {
    this.#allowance = allowance;
    for (const deed of deeds) {
      const { about, act, answer } = deed;
      if (!this.#lives.has(about.life)) {
        const { connection } = about;
        this.#lives.set(about.life, { connection, sent: deed.at, answered: answer.at });
      }
      if (answer.outcome === 'refused' && act.kind !== 'redeem') continue;
      if (ENDS_LIFE.has(act.kind)) add(this.#endings, about.life, deed);
      // A code that came twice ends what the first got for it.
      if (act.kind === 'redeem' && act.again) add(this.#endings, about.life, deed);
      if (MAY_END_CONNECTION.has(act.kind)) add(this.#endings, about.connection, deed);
      if (act.kind === 'suspend') add(this.#suspensions, about.connection, deed);
    }
  }

  /** The deed after whose answer nothing of this life may work any more; `null` if there is none. */
  endedBy(deed: Deed, stale = 0): Deed | null {
    const begun = this.#begun(deed);
    const ended = this.#endingsOf(deed).find(
      (ending) =>
        ending.act.kind !== 'redeem' &&
        (ending.act.kind !== 'give-back' || ending.about.life === deed.about.life) &&
        ending.answer.outcome === 'done' &&
        begun.answered < ending.at &&
        ending.answer.at + stale < deed.at,
    );
    return ended ?? null;
  }

  /** Whether anything may have ended the life before the deed was answered. */
  mayHaveEnded(deed: Deed): boolean {
    const begun = this.#begun(deed);
    return this.#endingsOf(deed).some((ending) => {
      const acts = ending.answer.outcome === 'unknown' ? ending.at + this.#allowance.late : ending.answer.at;
      return begun.sent < acts && ending.at < deed.answer.at;
    });
  }

  /** The values that "suspended" may have had for the connection while the deed was under way. */
  suspended(deed: Deed): ReadonlySet<boolean> {
    const { late, stale } = this.#allowance;
    const all = (this.#suspensions.get(deed.about.connection) ?? []).filter(({ at }) => at < deed.answer.at);
    const settled = all.filter(({ answer }) => answer.outcome === 'done' && answer.at <= deed.at);
    const last = settled.at(-1);
    const values = new Set([suspends(last)]);
    for (const each of all) {
      if (each.answer.outcome === 'unknown' && each.at > (last?.at ?? 0) - late) values.add(suspends(each));
      else if (each.answer.at > deed.at) values.add(suspends(each));
    }
    if (last && deed.at < last.answer.at + stale) values.add(suspends(settled.at(-2)));
    return values;
  }

  #begun({ about }: Deed): Begun {
    return this.#lives.get(about.life) ?? { connection: about.connection, sent: 0, answered: 0 };
  }

  #endingsOf({ about }: Deed): Deed[] {
    return [...(this.#endings.get(about.life) ?? []), ...(this.#endings.get(about.connection) ?? [])];
  }
}

function suspends(deed: Deed | undefined): boolean {
  return deed?.act.kind === 'suspend' && deed.act.to;
}

function add(to: Map<string, Deed[]>, key: string, deed: Deed): void {
  to.set(key, [...(to.get(key) ?? []), deed]);
}
