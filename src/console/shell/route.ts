/**
 * Where in the console one is, in the address behind `#`, so that the server is never told: `#/talk/<thread>`. The browser's
 * own Back works, a reload stays, and a notice's link leads to the right screen.
 */
import { computed, signal } from '@preact/signals';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
	hash.value = location.hash;
});

/** `#/talk/abc/danger` → `['talk', 'abc', 'danger']`; the first screen without one. */
export const route = computed(() => {
	const parts = hash.value.replace(/^#\/?/, '').split('/').filter(Boolean);
	return parts.length === 0 ? ['waiting'] : parts;
});

export function href(...parts: string[]): string {
	return `#/${parts.join('/')}`;
}

export function go(...parts: string[]): void {
	location.hash = href(...parts);
	// At once, and not only after the event: who asks for the route next reads the new one.
	hash.value = location.hash;
}
