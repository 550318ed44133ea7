import { minimumLength } from '../../credentials/password-policy.ts';
import { type Html, html } from '../../html.ts';
import { type FormErrors, textField } from '../fields.ts';
import type { Visit } from '../visit.ts';

/**
 * The two fields of a new password. Pasting works and password managers find their way: nobody has to remember or
 * retype (WCAG 2.2, 3.3.8).
 * @param userId of whom the password will be, for the password manager; unknown on a reset
 */
export function newPasswordFields({ words }: Visit, errors: FormErrors | null, userId?: string): Html {
  const { labels, hint } = words.newPassword;
  return html`
${userId && html`<input type="email" name="username" value="${userId}" autocomplete="username" hidden readonly tabindex="-1" aria-hidden="true">`}
${textField({ name: 'password', label: labels.password, hint: hint(minimumLength), type: 'password', autocomplete: 'new-password', errors, required: true })}
${textField({ name: 'confirmPassword', label: labels.confirmPassword, type: 'password', autocomplete: 'new-password', errors, required: true })}`;
}
