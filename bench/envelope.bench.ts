import { chromium } from 'playwright-core';
import { newKeyPair, publicPart } from '../src/envelopes/reader/opening.ts';
import { createKeyWrapper } from '../src/envelopes/key-wrapper.ts';
import { claimsOf, openMessage, sealMessage, wrappingContext } from '../src/envelopes/sealing.ts';
import { recordModels } from '../src/records/models.ts';
import { openSite } from '../test/console/site.ts';
import { createWorld } from '../test/envelopes/support.ts';
import { type Figure, measure, median, print } from './measure.ts';

/**
 * What the envelope costs above the cipher itself: sealing, opening, key releases, and the reader from the click to the
 * plaintext, each as a ratio to bare WebCrypto AES-GCM on the same bytes in the same run.
 */
const claims = { mid: 'bWlkLW1pZC1taWQtbWlkLQ', rcpt: 'r'.repeat(43), pol: 'p'.repeat(43) };
const at = { keyServer: 'https://castellan.example.org', now: new Date() };

const bytesOf = (text: string) => new TextEncoder().encode(JSON.stringify({ v: 1, subject: 'Subject', text }));

async function bare(text: string) {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const bytes = bytesOf(text);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes);
  return {
    encrypt: {
      name: 'bare AES-GCM, encrypt',
      once: () =>
        crypto.subtle.encrypt({ name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) }, key, bytes),
    },
    decrypt: { name: 'bare AES-GCM, decrypt', once: () => crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed) },
  };
}

async function cryptography(): Promise<void> {
  for (const [size, text] of [
    ['1 KiB', 'x'.repeat(1_024)],
    ['32 KiB', 'x'.repeat(32_768)],
  ] as const) {
    const { encrypt, decrypt } = await bare(text);
    const { jwe, dataKey } = await sealMessage({ subject: 'Subject', text }, claims, at);
    const seal = { name: 'seal', once: () => sealMessage({ subject: 'Subject', text }, claims, at) };
    const open = { name: 'open', once: () => openMessage(jwe, dataKey, claims) };
    print(`Sealing ${size}`, await measure(encrypt, [seal], 15, 200));
    print(`Opening ${size}`, await measure(decrypt, [open], 15, 200));
  }
}

/** Claimed in MongoDB, unwrapped, and sealed to the browser's key. */
async function releases(): Promise<void> {
  const world = await createWorld();
  try {
    const text = 'x'.repeat(1_024);
    const { decrypt } = await bare(text);
    const { mid, email } = await world.invite({ text });
    const principal = await world.user(email);
    const epk = await publicPart(await newKeyPair());
    const wrapper = createKeyWrapper(world.keyring);
    const stored = (await world.models.envelopes.findOne({ mid }).lean())!;
    const context = wrappingContext(claimsOf(stored.jwe));
    const unwrap = { name: 'unwrap the data key', once: () => wrapper.unwrap(stored.wrappedKey!, context) };
    const release = { name: 'release, one by one', once: () => world.envelopes.release({ mid, epk, principal }) };
    const atOnce = 16;
    const together = {
      name: `release, one of ${atOnce} at once`,
      once: () => Promise.all(Array.from({ length: atOnce }, () => world.envelopes.release({ mid, epk, principal }))),
    };
    const write = {
      name: 'one bare MongoDB write',
      once: () => world.models.envelopes.collection.updateOne({ mid }, { $inc: { releases: 1 } }),
    };
    // All against the same base in the same rounds.
    const figures = await measure(decrypt, [unwrap, write, release, together], 7, 10);
    const each = ({ name, ms, ratio }: Figure) => ({ name, ms: ms / atOnce, ratio: ratio / atOnce });
    print(
      'Key releases (1 KiB)',
      figures.map((figure) => (figure.name === together.name ? each(figure) : figure)),
    );
  } finally {
    await world.end();
  }
}

/** From the click in a real browser to the text on the page, over HTTP and MongoDB. */
async function reader(): Promise<void> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (!executablePath) return console.log('\nReader: not measured, there is no Chromium (CHROMIUM_PATH)');
  const site = await openSite();
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const text = 'x'.repeat(32_768);
    const user = await site.addUser({ userId: 'reader@example.org', addressProvedAt: new Date() });
    const { userId: email, addressKey } = user;
    const { mid } = await site.envelopes.seal({
      ...{ ref: 'ONB-BENCH0', step: 'seal', account: '1001', accountName: 'First', email, addressKey, locale: 'en' },
      ...{ senderName: 'Ann', text, expiresAt: new Date(Date.now() + 86_400_000) },
    });
    await site.envelopes.markSent(mid);
    const by = { kind: 'operator', name: 'host' } as const;
    await recordModels(site.connection).onboardings.create({
      ...{
        ref: 'ONB-BENCH0',
        account: '1001',
        group: 'account-administrators',
        email,
        addressKey,
        path: 'invite',
        mid,
      },
      ...{ stage: 'awaiting-first-login', open: true, revision: 1, seq: 0, sendings: 1, initiator: by, sponsor: by },
      ...{ candidate: { locale: 'en' }, workflow: { id: 'promote-to-admin/ONB-BENCH0', runId: null } },
    });
    const value = await site.services.credentials.sessions.open(String(user._id), 'full');
    const { origin } = site;
    const context = await browser.newContext();
    await context.addCookies([{ name: 'castellan', value, url: origin }]);
    const page = await context.newPage();
    const plaintext = new TextDecoder().decode(bytesOf(text));
    const clicks: number[] = [];
    const bares: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      await page.goto(`${origin}/m/${mid}`);
      const { click, bare: alone } = await page.evaluate(clickToPlaintext, plaintext);
      clicks.push(click);
      bares.push(alone);
    }
    const ratio = median(clicks.map((click, round) => click / bares[round]!));
    console.log('\nReader (32 KiB), in Chromium');
    console.log(`  bare AES-GCM, decrypt  ${median(bares).toFixed(3).padStart(9)} ms`);
    console.log(
      `  click to plaintext     ${median(clicks).toFixed(3).padStart(9)} ms  ${ratio.toFixed(1).padStart(9)} ×`,
    );
  } finally {
    await browser.close();
    await site.close();
  }
}

/** In the page: presses the button and waits for the text; then decrypts the same bytes with WebCrypto alone. */
async function clickToPlaintext(plaintext: string): Promise<{ click: number; bare: number }> {
  const target = document.querySelector('[data-part=text]')!;
  const shown = new Promise<number>((resolve, reject) => {
    new MutationObserver(() => resolve(performance.now())).observe(target, { childList: true });
    const said = document.querySelector('[data-part=status]')!;
    setTimeout(() => reject(new Error(`the message did not open: ${said.textContent}`)), 10_000);
  });
  const start = performance.now();
  document.querySelector<HTMLButtonElement>('[data-part=open]')!.click();
  const click = (await shown) - start;
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(plaintext));
  // One is too short for the clock of a page.
  const times = 200;
  const begin = performance.now();
  for (let time = 0; time < times; time += 1) await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed);
  return { click, bare: (performance.now() - begin) / times };
}

await cryptography();
await releases();
await reader();
process.exit();
