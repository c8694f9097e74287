/** Markup that is safe to send as it is. Only the `html` tag makes it, so text cannot pass for markup. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static tag(this: void, strings: TemplateStringsArray, ...values: Fragment[]): Html {
    let markup = strings[0] ?? '';
    values.forEach((value, index) => {
      markup += render(value) + (strings[index + 1] ?? '');
    });
    return new Html(markup);
  }

  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template. Nothing is shown for `null`, `undefined`, `false` and `true`. */
export type Fragment = Html | string | number | boolean | null | undefined | readonly Fragment[];

/**
 * Builds markup: every interpolated string is escaped for text and for quoted attribute values alike. Attribute
 * values must stand in double quotes; there is no way to pass text through unescaped.
 */
export const html = Html.tag;

function render(value: Fragment): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(render).join('');
  return '';
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
      // Bidirectional overrides and other invisible controls let a client's name read as something else.
      .replace(/(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd')
  );
}
