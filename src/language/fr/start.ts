import type { start as en } from '../en/start.ts';

/** What `castellan start` says, in French. */
export const start: typeof en = {
  failures: {
    'not-installed': ({ name }) =>
      `Le programme intégré ${name} n’est pas installé. Installez-le avec\u00a0: node scripts/setup.mjs --test\n` +
      'Ou utilisez vos propres serveurs\u00a0: TEMPORAL_ADDRESS et MONGODB_URI.',
    'no-port': ({ use, first, last, host }) =>
      `Aucun port libre pour ${use}\u00a0: de ${first} à ${last} sur ${host}, tous sont pris. Arrêtez ce qui les occupe, ou définissez PORT.`,
    'folder-in-use': ({ folder, pid, url }) =>
      `Castellan fonctionne déjà sur ${folder} (processus ${pid}), ${url ? `à l’adresse ${url}` : 'et démarre à l’instant'}.\n` +
      'Utilisez celui-là, arrêtez-le d’abord (Ctrl-C dans son terminal), ou donnez un autre dossier à celui-ci\u00a0: --data DIR',
    'no-start-times': () =>
      'Ce système ne dit pas quand un processus a démarré (ps manque-t-il\u202f?)\u00a0: le dossier de données ne peut pas être verrouillé.\n' +
      'Installez procps, ou lancez les parties séparément\u00a0: castellan api, castellan worker.',
    'ended-early': ({ name, how, log, words }) =>
      `${name} s’est arrêté pendant son démarrage (${how}).${words ? ` Ses derniers mots\u00a0:\n\n${words}\n` : ''}\nSon journal complet\u00a0: ${log}`,
    'not-ready': ({ name, seconds, log, words }) =>
      `${name} n’était pas prêt au bout de ${seconds}\u00a0s.${words ? ` Ses derniers mots\u00a0:\n\n${words}\n` : ''}\nSon journal complet\u00a0: ${log}`,
  },
  parts: {
    api: 'l’API',
    mailbox: 'la boîte aux lettres',
    smtp: 'SMTP',
    temporal: 'Temporal',
    temporalUi: 'l’interface web de Temporal',
    workerMetrics: 'les mesures du worker',
    mongodb: 'MongoDB',
  },
  notices: {
    busyPort: ({ use, wanted, chosen }) =>
      `Le port ${wanted}, prévu pour ${use}, est pris\u00a0: ${chosen} est utilisé.`,
    leftover: ({ name, pid }) => `Arrêt de ${name} (processus ${pid}), laissé par un Castellan interrompu.`,
    death: ({ name, how, againInMs }) => `${name} s’est arrêté (${how})\u00a0; il redémarre dans ${againInMs}\u00a0ms.`,
    starting: (names) => `Démarrage\u00a0: ${names.join(', ')}…`,
    secantus:
      'Le MongoDB intégré est SecantusDB, une version bêta\u00a0: parfait pour essayer et tester, pas pour des données de production.',
    ending: 'Arrêt… (Ctrl-C encore une fois pour arrêter aussitôt)',
    ended: 'Arrêté.',
  },
  table: {
    ready: 'Castellan est prêt.',
    console: 'Console',
    api: 'API',
    documentation: 'Documentation de l’API',
    mailbox: 'Boîte aux lettres',
    temporalUi: 'Interface web de Temporal',
    signIn: 'Connexion',
    administrator: (account) => `administrateur du compte ${account}`,
    support: 'support',
    data: 'Données',
    kept: (folder) => folder,
    notKept: 'non conservées (--ephemeral)',
    hint: 'Ctrl-C pour arrêter.',
  },
};
