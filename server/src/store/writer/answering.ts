import { changedBy } from '../../rules/change/outdated.ts';
import type { Store } from '../store.ts';
import { StoreFault } from '../store-fault.ts';
import { type Answer, type Answers, type Ask, isAsks, type Line, type Part } from './messages.ts';
import { doesVerbs } from './sent.ts';

/** Does a verb that a worker asks for. */
export type Does = (verb: string, args: readonly unknown[]) => Promise<unknown>;

/** The workers, as the process that writes sees them. */
export interface Workers {
  /** Does from now on what they ask of an API, and tells them what its commits make outdated, before those are answered. */
  add(api: string, store: Store, counting: Readonly<Record<Exclude<Part, 'store'>, Does>>): void;
  /** Answers one more worker, until it is gone. Its last questions are acted on all the same. */
  serve(line: Line): void;
}

/** Answers workers. All that is ready in a turn of the event loop is one message to each. */
export function answersWorkers(): Workers {
  const apis = new Map<string, Readonly<Record<Part, Does>>>();
  const ends = new Set<{ outdated(api: string, tags: readonly string[]): void }>();

  const answerTo = async ([of, api, part, verb, args]: Ask): Promise<Answer> => {
    try {
      const parts = apis.get(api);
      if (!parts) throw new Error(`No API is named ${api}.`);
      return [of, 'value', await parts[part](verb, args)];
    } catch (error) {
      if (error instanceof StoreFault) return [of, 'fault', error.kind, error.message];
      return [of, 'failed', error instanceof Error ? error.message : String(error)];
    }
  };

  return {
    add(api, store, counting) {
      apis.set(api, { ...counting, store: doesVerbs(store) });
      store.onChange(({ rows, outdated }) => {
        const tags = [...rows.flatMap(changedBy), ...outdated];
        if (tags.length > 0) for (const end of ends) end.outdated(api, tags);
      });
    },
    serve(line) {
      let [outdated, answers]: [Answers['outdated'][number][], Answer[]] = [[], []];
      let due = false;
      const send = () => {
        const message = { outdated, answers };
        [outdated, answers, due] = [[], [], false];
        line.send(message);
      };
      // After the callers of a commit have run: all that it answers goes together.
      const sendSoon = () => {
        if (!due) process.nextTick(send);
        due = true;
      };
      const end = {
        outdated(api: string, tags: readonly string[]) {
          outdated.push([api, tags]);
          sendSoon();
        },
      };
      ends.add(end);
      line.ended(() => ends.delete(end));
      line.hear((message) => {
        if (!isAsks(message)) return;
        for (const ask of message.asks) {
          void answerTo(ask).then((answer) => {
            answers.push(answer);
            sendSoon();
          });
        }
      });
    },
  };
}
