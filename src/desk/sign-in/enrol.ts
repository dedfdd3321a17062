/** The end of an invitation: what the new staff member signs in with, their key, and the link is used up, all at once. */

import type { Enrol, Invitation } from './api.ts';
import { audit } from './audit.ts';
import type { StaffGround } from './ground.ts';
import { takeToken, tokenOwner } from './invite.ts';
import { changed, forgetWays, hasCoordinator, stillHere } from './members.ts';
import { keepOfflineKey } from './offline.ts';
import { checkCreated, creationOptions, keepPasskey, type Origin } from './passkey.ts';
import { keepPassphrase, keepRecovery } from './proof.ts';
import { Refused } from './refused.ts';
import { beginSession } from './sessions.ts';
import { keepWrapped } from './wrapped.ts';

/** What the link opens on. Throws `Refused` 404. */
export async function lookAt(ground: StaffGround, origin: Origin, token: string): Promise<Invitation> {
	const staff = tokenOwner(ground, token);
	if (staff === undefined) throw new Refused(404, 'link');
	const { name, organisation, roles, recipient } = stillHere(ground, staff);
	return {
		staff,
		name,
		organisation,
		roles,
		first: isFirst(ground, name),
		again: recipient !== null,
		options: { ...(await creationOptions(ground, origin, ['enrol', staff], { id: staff, name })) },
	};
}

/** → who has enrolled, and the cookie of their first session. Throws `Refused`, and then nothing has changed. */
export async function enrol(
	ground: StaffGround,
	origin: Origin,
	given: Enrol,
	session: { label: string; before: string | undefined },
): Promise<{ staff: string; cookie: string }> {
	const { sql } = ground;
	const { passkey, passphrase } = given;
	// A recovery code alone signs nobody in from day to day, and a key that only a passkey's PRF opens can be lost with it:
	// beside the code there is a passkey, or a passphrase with an app's codes.
	if (!passkey && !passphrase?.totp) throw new Refused(400, 'way');
	const owner = tokenOwner(ground, given.token);
	if (owner === undefined) throw new Refused(404, 'link');
	const checked = passkey && (await checkCreated(ground, origin, ['enrol', owner], passkey.response));
	const enrolled = sql.transaction(() => {
		const staff = takeToken(ground, given.token);
		if (staff === undefined) throw new Refused(404, 'link');
		const member = stillHere(ground, staff);
		const first = isFirst(ground, member.name);
		if (first !== (given.first !== null)) throw new Refused(400, 'first');
		// Somebody who begins anew: what they had before opens nothing any more.
		sql.run('UPDATE staff SET recipient = ? WHERE id = ?', given.recipient, staff);
		forgetWays(sql, staff);
		if (checked && passkey) {
			keepPasskey(ground, staff, checked, passkey.label);
			if (passkey.wrapped !== null) keepWrapped(ground, staff, 'passkey', checked.id, passkey.wrapped);
		}
		if (passphrase) keepPassphrase(ground, staff, passphrase);
		keepRecovery(ground, staff, given.recovery);
		if (given.first) {
			const { name, languages, outreach, offline } = given.first;
			const roles = outreach ? ['coordinator', 'outreach'] : ['coordinator'];
			sql.run(
				'UPDATE staff SET name = ?, languages = ?, roles = ? WHERE id = ?',
				name,
				JSON.stringify(languages),
				JSON.stringify(roles),
				staff,
			);
			keepOfflineKey(ground, staff, offline);
		}
		audit(ground, staff, 'enrol');
		changed(ground);
		return { staff, cookie: beginSession(ground, staff, 'enrolment', session.label, session.before) };
	});
	sql.purge();
	return enrolled;
}

function isFirst(ground: StaffGround, name: string): boolean {
	return name === '' && !hasCoordinator(ground);
}
