import './no-eval.ts';
import './style/console.css';
import { render } from 'preact';
import { App } from './shell/app.tsx';

const root = document.getElementById('app');
if (!root) throw new Error('#app is missing');
render(<App />, root);
