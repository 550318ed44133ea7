import { type Connection, Types } from 'mongoose';
import { dictionary, type Locale, locales } from '../language/index.ts';
import { type FieldError, Problem } from '../problems.ts';
import { directoryModels, type Preferences } from './models.ts';

/** What a user chose for language, clock and mails. */
export function createPreferences({ connection }: { connection: Connection }) {
  const { users } = directoryModels(connection);
  const activeUser = (user: string) => ({ _id: new Types.ObjectId(user), status: 'active' }) as const;

  async function readPreferences(user: string): Promise<Preferences> {
    const found = await users.findOne(activeUser(user), { preferences: 1 }).lean();
    if (found === null) throw new Problem('access.sign-in-required');
    const { language, timeZone, notifyNewMessages } = found.preferences;
    return { language, timeZone, notifyNewMessages };
  }

  return {
    /**
     * A user's preferences as they stand.
     * @param user ObjectId as hex
     * @throws Problem access.sign-in-required when the user is gone or locked
     */
    readPreferences,

    /**
     * Changes what is given and leaves the rest.
     * @param user ObjectId as hex
     * @throws Problem request.invalid with a pointer per field, access.sign-in-required
     */
    async updatePreferences(user: string, given: GivenPreferences, locale: Locale): Promise<Preferences> {
      const errors = preferenceErrors(given, locale);
      if (errors.length > 0) throw new Problem('request.invalid', { errors });
      const set = Object.entries(given).filter(([, value]) => value !== undefined);
      const paths = Object.fromEntries(set.map(([name, value]) => [`preferences.${name}`, value]));
      if (set.length > 0) await users.updateOne(activeUser(user), { $set: paths });
      return readPreferences(user);
    },
  };
}

type GivenPreferences = { readonly [Name in keyof Preferences]?: Preferences[Name] | undefined };

/** What is wrong with preferences, as pointers below `at`. */
export function preferenceErrors({ language, timeZone }: GivenPreferences, locale: Locale, at = ''): FieldError[] {
  const say = dictionary(locale).directory;
  const errors: FieldError[] = [];
  if (language !== undefined && !locales.includes(language)) {
    errors.push({ pointer: `${at}/language`, code: 'language.unknown', detail: say['language.unknown']() });
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    errors.push({ pointer: `${at}/timeZone`, code: 'time-zone.unknown', detail: say['time-zone.unknown']() });
  }
  return errors;
}

/** IANA names, and UTC, which `Intl` leaves out of its list. */
export const timeZones = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
