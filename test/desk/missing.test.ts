import { describe, expect, test } from 'vitest';
import { missing, missingFacts, spellMissing } from '../../src/desk/missing.ts';
import { startServer } from '../support/server.ts';
import { anna, organisation, startDesk } from './runtime.ts';
import { outreach, teamOf, weekdays } from './team.ts';

const nothing = { production: true, retentionSet: false, directory: { organisation: organisation(), hours: {} } };
const everything = {
	...{ production: true, retentionSet: true },
	directory: {
		organisation: organisation({ controller: 'An organisation, a street', privacy_contact: 'privacy@example.org' }),
		hours: { office: weekdays('09:00-17:00') },
	},
};

describe('what has to be there before anybody is brought in', () => {
	test('in production: controller, privacy contact, hours and retention', () => {
		expect(missingFacts(nothing)).toEqual(['controller', 'privacy-contact', 'hours', 'retention']);
		expect(missingFacts(everything)).toEqual([]);
		expect(missingFacts({ ...everything, retentionSet: false })).toEqual(['retention']);
		const closed = {
			...everything.directory,
			hours: { office: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] } },
		};
		expect(missingFacts({ ...everything, directory: closed })).toEqual(['hours']);
		expect(missingFacts({ ...nothing, production: false })).toEqual([]);
		expect(spellMissing(['retention', 'hours'])).toBe('RETENTION_DAYS, hours (flows/directory.yaml) must be set');
	});

	test('always: the recovery key and one’s own', () => {
		expect(missing({ ...everything, recovery: null }, null)).toEqual(['recovery-key', 'own-key']);
		expect(missing({ ...everything, recovery: 'age1recovery' }, 'age1anna')).toEqual([]);
		const { desk, team } = startDesk({ team: teamOf(outreach('anna', { recipient: null })) });
		team.recoveryKey = null;
		desk.refresh();
		expect(desk.me(anna).missing).toEqual(['recovery-key', 'own-key']);
	});

	test('who has just made a key is not told that it is missing', () => {
		const { desk, team } = startDesk({ team: teamOf(outreach('anna', { recipient: null })) });
		expect(desk.me(anna).missing).toEqual(['own-key']);
		team.list = [outreach('anna')];
		expect([desk.me(anna).missing, desk.roster.colleagues.length]).toEqual([[], 1]);
		team.list = [...team.list, outreach('bea')];
		expect(desk.me('staff-bea').member.name).toBe('bea');
	});

	test('nobody is offered while something is missing, and letters are taken all the same', async () => {
		const prepared = { ...nothing, directory: { ...nothing.directory, timezone: 'Europe/Amsterdam' } };
		const { desk, ask, letter } = startDesk({ prepared });
		expect([desk.off.length, desk.roster.colleagues]).toEqual([4, []]);
		await ask('person-1');
		await letter('person-1', { kind: 'forgotten' });
		expect(desk.waiting()).toEqual([]);
	});

	test('the server has no Desk then, and else lets in nobody who is not signed in', async () => {
		const off = await startServer({ production: true });
		const on = await startServer();
		const ask = async ({ url }: { url: string }, path: string) => (await fetch(url + path)).status;
		expect([await ask(off, '/desk'), await ask(off, '/desk/api/me')]).toEqual([404, 404]);
		expect(await ask(on, '/desk/api/me')).toBe(401);
		const post = await fetch(`${on.url}/desk`, { method: 'POST' });
		expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
	});
});
