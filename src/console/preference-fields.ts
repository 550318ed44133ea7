import type { Preferences } from '../directory/models.ts';
import { timeZones } from '../directory/preferences.ts';
import { type Html, html } from '../html.ts';
import { groupBy } from '../http/group-by.ts';
import { dictionary, type Locale } from '../language/index.ts';
import { checkbox, choiceField, type FormErrors, type OptionGroup, selectField } from './fields.ts';
import type { Form } from './forms.ts';
import type { Visit } from './visit.ts';

/** Language, time zone and mails, as the first login and the page of one's own user ask for them. */
export function preferenceFields({ locale }: Visit, preferences: Preferences, errors: FormErrors | null): Html {
  const { preferences: words } = dictionary(locale).ownUser;
  return html`
${choiceField({
  name: 'language',
  label: words.labels.language,
  hint: words.languageHint,
  value: preferences.language,
  errors,
  options: [
    ['en', 'English', undefined, 'en'],
    ['fr', 'Français', undefined, 'fr'],
  ],
})}
${selectField({ name: 'timeZone', label: words.labels.timeZone, hint: words.timeZoneHint, value: preferences.timeZone, errors, options: groups(locale), data: 'guess' })}
<p class="hint" data-part="zone-found" role="status" hidden>${words.zoneFound}</p>
${checkbox({ name: 'notifyNewMessages', label: words.labels.notifyNewMessages, checked: preferences.notifyNewMessages })}`;
}

/** What somebody chose in those fields. A time zone that does not exist is refused by who keeps it. */
export const preferencesIn = (form: Form): Preferences => ({
  language: form['language'] === 'fr' ? 'fr' : 'en',
  timeZone: form['timeZone'] ?? '',
  notifyNewMessages: form['notifyNewMessages'] === 'yes',
});

const made = new Map<Locale, readonly OptionGroup[]>();

/** Zones by region: four hundred in one list are too many to look through, above all on a phone. */
function groups(locale: Locale): readonly OptionGroup[] {
  let list = made.get(locale);
  if (list === undefined) {
    const { regions } = dictionary(locale).ownUser.preferences;
    const byRegion = groupBy(timeZones(), regionOf);
    list = [...byRegion].map(([region, zones]) => ({
      label: regions[region],
      options: zones.map((zone) => [zone, cityOf(zone)] as const),
    }));
    made.set(locale, list);
  }
  return list;
}

type Region = keyof ReturnType<typeof dictionary>['ownUser']['preferences']['regions'];

function regionOf(zone: string): Region {
  const [region = ''] = zone.split('/');
  const known = dictionary('en').ownUser.preferences.regions;
  return Object.hasOwn(known, region) ? (region as Region) : 'other';
}

const cityOf = (zone: string): string => zone.split('/').slice(1).reverse().join(', ').replaceAll('_', ' ') || zone;
