import { type Html, html, trusted } from '../html.ts';
import type { FormErrors } from './fields.ts';
import { textField } from './fields.ts';
import type { Visit } from './visit.ts';

interface DeedProps {
  /** Distinguishes it from others on the page, for the script and for a form that comes back. */
  readonly name: string;
  readonly label: string;
  /** Of whom or what, said to those who do not see the row it stands in. */
  readonly about?: string;
  readonly explanation: string;
  readonly action: string;
  readonly fields?: Html | readonly (Html | null | false)[] | null;
  readonly danger?: boolean;
  /** It came back and something in its fields has to be mended. */
  readonly open?: boolean;
  readonly hidden?: boolean;
}

/** A decision with its form: a disclosure as it stands, a modal dialogue once the page's script has seen it. */
export function deed(props: DeedProps, { administration }: Visit): Html {
  const { name, label, about, explanation, action, fields, danger = false, open = false, hidden = false } = props;
  return html`<details class="${danger ? 'danger' : ''}" data-dialog data-deed="${name}"${open && trusted(' open')}${hidden && trusted(' hidden')}>
<summary>${label}${about && html`<span class="sr">${administration.about(about)}</span>`}</summary>
<form method="post" action="${action}" novalidate>
<p>${explanation}</p>
${fields}
<div class="buttons"><button class="${danger ? 'danger' : ''}">${label}</button><button type="button" class="second" data-close hidden>${administration.leaveIt}</button></div>
</form></details>`;
}

interface ReasonProps {
  readonly name: string;
  readonly hint: string;
  readonly mine: boolean;
  readonly value?: string | undefined;
  readonly errors: FormErrors | null;
}

/** The reason of a decision. Only of the form that came back is the field's id `reason`, where the summary points. */
export const reasonField = ({ name, hint, mine, value, errors }: ReasonProps, { administration }: Visit): Html =>
  textField({
    name: 'reason',
    id: mine ? 'reason' : `reason-${name}`,
    label: administration.labels.reason,
    hint,
    value: mine ? value : undefined,
    errors: mine ? errors : null,
    maxlength: 1_000,
    required: true,
  });
