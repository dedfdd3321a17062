/** What the Desk shows without opening a word: oneself, the team, who waits, one's threads. */
import { computed } from '@preact/signals';
import { Me, Steps, type Summary, Team, Threads, Waiting } from '../../desk/api.ts';
import { Readiness } from '../../report/model.ts';
import { language } from '../shell/speak.ts';
import { setClock } from '../shell/when.ts';
import { fetched } from './fetched.ts';

export const me = fetched(Me, () => '/me');
export const team = fetched(Team, () => '/team');
export const waiting = fetched(
	Waiting,
	() => '/waiting',
	({ now }) => setClock(now),
);
export const threads = fetched(
	Threads,
	() => '/threads',
	({ now }) => setClock(now),
);
/** For coordinators. */
export const readiness = fetched(Readiness, () => '/texts');
export const steps = fetched(Steps, () => `/steps?lang=${language.value}`);

/** The own id; '' before `me` is known. */
export const self = computed(() => me.value.value?.member.id ?? '');
export const talks = computed(() => me.value.value?.member.roles.includes('outreach') ?? false);
export const coordinates = computed(() => me.value.value?.member.roles.includes('coordinator') ?? false);

// Functions and no `computed`: that would hold its last value after `forgetLists`.

/** Urgent ones, those who asked for us, those who know us; among equals who waits longest. */
export function line(): Summary[] {
	const all = waiting.value.value?.waiting ?? [];
	const rank = (one: Summary) =>
		(one.urgent ? 0 : 4) + (one.wants === self.value ? 0 : one.knows === self.value ? 1 : 2);
	return [...all].sort((a, b) => rank(a) - rank(b) || (a.waiting ?? 0) - (b.waiting ?? 0));
}

/** Urgent, then unread, then the rest; sleeping and left ones last. */
export function talking(): Summary[] {
	const all = threads.value.value?.threads ?? [];
	const rank = (one: Summary) =>
		(one.phase === 'staff' && !one.left ? 0 : 8) +
		(one.urgent ? 0 : 4) +
		(one.unread > 0 ? 0 : 2) +
		(one.owner === self.value ? 0 : 1);
	return [...all].sort((a, b) => rank(a) - rank(b));
}

export const unread = computed(
	() => threads.value.value?.threads.filter((one) => one.owner === self.value && one.unread > 0).length ?? 0,
);

/** Name of a staff member; '' for nobody, and for somebody who has left the team. */
export function nameOfStaff(id: string | null): string {
	return team.value.value?.members.find((member) => member.id === id)?.name ?? '';
}

/** Rejects when one of them could not be had. */
export async function refreshAll(): Promise<void> {
	await Promise.all([me.refresh(), team.refresh(), waiting.refresh()]);
	if (talks.value) await threads.refresh();
}

export function forgetLists(): void {
	for (const list of [me, team, waiting, threads, steps, readiness]) list.forget();
}
