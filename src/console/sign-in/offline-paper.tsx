/** The organisation's recovery key: made here, printed once; only its recipient leaves this page. */
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { useEffect, useState } from 'preact/hooks';
import { Paper } from './paper.tsx';
import { Working } from './parts.tsx';
import { say } from './say.ts';

export interface OfflinePaperProps {
	organisation: string;
	done: string;
	onDone: (recipient: string) => Promise<void>;
}

export function OfflinePaper({ organisation, done, onDone }: OfflinePaperProps) {
	const [key, setKey] = useState('');
	useEffect(() => void generateX25519Identity().then(setKey), []);
	if (key === '') return <Working text={say('busy')} />;
	return (
		<Paper
			intro={say('offline.intro')}
			label={say('offline.label', { organisation })}
			groups={key.match(/.{1,15}/g) ?? []}
			keep={say('offline.keep')}
			ask={say('offline.confirm')}
			wrong={say('offline.confirm.wrong')}
			expected={key.slice(-6)}
			done={done}
			onDone={async () => onDone(await identityToRecipient(key))}
		/>
	);
}
