import type { Tracker } from '@twinbeam/browser';

/** The banner that asks for consent: its buttons tell Twinbeam, and the footer's opens it again. */

declare const twinbeam: Tracker;

const notes = {
  granted: 'You have accepted. “Privacy settings” at the end of each page changes that.',
  denied: 'You have rejected: nothing is reported. “Privacy settings” at the end of each page changes that.',
};

const banner = document.querySelector('.consent') as HTMLElement;
const title = banner.querySelector('h2') as HTMLElement;
const note = document.querySelector('.consent-note') as HTMLElement;
const buttons = banner.querySelectorAll('button');

for (const button of buttons) {
  button.addEventListener('click', () => {
    const decision = button.value as keyof typeof notes;
    twinbeam.consent(decision);
    for (const one of buttons) one.setAttribute('aria-pressed', String(one === button));
    note.textContent = notes[decision];
    show(note, banner);
    // The focus was on a button that is hidden now. A screen reader reads what has it.
    note.focus();
  });
}

document.querySelector('#privacy-settings')?.addEventListener('click', () => {
  show(banner, note);
  title.focus();
});

function show(shown: HTMLElement, other: HTMLElement): void {
  shown.hidden = false;
  other.hidden = true;
}
