/** A team for tests: who they are stands in a list that the test may change. */
import type { OwnCard } from '../../src/desk/api.ts';
import type { StaffDirectory, StaffRecord } from '../../src/desk/staff-directory.ts';

export interface TestTeam extends StaffDirectory {
	list: StaffRecord[];
	recoveryKey: string | null;
}

export const outreach = (id: string, more: Partial<StaffRecord> = {}): StaffRecord => ({
	id: `staff-${id}`,
	name: id,
	organisation: 'Bekend (test)',
	roles: ['outreach'],
	languages: ['nl', 'ro'],
	recipient: `age1${id}`,
	left: null,
	...more,
});

export function teamOf(...list: StaffRecord[]): TestTeam {
	const team: TestTeam = {
		list,
		recoveryKey: 'age1recovery',
		members: () => team.list,
		find: (id) => team.list.find((member) => member.id === id),
		recovery: () => team.recoveryKey,
	};
	return team;
}

const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
export const weekdays = (span: string): OwnCard['hours'] => ({
	...closed,
	...Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [span]])),
});

export const cardOf = (name: string, more: Partial<OwnCard> = {}): OwnCard => ({
	name,
	languages: ['nl', 'ro'],
	about: {},
	hours: weekdays('09:00-17:00'),
	standIn: null,
	...more,
});
