import type { Tracker } from '@twinbeam/browser';

/** The shop's own script: sends the events that forms declare, and submits some forms without leaving the page. */

declare const twinbeam: Tracker;

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-event]')) {
  form.addEventListener('submit', (submitted) => {
    const { event = '', properties = '{}', count } = form.dataset;
    twinbeam.track(event, JSON.parse(properties));
    if (form.dataset.leaves !== undefined) return;
    submitted.preventDefault();
    void send(form, count);
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-signs-out]')) {
  form.addEventListener('submit', () => twinbeam.reset());
}

async function send(form: HTMLFormElement, count = ''): Promise<void> {
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  const response = await fetch(form.action, { method: 'POST', body });
  if (!response.ok) return form.submit();
  const next = new DOMParser().parseFromString(await response.text(), 'text/html');
  const shown = document.getElementById(count);
  if (shown) shown.textContent = next.getElementById(count)?.textContent ?? shown.textContent;
  const done = document.querySelector('.done');
  if (done) done.textContent = 'Done.';
}
