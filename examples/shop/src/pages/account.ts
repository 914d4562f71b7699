import { html } from '../html.js';
import type { Page } from './document.js';

export const signUpPage = (problem?: string): Page => ({
  title: 'Sign up',
  body: html`  <h1>Sign up</h1>
  <p class="lead">Get news of boots before they are gone.</p>
  <form class="fields" action="/sign-up" method="post">
    <label>E-mail <input type="email" name="email" autocomplete="email" required></label>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <button class="primary">Sign up</button>
  </form>`,
});

export const accountPage = (email: string, isNew: boolean): Page => ({
  title: 'Account',
  calls: isNew ? [['track', 'CompleteRegistration', { status: 'subscribed' }]] : [],
  body: html`  <h1>${isNew ? 'Welcome!' : 'Your account'}</h1>
  <p class="lead">Signed up as ${email}.</p>
  <p><a class="primary button" href="/">Go shopping</a></p>
  <form action="/sign-out" method="post" data-signs-out><button>Sign out</button></form>`,
});

export const missingPage: Page = {
  title: 'Not found',
  body: html`  <h1>Nothing here</h1>
  <p class="lead"><a href="/">To the shop</a></p>`,
};
