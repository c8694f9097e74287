import type { Stage } from '../stage.ts';

/** Something that breaks under load, and is mended again. */
export interface Fault {
  name: string;
  /** Breaks it; resolves when it is mended, not when everything works again. Throws if the stage has nothing of the kind. */
  strike(stage: Stage): Promise<void>;
}
