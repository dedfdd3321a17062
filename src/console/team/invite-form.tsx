import { useState } from 'preact/hooks';
import type { Role } from '../../desk/api.ts';
import { Invite } from '../../desk/sign-in/api.ts';
import { useDoing } from '../sign-in/doing.ts';
import { LanguageTicks } from '../sign-in/language-ticks.tsx';
import { Field, Wrong } from '../sign-in/parts.tsx';
import { say } from '../sign-in/say.ts';
import { RoleTicks } from './role-ticks.tsx';

export interface InviteFormProps {
	organisation: string;
	onCancel: () => void;
	/** Its failure is shown here. */
	onInvite: (invite: Invite) => Promise<void>;
}

export function InviteForm({ organisation: usual, onCancel, onInvite }: InviteFormProps) {
	const [name, setName] = useState('');
	const [organisation, setOrganisation] = useState(usual);
	const [languages, setLanguages] = useState(['nl']);
	const [roles, setRoles] = useState<Role[]>(['outreach']);
	const doing = useDoing();
	return (
		<form
			class="panel"
			aria-label={say('team.invite')}
			onSubmit={(event) => {
				event.preventDefault();
				const invite = Invite.safeParse({ name, organisation, roles, languages });
				if (invite.success) void doing.run(() => onInvite(invite.data));
				else doing.setWrong(say('wrong'));
			}}
		>
			<Field label={say('team.name')} value={name} onValue={setName} autocomplete="off" maxLength={40} required />
			<Field
				label={say('team.organisation')}
				value={organisation}
				onValue={setOrganisation}
				autocomplete="off"
				maxLength={80}
				required
			/>
			<RoleTicks roles={roles} onRoles={setRoles} />
			<LanguageTicks legend={say('team.languages')} languages={languages} onLanguages={setLanguages} />
			<Wrong text={doing.wrong} />
			<div class="row">
				<button type="submit" disabled={doing.busy}>
					{say('team.invite.go')}
				</button>
				<button type="button" class="secondary" onClick={onCancel}>
					{say('cancel')}
				</button>
			</div>
		</form>
	);
}
