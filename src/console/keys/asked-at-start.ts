/**
 * From a notice to the first reply it should be three taps, and signing in would be a fourth: where a passkey has opened the
 * Desk before, a freshly opened page asks for it by itself. Once, and never after a lock or a sign-out in this page. What is
 * remembered is that, and not whose.
 */
import { effect } from '@preact/signals';
import { session } from '../session.ts';

const STORED = 'desk.passkey';
let fresh = true;

/** After a passkey of this browser has opened the key. */
export function rememberPasskey(): void {
	localStorage.setItem(STORED, 'here');
}

/** True at most once in the life of a page. */
export function mayAskAtStart(): boolean {
	const may = fresh && !document.hidden && localStorage.getItem(STORED) !== null;
	fresh = false;
	return may;
}

effect(() => {
	if (session.value.is === 'in') fresh = false;
});
