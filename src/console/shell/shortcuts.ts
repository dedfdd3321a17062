/**
 * Keys. Single letters act only outside fields, and can be switched off (WCAG 2.1.4: they get in the way of speech input).
 * A screen registers what its keys do; ? shows the list.
 */
import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { lock } from '../session.ts';
import { go } from './route.ts';
import type { Key } from './speak.ts';

const STORED = 'desk.keys';

export const letters = signal(localStorage.getItem(STORED) !== 'off');
export const listShown = signal(false);

export function setLetters(on: boolean): void {
	letters.value = on;
	localStorage.setItem(STORED, on ? 'on' : 'off');
}

/** In the order of the list. `Mod` is Ctrl, on a Mac ⌘. */
export const list: { keys: string; does: Key }[] = [
	{ keys: '1', does: 'keys.waiting' },
	{ keys: '2', does: 'keys.talk' },
	{ keys: '3', does: 'keys.me' },
	{ keys: '4', does: 'keys.more' },
	{ keys: 'j k', does: 'keys.move' },
	{ keys: 'Enter', does: 'keys.open' },
	{ keys: '/', does: 'keys.search' },
	{ keys: 'r', does: 'keys.reply' },
	{ keys: 'n', does: 'keys.note' },
	{ keys: 'Ctrl Enter', does: 'keys.send' },
	{ keys: 'm', does: 'keys.menu' },
	{ keys: 'u', does: 'keys.danger' },
	{ keys: 'Esc', does: 'keys.back' },
	{ keys: 'Shift L', does: 'keys.lock' },
	{ keys: '?', does: 'keys.help' },
];

type Act = () => void;
const acts: Record<string, Act> = {
	'1': () => go('waiting'),
	'2': () => go('talk'),
	'3': () => go('me'),
	'4': () => go('more'),
	j: () => move(1),
	k: () => move(-1),
	L: lock,
	'?': () => {
		listShown.value = true;
	},
};
const own: Record<string, Act>[] = [];

/** The keys of a screen, from the moment it is shown: after the paint, a quick Escape would still mean the screen before. */
export function useKeys(keys: Record<string, Act>): void {
	useLayoutEffect(() => {
		own.push(keys);
		return () => {
			own.splice(own.indexOf(keys), 1);
		};
	});
}

export function listenToKeys(): () => void {
	document.addEventListener('keydown', onKey);
	return () => document.removeEventListener('keydown', onKey);
}

function onKey(event: KeyboardEvent): void {
	if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
	if (document.querySelector('dialog[open]')) return;
	if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select')) {
		// Out of the field first; the next Escape leads back.
		if (event.key === 'Escape') event.target.blur();
		return;
	}
	if (event.key !== 'Escape' && !letters.value) return;
	const act = own.findLast((keys) => keys[event.key])?.[event.key] ?? acts[event.key];
	if (!act) return;
	event.preventDefault();
	act();
}

/** Through the list on the screen. */
function move(by: number): void {
	const items = [...document.querySelectorAll<HTMLElement>('[data-item]')];
	const at = items.indexOf(document.activeElement as HTMLElement);
	items[Math.min(Math.max(at + by, 0), items.length - 1)]?.focus();
}
