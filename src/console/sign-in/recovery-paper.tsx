/** A new recovery code: made here, printed, confirmed; what it wraps and proves goes to the server. */
import { useState } from 'preact/hooks';
import { newCode, openCode } from '../keys/recovery-code.ts';
import { wrap } from '../keys/wrap.ts';
import { Paper } from './paper.tsx';
import { say } from './say.ts';

export interface RecoveryPaperProps {
	staff: string;
	name: string;
	identity: string;
	done: string;
	onDone: (recovery: { proof: string; wrapped: string }) => Promise<void>;
}

export function RecoveryPaper({ staff, name, identity, done, onDone }: RecoveryPaperProps) {
	const [groups] = useState(newCode);
	// Which one is asked for back: not the first, which one remembers.
	const [asked] = useState(() => 2 + Math.floor(Math.random() * (groups.length - 1)));
	return (
		<Paper
			intro={say('paper.intro')}
			label={say('paper.label', { name })}
			groups={groups}
			ask={say('paper.confirm', { n: asked })}
			wrong={say('paper.confirm.wrong', { n: asked })}
			expected={groups[asked - 1] ?? ''}
			done={done}
			onDone={async () => {
				const { proof, key } = await openCode(groups);
				await onDone({ proof, wrapped: await wrap(identity, key, { staff, method: 'recovery', credential: '' }) });
			}}
		/>
	);
}
