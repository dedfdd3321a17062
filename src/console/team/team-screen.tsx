/** Who there is, and when they read. */
import { coordinates, team } from '../desk/lists.ts';
import { nameOf, say } from '../shell/speak.ts';
import { moment } from '../shell/when.ts';
import { ManageTeam } from './manage-team.tsx';

export function TeamScreen() {
	return (
		<>
			<h1>{say('more.team')}</h1>
			<ul class="people">
				{(team.value.value?.members ?? []).map((one) => (
					<li key={one.id} class="panel">
						<strong>{one.name}</strong>
						<p class="soft">
							{one.organisation} · {one.roles.map((role) => say(`role.${role}`)).join(', ')} ·{' '}
							{one.languages.map(nameOf).join(', ')}
						</p>
						<p>{one.here ? say('here') : one.next === null ? say('away') : say('next', { when: moment(one.next) })}</p>
					</li>
				))}
			</ul>
			{coordinates.value && <ManageTeam />}
		</>
	);
}
