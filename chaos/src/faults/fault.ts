import type { Plan } from '../plan.ts';
import type { Stage } from '../stage.ts';

/** Something that breaks under load, and is mended again. */
export interface Fault {
  name: string;
  /** Why it cannot be made with a plan; `null` if it can. */
  unfit(plan: Plan): string | null;
  /** Breaks it; resolves when it is mended, not when everything works again. */
  strike(stage: Stage): Promise<void>;
}

export const anyPlan = (): null => null;
export const onPostgres = ({ database }: Plan): string | null =>
  database === 'postgres' ? null : 'it is about PostgreSQL';
