import { type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

/** Returns how to say an operation: by what the API's document says that it does, and its id. */
export function operationNames({ operations = [] }: PageApi): (id: string) => Html {
  const summaries = new Map(operations.map(({ id, summary }) => [id, summary]));
  return (id) => {
    const summary = summaries.get(id);
    return html`${summary !== undefined && `${summary} `}<code${summary !== undefined && html` class="quiet"`}>${id}</code>`;
  };
}
