import type { RefusalCode } from '../../../model/index.ts';

/**
 * A refusal in one language. `{scope}` stands for the scopes that the operation needs, `{seconds}` for how long to wait.
 */
export interface Words {
  title: string;
  detail: string;
}

export type Wording = Readonly<Record<RefusalCode, Words>>;
