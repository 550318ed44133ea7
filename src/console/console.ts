import express, { Router } from 'express';
import type { Config } from '../config.ts';
import type { Web } from '../http/route.ts';
import { assets } from './assets.ts';
import { createBanner } from './banner.ts';
import { accountPasswordPages } from './pages/account-password.ts';
import { accountSignInPages } from './pages/account-sign-ins.ts';
import { accountTokenPages } from './pages/account-tokens.ts';
import { accountPages } from './pages/account.ts';
import { accountsPages } from './pages/accounts.ts';
import { apiDocumentationPages } from './pages/api-documentation.ts';
import { bulkListPages } from './pages/bulk-list.ts';
import { bulkForm, bulkPages } from './pages/bulk.ts';
import { confirmationPages } from './pages/confirmation.ts';
import { explanationPages } from './pages/explanations.ts';
import { firstLoginPages } from './pages/first-login.ts';
import { mailingPages } from './pages/mailing.ts';
import { memberPages } from './pages/members.ts';
import { messagePages } from './pages/message.ts';
import { notForMePages } from './pages/not-for-me.ts';
import { onboardingEnvelopePages } from './pages/onboarding-envelope.ts';
import { onboardingPages } from './pages/onboarding.ts';
import { onboardingsPages } from './pages/onboardings.ts';
import { openPage } from './pages/open.ts';
import { passwordResetPages } from './pages/password-reset.ts';
import { promotePages } from './pages/promote.ts';
import { runbookPages } from './pages/runbook.ts';
import { signInPages } from './pages/sign-in.ts';
import { supportPages } from './pages/support.ts';
import { addUserPages } from './pages/add-user.ts';
import { userPages } from './pages/users.ts';
import type { Services } from '../http/services.ts';
import { forgetForeignWords } from './said.ts';
import { identifyStaff } from './visit.ts';

/**
 * The pages: server-rendered, working without script but for the reader, which decrypts in the browser. They call the
 * same services as the API, and stand behind the same session, limits and cross-site rule.
 */
export function createConsole(services: Services, _config: Config, web: Web): Router {
  const parts = { services, web, banner: createBanner(services.health) };
  const router = Router();
  router.use(assets());
  router.use(openPage(parts));
  router.use(identifyStaff(async (user) => services.authority.isSupport(user)));
  router.post('/accounts/:account/bulk', bulkForm);
  router.use(forgetForeignWords);
  router.use(express.urlencoded({ extended: false, limit: '128kb', parameterLimit: 50 }));
  for (const pages of [
    signInPages,
    passwordResetPages,
    firstLoginPages,
    messagePages,
    notForMePages,
    accountsPages,
    promotePages,
    memberPages,
    userPages,
    addUserPages,
    bulkPages,
    bulkListPages,
    mailingPages,
    confirmationPages,
    supportPages,
    onboardingsPages,
    onboardingPages,
    onboardingEnvelopePages,
    accountPages,
    accountPasswordPages,
    accountSignInPages,
    accountTokenPages,
    explanationPages,
    runbookPages,
    apiDocumentationPages,
  ]) {
    router.use(pages(parts));
  }
  return router;
}
