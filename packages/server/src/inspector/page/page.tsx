import { render } from 'preact';
import { App } from './app.js';

/** The script of the page. */
const root = document.getElementById('root') as HTMLElement;
render(<App path={root.dataset.path ?? ''} />, root);
