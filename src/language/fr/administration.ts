import type { administration as english } from '../en/administration.ts';

export const administration: typeof english = {
  sections: {
    home: 'Accueil',
    accounts: 'Comptes',
    onboardings: 'Intégrations',
    promote: 'Ajouter un administrateur',
    support: 'Assistance',
    account: 'Votre utilisateur',
  },
  way: 'Où vous êtes',
};
