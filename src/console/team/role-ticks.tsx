import type { Role } from '../../desk/api.ts';
import { say } from '../sign-in/say.ts';

const all: Role[] = ['outreach', 'coordinator'];

export function RoleTicks({ roles, onRoles }: { roles: Role[]; onRoles: (roles: Role[]) => void }) {
	return (
		<fieldset>
			<legend>{say('team.roles')}</legend>
			{all.map((role) => (
				<label key={role}>
					<input
						type="checkbox"
						checked={roles.includes(role)}
						onChange={(event) => {
							const others = roles.filter((other) => other !== role);
							onRoles(event.currentTarget.checked ? [...others, role] : others);
						}}
					/>
					{say(`role.${role}`)}: {say(`role.${role}.hint`)}
				</label>
			))}
		</fieldset>
	);
}
