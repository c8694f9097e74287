import { sha256 } from '../../lib/compare.ts';
import { hidden } from '../controls.ts';
import type { Html } from '../html.ts';
import type { PostedForm } from '../posted-form.ts';

const SEEN = 'seen';

/** Returns a hidden field that stands for what a form changes, as it was when the form was shown. */
export function seenField(shown: unknown): Html {
  return hidden(SEEN, digestOf(shown));
}

/** Returns whether somebody else changed it since, so that nobody writes over what they have not seen. */
export function isOvertaken(form: PostedForm, now: unknown): boolean {
  const seen = form.get(SEEN);
  // A program that posts without the page means what it says.
  return seen !== undefined && seen !== digestOf(now);
}

function digestOf(shown: unknown): string {
  return sha256(JSON.stringify(shown)).slice(0, 22);
}
