import { type Preferences, type RequiredAction, requiredActions } from '../directory/models.ts';
import { preferenceErrors } from '../directory/preferences.ts';
import { dictionary, type Locale } from '../language/index.ts';
import { type FieldError, Problem } from '../problems.ts';

/** What a person sends of a first login: one part, several, or all. */
export interface FirstLoginParts {
  readonly features?: { readonly seen: boolean } | undefined;
  /** Of who was added without a name: what the person is called, with the preferences. */
  readonly names?: { readonly firstName: string; readonly lastName: string } | undefined;
  readonly preferences?: Preferences | undefined;
  readonly password?: string | undefined;
  readonly confirmPassword?: string | undefined;
}

/**
 * What is left once the parts are taken. They have to begin with the first that is left, without a gap; one that was
 * done before, perhaps on another device, may come again.
 * @throws Problem first-login.out-of-order
 */
export function leftAfter(left: readonly RequiredAction[], parts: FirstLoginParts): RequiredAction[] {
  const given: Record<RequiredAction, boolean> = {
    features: parts.features !== undefined,
    preferences: parts.preferences !== undefined,
    'permanent-password': parts.password !== undefined || parts.confirmPassword !== undefined,
  };
  const gap = left.findIndex((action) => !given[action]);
  const rest = gap === -1 ? [] : left.slice(gap);
  if (rest.some((action) => given[action])) throw new Problem('first-login.out-of-order');
  return requiredActions.filter((action) => rest.includes(action));
}

/** @throws Problem request.invalid with a pointer per field */
export function checkParts({ features, preferences }: FirstLoginParts, locale: Locale): void {
  const say = dictionary(locale).directory;
  const errors: FieldError[] = [];
  if (features && !features.seen) {
    errors.push({ pointer: '/features/seen', code: 'features.unseen', detail: say['features.unseen']() });
  }
  if (preferences) errors.push(...preferenceErrors(preferences, locale, '/preferences'));
  if (errors.length > 0) throw new Problem('request.invalid', { errors });
}
