/** What `castellan start` says, in English. */
export const start = {
  failures: {
    'not-installed': ({ name }: { name: string }) =>
      `The embedded ${name} is not installed. Install it with: node scripts/setup.mjs --test\n` +
      'Or use servers of your own: TEMPORAL_ADDRESS and MONGODB_URI.',
    'no-port': ({ use, first, last, host }: { use: string; first: number; last: number; host: string }) =>
      `There is no port for ${use}: ${first} to ${last} on ${host} are all taken. End what holds them, or set PORT.`,
    'folder-in-use': ({ folder, pid, url }: { folder: string; pid: number; url: string | null }) =>
      `Castellan runs already on ${folder}, as process ${pid}, ${url ? `at ${url}` : 'and is just starting'}.\n` +
      'Use that one, end it first (Ctrl-C there), or give this one a folder of its own: --data DIR',
    'no-start-times': () =>
      'This system does not tell when a process started (ps is missing?), so the data folder cannot be locked.\n' +
      'Install procps, or run the parts by themselves: castellan api, castellan worker.',
    'ended-early': (death: { name: string; how: string; log: string; words: string }) =>
      `${death.name} ended while it started (${death.how}).${death.words ? ` It said:\n\n${death.words}\n` : ''}\nIts whole log: ${death.log}`,
    'not-ready': (late: { name: string; seconds: number; log: string; words: string }) =>
      `${late.name} was not ready within ${late.seconds} s.${late.words ? ` It said:\n\n${late.words}\n` : ''}\nIts whole log: ${late.log}`,
  },
  parts: {
    api: 'the API',
    mailbox: 'the mailbox',
    smtp: 'SMTP',
    temporal: 'Temporal',
    temporalUi: 'the Temporal Web UI',
    workerMetrics: 'the worker’s metrics',
    mongodb: 'MongoDB',
  },
  notices: {
    busyPort: (busy: { use: string; wanted: number; chosen: number }) =>
      `Port ${busy.wanted} for ${busy.use} is taken: using ${busy.chosen}.`,
    leftover: ({ name, pid }: { name: string; pid: number }) =>
      `Ending ${name} (process ${pid}), which a killed Castellan left behind.`,
    death: (death: { name: string; how: string; againInMs: number }) =>
      `${death.name} died (${death.how}); it is started again in ${death.againInMs} ms.`,
    starting: (names: readonly string[]) => `Starting ${names.join(', ')} …`,
    secantus: 'The embedded MongoDB is SecantusDB, a beta: fine for trying and testing, not for production data.',
    ending: 'Ending … (Ctrl-C again ends at once)',
    ended: 'Ended.',
  },
  table: {
    ready: 'Castellan is ready.',
    console: 'Console',
    api: 'API',
    documentation: 'API documentation',
    mailbox: 'Mailbox',
    temporalUi: 'Temporal Web UI',
    signIn: 'Sign-in',
    administrator: (account: string) => `administrator of account ${account}`,
    support: 'support',
    data: 'Data',
    kept: (folder: string) => folder,
    notKept: 'not kept (--ephemeral)',
    hint: 'Ctrl-C ends it.',
  },
};
