import { type Html, html, trusted } from '../html.ts';
import { fieldWords, problemOf } from '../http/problem.ts';
import { Problem } from '../problems.ts';
import { pageWordsOf } from './problem-words.ts';
import type { Visit } from './visit.ts';

/** What was wrong with a form: words for the whole, and for each field by its name. */
export interface FormErrors {
  readonly title: string;
  readonly detail: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The problem that a person can mend in the form. Anything else is thrown on, to the page for it. */
export function refusalOf(error: unknown): Problem {
  const problem = problemOf(error);
  if (problem.status >= 500) throw error;
  return problem;
}

/** A problem's words. The last part of a pointer (`/candidate/firstName`) names the field; no form has a header. */
export function formErrors(problem: Problem, visit: Visit): FormErrors {
  const fields = (problem.details.errors ?? [])
    .filter(({ pointer }) => pointer !== '' && !pointer.startsWith('/header/'))
    .map((error) => [error.pointer.split('/').at(-1)!, fieldWords(error, visit.locale)] as const);
  // An address is told about where it stands, and not for the whole once more.
  const whole = problem.code.startsWith('address.') ? new Problem('request.invalid') : problem;
  return { ...pageWordsOf(whole, visit), fields: Object.fromEntries(fields) };
}

/**
 * Says at the top what is wrong, with links to the fields. It takes the focus' place: a page that comes back after a
 * POST begins there for whoever cannot see it.
 * @param labels the form's fields by name; an error of another field is said without a link
 */
export function errorSummary(errors: FormErrors | null, labels: Readonly<Record<string, string>>): Html | null {
  if (errors === null) return null;
  const named = Object.entries(errors.fields);
  return html`<div class="notice bad" role="alert" id="errors">
<h2>${errors.title}</h2>
<p>${errors.detail}</p>
${
  named.length > 0 &&
  html`<ul>${named.map(([name, text]) =>
    name in labels ? html`<li><a href="#${name}">${labels[name]}</a>: ${text}</li>` : html`<li>${text}</li>`,
  )}</ul>`
}
</div>`;
}

interface FieldProps {
  readonly name: string;
  /** Where several forms have a field of this name. */
  readonly id?: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value?: string | undefined;
  readonly errors?: FormErrors | null;
  readonly required?: boolean;
  /** Names the control for a script, as `data-<name>`. */
  readonly data?: string;
}

interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'email' | 'password' | 'search';
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'email';
  readonly maxlength?: number;
  readonly className?: string;
}

const described = (name: string, hint: unknown, error: unknown): Html | null => {
  const ids = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return ids === '' ? null : html` aria-describedby="${ids}"`;
};

function around(props: FieldProps, control: (attributes: Html) => Html, className = ''): Html {
  const { name, id = name, label, hint, errors, data } = props;
  const error = errors?.fields[name];
  const invalid = error !== undefined && trusted(' aria-invalid="true"');
  return html`<div class="field ${className}">
<label for="${id}">${label}</label>
${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
${error && html`<p class="problem" id="${id}-error">${error}</p>`}
${control(html`id="${id}" name="${name}"${described(id, hint, error)}${invalid}${data && html` data-${data}`}`)}
</div>`;
}

/** One line of text. A password is never filled in again. */
export function textField(props: TextFieldProps): Html {
  const { type = 'text', autocomplete = 'off', inputmode, maxlength, required = false } = props;
  const value = type === 'password' ? undefined : props.value;
  return around(
    props,
    (attributes) =>
      html`<input type="${type}" ${attributes} autocomplete="${autocomplete}"${value !== undefined && html` value="${value}"`}${inputmode && html` inputmode="${inputmode}"`}${maxlength && html` maxlength="${maxlength}"`}${required && trusted(' required')}${type === 'email' && trusted(' spellcheck="false" autocapitalize="none"')}>`,
    props.className,
  );
}

export function textArea(props: FieldProps & { readonly maxlength: number }): Html {
  return around(
    props,
    // The line break after the tag is not part of the text; without it a first line break of the text would be lost.
    (
      attributes,
    ) => html`<textarea ${attributes} maxlength="${props.maxlength}"${props.required && trusted(' required')}>
${props.value ?? ''}</textarea>`,
  );
}

export type Options = readonly (readonly [value: string, label: string])[];

export interface OptionGroup {
  readonly label: string;
  readonly options: Options;
}

const optionsHtml = (options: Options | readonly OptionGroup[], selected: string | undefined): readonly Html[] =>
  options.map((option) => {
    if ('label' in option)
      return html`<optgroup label="${option.label}">${optionsHtml(option.options, selected)}</optgroup>`;
    const [value, label] = option;
    return html`<option value="${value}"${value === selected && trusted(' selected')}>${label}</option>`;
  });

export function selectField(
  props: FieldProps & { readonly options: Options | readonly OptionGroup[]; readonly autocomplete?: string },
): Html {
  return around(props, (attributes) => html`<select ${attributes}>${optionsHtml(props.options, props.value)}</select>`);
}

/** A group of radio buttons, each with a hint of its own if it has one. */
export function choiceField(
  props: FieldProps & {
    readonly options: readonly (readonly [value: string, label: string, hint?: string | undefined, lang?: string])[];
  },
): Html {
  const { name, label, value, errors, hint } = props;
  const error = errors?.fields[name];
  return html`<fieldset class="field" id="${name}"${described(name, hint, error)}>
<legend>${label}</legend>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${error && html`<p class="problem" id="${name}-error">${error}</p>`}
${props.options.map(([option, text, more, lang]) => {
  const id = `${name}-${option}`;
  return html`<div class="choice"><input type="radio" name="${name}" id="${id}" value="${option}"${option === value && trusted(' checked')}${described(id, more, null)}>
<div><label for="${id}"${lang && html` lang="${lang}"`}>${text}</label>${more && html`<p class="hint" id="${id}-hint">${more}</p>`}</div></div>`;
})}
</fieldset>`;
}

export function checkbox(
  props: Pick<FieldProps, 'name' | 'label' | 'hint' | 'errors'> & { readonly checked: boolean },
): Html {
  const { name, label, hint, errors, checked } = props;
  const error = errors?.fields[name];
  return html`<div class="field choice"><input type="checkbox" id="${name}" name="${name}" value="yes"${checked && trusted(' checked')}${described(name, hint, error)}${error !== undefined && trusted(' aria-invalid="true"')}>
<div><label for="${name}">${label}</label>${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}${error && html`<p class="problem" id="${name}-error">${error}</p>`}</div></div>`;
}

/** Several that can be ticked at once; each has a name of its own. */
export function checkboxes({
  name,
  label,
  errors = null,
  options,
}: {
  readonly name: string;
  readonly label: string;
  readonly errors?: FormErrors | null;
  readonly options: readonly { readonly name: string; readonly label: string; readonly checked: boolean }[];
}): Html {
  const error = errors?.fields[name];
  return html`<fieldset class="field" id="${name}"${described(name, null, error)}>
<legend>${label}</legend>
${error && html`<p class="problem" id="${name}-error">${error}</p>`}
${options.map(
  (
    option,
  ) => html`<div class="choice"><input type="checkbox" id="${option.name}" name="${option.name}" value="yes"${option.checked && trusted(' checked')}>
<label for="${option.name}">${option.label}</label></div>`,
)}
</fieldset>`;
}

export const hidden = (name: string, value: string | null | undefined): Html | null =>
  value ? html`<input type="hidden" name="${name}" value="${value}">` : null;

export const button = (label: string, className = ''): Html =>
  html`<div class="buttons"><button class="${className}">${label}</button></div>`;
