import { type Action, actions } from '../../../workflows/stages.ts';
import { type Html, html } from '../../html.ts';
import type { OnboardingView } from '../../http/services.ts';
import type { SignedIn } from '../admission.ts';
import { deed, reasonField } from '../deeds.ts';
import { checkbox, type FormErrors, selectField, textField } from '../fields.ts';
import type { Form } from '../forms.ts';
import { formKey } from '../once.ts';
import { link } from '../visit.ts';

export type Deed = Action | 'temporary-password';

/** What one can do to an onboarding, what helps first and what ends it last. */
export const deeds: readonly Deed[] = [
  'approve',
  'resume',
  'resend',
  'temporary-password',
  ...actions.filter((action) => !['approve', 'resume', 'resend', 'cancel'].includes(action)),
  'cancel',
];

/** What one does most; the rest stands behind "More". */
export const primary: readonly Deed[] = ['approve', 'resume', 'resend', 'temporary-password'];

/** Those whose answer may show a temporary password. */
export const revealing: readonly Deed[] = ['temporary-password', 'resend', 'switch-path'];

interface Came {
  readonly form: Form;
  readonly errors: FormErrors | null;
  /** One that is not allowed now is there all the same, hidden: the script shows it when it becomes so. */
  readonly allowed: boolean;
}

/** The form of one deed, open again where something in it has to be mended. */
export function deedForm(visit: SignedIn, { ref }: OnboardingView, name: Deed, came: Came): Html {
  const { onboarding: words, reasonHint } = visit.administration;
  const { form, errors, allowed } = came;
  const mine = form['deed'] === name && allowed;
  const { label, explanation } = words.deeds[name];
  const reason = { name, hint: reasonHint, mine, value: form['reason'], errors };
  return deed(
    {
      name,
      label,
      explanation,
      action: link(visit, `/onboardings/${ref}/${name}`),
      danger: name === 'cancel',
      open: mine && errors !== null && Object.keys(errors.fields).length > 0,
      hidden: !allowed,
      fields: html`${formKey()}${ownFields(visit, name, mine, form, errors)}${reasonField(reason, visit)}`,
    },
    visit,
  );
}

function ownFields(visit: SignedIn, name: Deed, mine: boolean, form: Form, errors: FormErrors | null): Html | false {
  const { onboarding: words, labels } = visit.administration;
  if (name === 'correct-email') {
    const value = mine ? form['email'] : undefined;
    const own = { name: 'email', label: labels.email, type: 'email', value, required: true } as const;
    return textField({ ...own, errors: mine ? errors : null });
  }
  if (name === 'extend') {
    return selectField({
      name: 'hours',
      label: words.time,
      options: Object.entries(words.times).sort(([one], [other]) => Number(one) - Number(other)),
      value: mine ? form['hours'] : '',
    });
  }
  return (
    name === 'cancel' && checkbox({ name: 'keep', label: words.keepUser, checked: mine && form['keep'] === 'yes' })
  );
}
