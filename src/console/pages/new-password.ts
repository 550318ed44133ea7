import { minimumLength } from '../../credentials/password-policy.ts';
import { type Html, html } from '../../html.ts';
import { type FormErrors, textField } from '../fields.ts';
import type { Visit } from '../visit.ts';

/** The script that these fields work better with; it looks for a form marked `data-passwords`. */
export const passwordScript = 'password.js' as const;

/**
 * The two fields of a new password. Pasting works and password managers find their way: nobody has to remember or
 * retype (WCAG 2.2, 3.3.8). With script they say while somebody types how good the password is and why, and can be
 * shown.
 * @param userId of whom the password will be, for the password manager; unknown on a reset
 */
export function newPasswordFields({ words, ownUser }: Visit, errors: FormErrors | null, userId?: string): Html {
  const { labels, hint } = words.newPassword;
  const { meter } = ownUser;
  return html`
${userId && html`<input type="email" name="username" value="${userId}" autocomplete="username" hidden readonly tabindex="-1" aria-hidden="true">`}
${textField({ name: 'password', label: labels.password, hint: hint(minimumLength), type: 'password', autocomplete: 'new-password', errors, required: true, data: 'judged' })}
<div class="strength" data-part="meter" hidden><meter min="0" max="4" low="2.5" high="3.5" optimum="4" value="0" aria-label="${meter.label}"></meter><p class="hint" role="status"></p></div>
${showButton(ownUser)}
${textField({ name: 'confirmPassword', label: labels.confirmPassword, type: 'password', autocomplete: 'new-password', errors, required: true })}`;
}

/** Shows what was typed in all passwords of the form: on a phone nobody types twenty letters blindly. */
export const showButton = ({ meter }: Visit['ownUser']): Html =>
  html`<p><button type="button" class="plain" data-part="show" data-show="${meter.show}" data-hide="${meter.hide}" hidden>${meter.show}</button></p>`;
