/** Writes a thread back: counts its version, settles whom it is sealed to, and notes who must be told. */
import type { Ground } from './ground.ts';
import { readersOf, recipientsOf } from './recipients.ts';
import { saveThread, type Thread } from './thread.ts';

/** In a commit. @param before as it was loaded; null: it is new. → as it stands now */
export function change(ground: Ground, before: Thread | null, next: Thread): Thread {
	const team = ground.team();
	const sealed = recipientsOf(team, next).join(' ');
	const version = next.version + 1;
	const turned = !before || before.phase !== next.phase || before.owner !== next.owner || before.sealed !== sealed;
	const after = { ...next, sealed, version, turned: turned ? version : next.turned };
	saveThread(ground.data, after);
	ground.changes.push({
		thread: after.id,
		version,
		of: [...new Set([...(before ? readersOf(team, before) : []), ...readersOf(team, after)])],
		waiting: before?.phase === 'waiting' || after.phase === 'waiting',
	});
	return after;
}
