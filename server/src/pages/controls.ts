import { control, type Entered, type Fragment, type Html, html } from './html.ts';
import type { PageApi } from './page-api.ts';
import type { PasswordField } from './posted-form.ts';

export interface Field {
  name: string;
  label: string;
  value?: string;
  hint?: string | Html;
  /** The problem with the entered value, linked to the field for screen readers. */
  problem?: string | undefined;
}

/** Returns a field's value: as entered if the form is shown again, otherwise as the page sets it. */
function shownIn({ name, value = '' }: Field, entered: Entered | null): string {
  return entered === null ? value : (entered.all(name)[0] ?? '');
}

/** A line of text. A password is never kept or shown again. */
export function textField(
  field: Field &
    ({ type?: 'text' | 'email' | 'date' } | { type: 'password'; name: PasswordField }) & {
      autocomplete?: string;
      required?: boolean;
      maxLength?: number;
      focus?: boolean;
      /** The id, where the page has another field of that name. */
      id?: string;
      /** A telephone shows its digits. */
      digits?: boolean;
    },
): Html {
  const { name, id = name, label, type = 'text', autocomplete = 'off', maxLength = 200 } = field;
  return control((entered) => {
    const value = type === 'password' ? '' : shownIn(field, entered);
    return html`<div class="field"><label for="${id}">${label}</label>${notes(field, id)}
<input id="${id}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" maxlength="${maxLength}"${
      type === 'email' && html` inputmode="email" autocapitalize="none" spellcheck="false"`
    }${field.digits && html` inputmode="numeric"`}${field.required && html` required`}${(field.focus || field.problem) && html` autofocus`}${described(field, id)}></div>`;
  });
}

export function textArea(field: Field & { rows?: number }): Html {
  const { name, label, rows = 4 } = field;
  return control(
    (entered) => html`<div class="field"><label for="${name}">${label}</label>${notes(field)}
<textarea id="${name}" name="${name}" rows="${rows}" spellcheck="false" autocapitalize="none"${field.problem && html` autofocus`}${described(field)}>
${shownIn(field, entered)}</textarea></div>`,
  );
}

/** The addresses from which something may be used, one address or block per line. */
export function addressField(
  { words }: Pick<PageApi, 'words'>,
  value: readonly string[],
  problem?: string,
): Html {
  return textArea({
    name: 'addresses',
    ...words.account.addresses,
    value: value.join('\n'),
    rows: 3,
    problem,
  });
}

export interface Choice {
  value: string;
  label: Fragment;
  checked?: boolean;
  note?: Fragment;
  /** Choices that belong to this one, indented below it. */
  children?: Choice[];
}

/** Choices behind a heading that opens and closes them: open if one of them is ticked. */
export interface ChoiceGroup {
  label: string;
  open?: boolean;
  options: Choice[];
}

/** A group of boxes or radio buttons with one name. */
export function choices(
  field: Field & { type: 'checkbox' | 'radio' } & ({ options: Choice[] } | { groups: ChoiceGroup[] }),
): Html {
  return control((entered) => {
    const ticked = entered && new Set(entered.all(field.name));
    const listed = (options: Choice[], isFirst = false) =>
      html`<ul class="choices">${options.map((option, index) => choice(field, option, ticked, isFirst && index === 0))}</ul>`;
    const grouped = ({ label, open, options }: ChoiceGroup) =>
      html`<details${(open || options.some(({ value }) => ticked?.has(value))) && html` open`}><summary>${label}</summary>${listed(options)}</details>`;
    // A box in a group that is closed cannot have the focus.
    const focus = 'groups' in field && field.problem && html` tabindex="-1" autofocus`;
    return html`<fieldset${describedBy(field)}${focus}><legend>${field.label}</legend>${notes(field)}
${'groups' in field ? field.groups.map((group) => grouped(group)) : listed(field.options, true)}</fieldset>`;
  });
}

function choice(
  field: Field & { type: string },
  option: Choice,
  ticked: ReadonlySet<string> | null,
  isFirst: boolean,
): Html {
  const { name, type, problem } = field;
  return html`<li><label class="choice"><input type="${type}" name="${name}" value="${option.value}"${
    (ticked?.has(option.value) ?? option.checked) && html` checked`
  }${isFirst && problem && html` autofocus`}> <span>${option.label}${option.note && html` <small>${option.note}</small>`}</span></label>${
    option.children &&
    option.children.length > 0 &&
    html`<ul>${option.children.map((child) => choice(field, child, ticked, false))}</ul>`
  }</li>`;
}

export function select(
  field: Field & {
    options: { value: string; label: string }[];
    hideLabel?: boolean;
    id?: string;
  },
): Html {
  const id = field.id ?? field.name;
  return control((entered) => {
    const chosen = shownIn(field, entered);
    return html`<div class="field"><label for="${id}"${field.hideLabel && html` class="hidden-visually"`}>${field.label}</label>${notes(field)}
<select id="${id}" name="${field.name}"${field.problem && html` autofocus`}${described(field)}>${field.options.map(
      ({ value, label }) =>
        html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`,
    )}</select></div>`;
  });
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

export function submit(
  label: string,
  look: 'primary' | 'danger' | 'plain' | 'wide' | 'wide-plain' = 'plain',
  name?: string,
  value?: string,
): Html {
  const classes = {
    primary: 'button primary',
    danger: 'button danger',
    plain: 'button',
    wide: 'button primary wide',
    'wide-plain': 'button wide',
  };
  return html`<button type="submit" class="${classes[look]}"${
    name !== undefined && html` name="${name}" value="${value ?? ''}"`
  }>${label}</button>`;
}

/** A message about the last action. Screen readers announce `bad` ones at once. */
export function notice(kind: 'bad' | 'good' | 'warn' | 'plain', message: Fragment): Html {
  return html`<div class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${message}</div>`;
}

export function notes({ name, hint, problem }: Field, id = name): Fragment {
  return [
    hint && html`<p class="hint" id="${id}-hint">${hint}</p>`,
    problem && html`<p class="problem" id="${id}-problem">${problem}</p>`,
  ];
}

function described(field: Field, id = field.name): Fragment {
  return [describedBy(field, id), field.problem && html` aria-invalid="true"`];
}

export function describedBy({ name, hint, problem }: Field, id = name): Fragment {
  const ids = [hint && `${id}-hint`, problem && `${id}-problem`].filter((each) => each);
  return ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`;
}
