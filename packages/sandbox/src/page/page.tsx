import { render } from 'preact';
import { App } from './app.js';

/** The script of the page. */
render(<App />, document.getElementById('root') as HTMLElement);
